import { createContext, use } from 'react';
import type { Language } from '../texts/texts';

/** The language that is spoken, and how it is changed. */
export const LanguageContext = createContext<{ language: Language; speak: (to: Language) => void }>({ language: 'en', speak() {} });

/** The language; who asks is drawn anew when it changes, `memo` or not. */
export const useLanguage = () => use(LanguageContext).language;
