import { de } from "./de.ts";
import { en, type Words } from "./en.ts";

/** Every language that pages and mails speak: one file and one line each. */
const catalogue = { en, de } as const satisfies Record<string, Words>;

export type Locale = keyof typeof catalogue;
export type { Words };

/** Codes as `lang` takes them, the first one for who asked for none of them. */
export const locales = Object.keys(catalogue) as [Locale, ...Locale[]];

export const wordsOf = (locale: Locale): Words => catalogue[locale];

export const isLocale = (code: string): code is Locale => Object.hasOwn(catalogue, code);
