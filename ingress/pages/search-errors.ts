import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";

type Advice = Words["pages"]["search"]["advice"];
type SearchField = Exclude<keyof Advice, "order">;
export type SearchErrors = Partial<Record<SearchField, string>>;

/** In the order of the form. The script says the same before anything is sent. */
const fields: readonly SearchField[] = [
  ...(["jobTitle", "city", "country", "jobType", "datePosted"] as const),
  ...(["salaryMin", "salaryMax", "industry"] as const),
];

const fieldOf = ({ pointer }: FieldError) => fields.find((field) => field === pointer.slice(1).split("/")[0]);

/** One sentence a field, for the field itself. */
export function searchErrors(problem: Problem | undefined, locale: Locale): SearchErrors {
  const { advice } = wordsOf(locale).pages.search;
  const found: SearchErrors = {};
  for (const error of problem?.errors ?? []) {
    const field = fieldOf(error);
    if (field) found[field] ??= /salaryMin/.test(error.message) ? advice.order : advice[field];
  }
  return found;
}

/** The same sentences for the summary; what belongs to no field is named. */
export function searchSummary(problem: Problem, locale: Locale): SummaryLine[] {
  const { problems } = wordsOf(locale).pages;
  const errors = searchErrors(problem, locale);
  const lines: SummaryLine[] = fields.flatMap((field) => {
    const message = errors[field];
    return message === undefined ? [] : [{ field, message }];
  });
  const strange = problem.errors.filter((error) => fieldOf(error) === undefined);
  const rest = strange.map(({ pointer }) => ({ message: problems.strange(pointer.slice(1)) }));
  return lines.length + rest.length > 0 ? [...lines, ...rest] : [{ message: problems[problem.code].text }];
}
