import { type Locale, wordsOf } from "../../lib/words/index.ts";
import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";

interface Form<Field extends string> {
  /** In the order of the form. */
  fields: readonly Field[];
  /** One sentence for each field. */
  errors: Partial<Record<Field, string>>;
  fieldOf(error: FieldError): Field | undefined;
}

/** The fields' own sentences once more, at the head of the form; faults of no field in it are named. */
export function summaryOf<Field extends string>(
  problem: Problem,
  locale: Locale,
  { fields, errors, fieldOf }: Form<Field>,
): SummaryLine[] {
  const { problems } = wordsOf(locale).pages;
  const lines = fields.flatMap((field): SummaryLine[] => {
    const message = errors[field];
    return message === undefined ? [] : [{ field, message }];
  });
  const strange = problem.errors.filter((error) => fieldOf(error) === undefined);
  const rest = strange.map(({ pointer }) => ({ message: problems.strange(pointer.slice(1)) }));
  return lines.length + rest.length > 0 ? [...lines, ...rest] : [{ message: problems[problem.code].text }];
}
