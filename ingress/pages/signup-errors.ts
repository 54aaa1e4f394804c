import { namesPlace } from "../../lib/subscribers/wishes.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import { nearCities } from "../cities.ts";
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
  if (unknown.length > 0) found.cities = cityAdvice(unknown, locale);
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
export function unknownCities(problem: Problem | undefined): string[] {
  return (problem?.errors ?? []).flatMap(({ message }) => /^“(.*)” is no city/u.exec(message)?.[1] ?? []);
}

/** Names close to a city's are asked about below the field; others have to be typed anew. */
function cityAdvice(cities: readonly string[], locale: Locale): string {
  const { pages, reasons } = wordsOf(locale);
  const { true: near = [], false: far = [] } = Object.groupBy(
    cities,
    (name) => `${nearCities(name, locale).length > 0}`,
  );
  const told = (names: readonly string[]) => namesIn(locale).listed(names.map(reasons.quoted));
  return [
    far.length > 0 ? pages.signup.cityUnknown(told(far)) : "",
    near.length > 0 ? pages.signup.cityMissed(told(near)) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** That some place is needed is said at the field for cities. */
function sentenceFor(field: SignupField, { pointer, message }: FieldError, locale: Locale): string {
  const { advice, placeMissing } = wordsOf(locale).pages.signup;
  return pointer === "/cities" && message.startsWith("name ") ? placeMissing : advice[field];
}
