import { store } from '../kit/store';
import english from './en.json';

type Texts = typeof english;

/** A text's name: its area and its key. */
export type TextKey = { [Area in keyof Texts & string]: `${Area}.${keyof Texts[Area] & string}` }[keyof Texts & string];

export const languages = { en: 'English', ko: '한국어', ja: '日本語' } as const;
export type Language = keyof typeof languages;

const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: Texts }>> = { ko: () => import('./ko.json'), ja: () => import('./ja.json') };
const stored = 'language';
let current: Language = 'en';
let texts: Record<string, Record<string, string>> = english;

export const language = () => current;

/** The language that was chosen, else the browser's where there is one of ours, else English. */
export function preferredLanguage(): Language {
  const wanted = [store.read(stored), ...navigator.languages].map(tag => tag?.slice(0, 2));
  return (wanted.find(tag => tag && tag in languages) as Language | undefined) ?? 'en';
}

/** Loads a language's texts and uses them from now on. */
export async function chooseLanguage(to: Language, keep = false) {
  texts = to === 'en' ? english : (await others[to]()).default;
  current = to;
  document.documentElement.lang = to;
  if (keep) store.write(stored, to);
}

/** A text in the language of choice, its places `{name}` filled in. */
export function t(key: TextKey, values?: Record<string, string | number>): string {
  const [area, name] = key.split('.') as [string, string];
  const text = texts[area]?.[name] ?? (english as typeof texts)[area]?.[name] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (place, named: string) => String(values[named] ?? place)) : text;
}

/** Whether there is such a text: for names that are put together, as of an error's reason. */
export const isText = (key: string): key is TextKey => {
  const [area, name] = key.split('.') as [string, string];
  return (english as typeof texts)[area]?.[name] !== undefined;
};
