import { namesPlace } from "../../lib/subscribers/wishes.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
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
  const unknown = unknownCities(problem);
  if (unknown.length > 0) found.cities = cityUnknown(unknown, locale);
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

/** The names of all that nobody knows, from the API's own messages. */
function unknownCities(problem: Problem | undefined): string[] {
  return (problem?.errors ?? []).flatMap(({ message }) => /^“(.*)” is no city/u.exec(message)?.[1] ?? []);
}

function cityUnknown(cities: readonly string[], locale: Locale): string {
  const { pages, reasons } = wordsOf(locale);
  return pages.signup.cityUnknown(namesIn(locale).listed(cities.map(reasons.quoted)));
}

/** That a place is needed at all is said where places are named. */
function sentenceFor(field: SignupField, { pointer, message }: FieldError, locale: Locale): string {
  const { advice, placeMissing } = wordsOf(locale).pages.signup;
  return pointer === "/cities" && message.startsWith("name ") ? placeMissing : advice[field];
}
