import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";

/** What helps, field by field, in the order of the form. The script says the same before anything is sent. */
export const searchAdvice = {
  jobTitle: "Name the job you look for, in 2 to 100 characters",
  city: "Name one city, in at most 80 characters",
  country: "Choose a country",
  jobType: "Choose one of the kinds of job",
  datePosted: "Choose one of the times",
  salaryMin: "Enter a year's pay such as 45000",
  salaryMax: "Enter a year's pay such as 60000",
  order: "The highest pay must not be less than the lowest",
  industry: "Name an industry in at most 80 characters",
} as const;

type SearchField = Exclude<keyof typeof searchAdvice, "order">;
export type SearchErrors = Partial<Record<SearchField, string>>;

const isField = (name: string): name is SearchField => Object.hasOwn(searchAdvice, name) && name !== "order";

const fieldOf = ({ pointer }: FieldError) => pointer.slice(1).split("/")[0] ?? "";

/** One sentence a field, for the field itself. */
export function searchErrors(problem: Problem | undefined): SearchErrors {
  const found: SearchErrors = {};
  for (const error of problem?.errors ?? []) {
    const field = fieldOf(error);
    if (!isField(field)) continue;
    found[field] ??= /salaryMin/.test(error.message) ? searchAdvice.order : searchAdvice[field];
  }
  return found;
}

/** The same sentences for the summary; what belongs to no field is said as the problem says it. */
export function searchSummary(problem: Problem): SummaryLine[] {
  const errors = searchErrors(problem);
  const lines: SummaryLine[] = Object.keys(searchAdvice).flatMap((field) => {
    const message = isField(field) ? errors[field] : undefined;
    return message === undefined ? [] : [{ field, message }];
  });
  const strange = problem.errors.filter((error) => !isField(fieldOf(error)));
  const rest = strange.map(({ pointer, message }) => ({ message: `“${pointer.slice(1)}” ${message}` }));
  return lines.length + rest.length > 0 ? [...lines, ...rest] : [{ message: problem.message }];
}
