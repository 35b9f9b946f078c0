import { type Language, language } from '../texts/texts';
import type { AccountType } from './records';

/** Titles, labels and hints of account types, by type and provider, or by type for what its providers share. */
type AccountTexts = Record<string, { title?: string; fields: Record<string, string[]> }>;

const files: Partial<Record<Language, () => Promise<{ default: unknown }>>> = { ko: () => import('../texts/accounts.ko.json'), ja: () => import('../texts/accounts.ja.json') };

/** Account types in the language of choice. What is not known here stays as the server says it, in English. */
export async function translated(types: AccountType[]): Promise<AccountType[]> {
  const file = await files[language()]?.().catch(() => undefined);
  return file ? types.map(type => withTexts(type, file.default as AccountTexts)) : types;
}

function withTexts(type: AccountType, texts: AccountTexts): AccountType {
  const [own, shared] = [texts[`${type.type}/${type.provider}`], texts[type.type]];
  return {
    ...type,
    title: own?.title ?? type.title,
    fields: type.fields.map(field => {
      const [label, help] = own?.fields[field.name] ?? shared?.fields[field.name] ?? [];
      return label ? { ...field, label, help: help ?? '' } : field;
    }),
  };
}
