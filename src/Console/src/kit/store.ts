/** What this browser keeps for the console. It may be full or shut; and anything may stand in it. */
export const store = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },

  /** Whether it is kept now; nothing is kept by leaving it out. */
  write(name: string, text: string | null): boolean {
    try {
      if (text) localStorage.setItem(name, text);
      else localStorage.removeItem(name);
      return true;
    } catch {
      return false;
    }
  },

  /** The names that begin so. */
  names(prefix: string): string[] {
    try {
      return Object.keys(localStorage).filter(name => name.startsWith(prefix));
    } catch {
      return [];
    }
  },
};

/** JSON as it was written; undefined where it is none, or none of ours. */
export function parsed<T>(json: string | null | undefined, isOurs: (value: T) => unknown): T | undefined {
  try {
    const value = JSON.parse(json ?? 'null') as T | null;
    return value !== null && typeof value === 'object' && isOurs(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
