import { createContext } from 'react';
import type { Language } from '../texts/texts';

/** Changes the language. */
export const LanguageContext = createContext<(to: Language) => void>(() => {});
