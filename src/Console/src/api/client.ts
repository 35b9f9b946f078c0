/** A refusal of the server's, or that it could not be reached (`NETWORK`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    /** What is wrong with which field of the body. */
    readonly fields: { field: string; message: string }[] = [],
    /** Seconds after which it is worth another try. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }

  /** Whether the same call may succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** The faults by field, as forms want them. */
  get byField(): Record<string, string> {
    return Object.fromEntries(this.fields.map(fault => [fault.field, fault.message || this.message]));
  }
}

interface Options {
  signal?: AbortSignal;
  /** Makes a repeat of the same call answer what the first one made. */
  idempotencyKey?: string;
  /** Does not wait for a session that is being renewed: it is what renews it. */
  renews?: boolean;
  /** Query parameters; undefined and empty ones are left out. */
  query?: Record<string, string | number | boolean | undefined>;
}

let onSignedOut: () => unknown = () => {};

/** Says what happens when the server no longer knows who calls. */
export function whenSignedOut(handle: () => unknown) {
  onSignedOut = handle;
}

let renewal: Promise<unknown> | undefined;

/** Runs what ends this session and begins another; calls that are made meanwhile wait for it. */
export async function renewSession(work: () => Promise<unknown>) {
  renewal = work();
  try {
    await renewal;
  } finally {
    renewal = undefined;
  }
}

let onDenied: () => unknown = () => {};

/** Says what happens when somebody may not do what the console let him try: what he may has changed. */
export function whenDenied(handle: () => unknown) {
  onDenied = handle;
}

/** Calls the API: the cookie says who calls, and the browser that the call comes from our own page. A body is sent as JSON, a form as it is. */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, options: Options = {}): Promise<T> {
  if (renewal && !options.renews) await renewal.catch(() => {});
  const headers: Record<string, string> = {};
  if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (e) {
    if (options.signal?.aborted && (options.signal.reason as Error).name !== 'TimeoutError') throw e;
    throw new ApiError(0, 'NETWORK', 'The server cannot be reached.');
  }
  if (response.ok) return (await response.json()) as T;
  const error = await readError(response);
  if (response.status === 401 && !renewal && !path.startsWith('/auth/')) onSignedOut();
  if (response.status === 403) onDenied();
  throw error;
}

export const get = <T>(path: string, query?: Options['query'], signal?: AbortSignal) => call<T>('GET', path, undefined, { query, signal });
export const post = <T>(path: string, body?: unknown, options?: Options) => call<T>('POST', path, body, options);
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body);
export const remove = <T>(path: string) => call<T>('DELETE', path);

/** One page of a list. */
export interface Page<T> {
  result: T[];
  next_page_token: string;
}

function withQuery(path: string, query: Options['query']) {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}

async function readError(response: Response) {
  try {
    const { error } = (await response.json()) as { error: { reason: string; message: string; details?: { field?: string; message?: string }[] } };
    const fields = (error.details ?? []).flatMap(detail => (detail.field ? [{ field: detail.field, message: detail.message ?? '' }] : []));
    return new ApiError(response.status, error.reason, error.message, fields, Number(response.headers.get('Retry-After')) || 0);
  } catch {
    return new ApiError(response.status, 'HTTP', `${response.status} ${response.statusText}`);
  }
}
