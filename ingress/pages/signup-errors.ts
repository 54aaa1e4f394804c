import { namesPlace } from "../../lib/subscribers/wishes.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";
import { summaryOf } from "./summary.ts";

type SignupField = keyof Words["pages"]["signup"]["advice"];
export type SignupErrors = Partial<Record<SignupField, string>>;

/** In the order of the form. */
const fields: readonly SignupField[] = [
  ...(["email", "cities", "careerPaths", "levels", "workModes", "countries", "languages", "keywords"] as const),
  ...(["salaryMin.amount", "salaryMin.currency", "salaryMin.period", "visa", "name", "cadence", "timeZone"] as const),
  "consent",
];

/**
 * One sentence a field, for the field itself: what helps, and not the API's own message, which is for programs.
 * @param typed The schema looks for a place only once every field is right: who lacks both is told both at once.
 */
export function fieldErrors(problem: Problem | undefined, locale: Locale, typed?: URLSearchParams): SignupErrors {
  const found: SignupErrors = {};
  for (const error of problem?.errors ?? []) {
    const field = fieldOf(error);
    if (field) found[field] ??= sentenceFor(field, error, locale);
  }
  if (problem?.code === "not-valid" && typed && !saysWhere(typed)) {
    found.cities ??= wordsOf(locale).pages.signup.placeMissing;
  }
  return found;
}

function saysWhere(typed: URLSearchParams): boolean {
  const filled = [...typed].filter(([, value]) => value.trim() !== "");
  const named = (field: RegExp) => filled.filter(([name]) => field.test(name)).map(([, value]) => value);
  const [cities, countries, workModes] = [named(/^cities(\.\d)?$/), named(/^countries$/), named(/^workModes$/)];
  return namesPlace({ cities, countries, workModes });
}

export const summaryLines = (problem: Problem, locale: Locale, errors: SignupErrors): SummaryLine[] =>
  summaryOf(problem, locale, { fields, errors, fieldOf });

function fieldOf({ pointer }: FieldError): SignupField | undefined {
  const [first = "", second = ""] = pointer.slice(1).split("/");
  if (first === "salaryMin") return fields.find((field) => field === `salaryMin.${second}`) ?? "salaryMin.amount";
  return fields.find((field) => field === first);
}

/** Which city is unknown, and that a place is needed at all, is said where it is found. */
function sentenceFor(field: SignupField, { pointer, message }: FieldError, locale: Locale): string {
  const { advice, cityUnknown, placeMissing } = wordsOf(locale).pages.signup;
  const unknown = field === "cities" ? /^“(.*)” is no city/u.exec(message)?.[1] : undefined;
  if (unknown !== undefined) return cityUnknown(unknown);
  return pointer === "/cities" && message.startsWith("name ") ? placeMissing : advice[field];
}
