import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";
import { fieldErrors, type SignupErrors, summaryLines } from "./signup-errors.ts";

type Advice = Words["pages"]["preferences"]["advice"];
type OwnField = keyof Advice;
export type PreferencesErrors = SignupErrors & Partial<Record<OwnField, string>>;

/** The fields that a signup does not have, in the order of the form. */
const ownFields: readonly OwnField[] = ["minScore", "excludedCompanies", "locale", "pausedUntil", "stillLooking"];
const ownFieldOf = (pointer: string) => ownFields.find((field) => field === pointer.split("/")[1]);

/** One sentence for each field, shown beside it. */
export function preferencesErrors(problem: Problem | undefined, locale: Locale): PreferencesErrors {
  const { advice } = wordsOf(locale).pages.preferences;
  const own = ownFields.filter((field) => problem?.errors.some(({ pointer }) => ownFieldOf(pointer) === field));
  return {
    ...fieldErrors(problem, locale),
    ...Object.fromEntries(own.map((field) => [field, advice[field]])),
  };
}

/** The same sentences for the summary. */
export function preferencesSummary(problem: Problem, locale: Locale): SummaryLine[] {
  const errors = preferencesErrors(problem, locale);
  const own = ownFields.flatMap((field) => (errors[field] ? [{ field, message: errors[field] }] : []));
  const others = problem.errors.filter(({ pointer }) => ownFieldOf(pointer) === undefined);
  if (others.length === 0 && own.length > 0) return own;
  return [...summaryLines(new Problem(problem.code, problem.message, { errors: others }), locale, errors), ...own];
}
