import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";
import { summaryOf } from "./summary.ts";

type Advice = Words["pages"]["search"]["advice"];
type SearchField = Exclude<keyof Advice, "order">;
export type SearchErrors = Partial<Record<SearchField, string>>;

/** In the order of the form. The script shows the same before anything is sent. */
const fields: readonly SearchField[] = [
  ...(["jobTitle", "city", "country", "jobType", "datePosted"] as const),
  ...(["salaryMin", "salaryMax", "industry"] as const),
];

const fieldOf = ({ pointer }: FieldError) => fields.find((field) => field === pointer.slice(1).split("/")[0]);

/** One sentence for each field, shown beside it. */
export function searchErrors(problem: Problem | undefined, locale: Locale): SearchErrors {
  const { advice } = wordsOf(locale).pages.search;
  const found: SearchErrors = {};
  for (const error of problem?.errors ?? []) {
    const field = fieldOf(error);
    if (field) found[field] ??= /salaryMin/.test(error.message) ? advice.order : advice[field];
  }
  return found;
}

export const searchSummary = (problem: Problem, locale: Locale): SummaryLine[] =>
  summaryOf(problem, locale, { fields, errors: searchErrors(problem, locale), fieldOf });
