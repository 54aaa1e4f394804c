import { createContext, createElement, type ReactElement, useContext } from "react";
import { type Locale, locales, type Words, wordsOf } from "../../lib/words/index.ts";
import { type Choices, choicesOf } from "./choices.ts";

/** The language of the page that is being rendered: Layout sets it for everything inside. */
export const Language = createContext<Locale>(locales[0]);

export const useLocale = (): Locale => useContext(Language);
export const useWords = (): Words => wordsOf(useLocale());
export const useChoices = (): Choices => choicesOf(useLocale());

/** For a page that does not set its language itself. */
export const inLanguage = (locale: Locale, page: ReactElement): ReactElement =>
  createElement(Language, { value: locale }, page);
