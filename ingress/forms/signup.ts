import { typedPlaces } from "../../lib/postings/typed-places.ts";
import { amountOf, isTicked, listOf } from "./values.ts";

/** Fields that may have several values, as repeated fields or as one text with commas or line breaks. */
export const listFields = [
  "cities",
  "countries",
  "careerPaths",
  "levels",
  "workModes",
  "languages",
  "keywords",
] as const;
const typedLists = new Set<string>(["cities", "countries", "languages", "keywords"]);
const textFields = ["email", "name", "visa", "cadence", "timeZone"] as const;
const salaryFields = ["amount", "currency", "period"] as const;

/**
 * Translates the signup form into the JSON body. An empty field counts as absent; an unknown field stays in, so that the
 * schema refuses it by name.
 */
export function signupFromForm(sent: URLSearchParams): Record<string, unknown> {
  const fields = answered(sent);
  // A null prototype keeps a field named __proto__ a field.
  const body: Record<string, unknown> = Object.create(null);
  const known = new Set<string>([
    ...listFields,
    ...textFields,
    "consent",
    ...salaryFields.map((part) => `salaryMin.${part}`),
  ]);
  for (const [name, value] of fields) if (!known.has(name)) body[name] ??= value;
  for (const name of textFields) {
    const values = fields.getAll(name).filter((value) => value.trim() !== "");
    if (values.length > 0) body[name] = values.length === 1 ? values[0] : values;
  }
  const lists: Partial<Record<(typeof listFields)[number], string[]>> = {};
  for (const name of listFields) {
    const values = listOf(fields.getAll(name), typedLists.has(name));
    if (values.length > 0) lists[name] = values;
  }
  Object.assign(body, lists, placesMeant(lists));
  const salary = salaryOf(fields);
  if (salary) body.salaryMin = salary;
  if (fields.has("consent")) body.consent = isTicked(fields.get("consent") ?? "");
  return body;
}

interface Written {
  cities?: string[];
  countries?: string[];
  workModes?: string[];
}

/** Where somebody wants to work, from what they typed as cities: it may also name countries or remote work. */
export function placesMeant({ cities: written, countries: chosen = [], workModes }: Written) {
  if (written === undefined) return {};
  const { cities, countries, remote } = typedPlaces(written);
  const all = [...new Set([...chosen, ...countries])];
  // With a place, "remote" restricts nothing: remote work there counts anyway.
  const isRemoteOnly = remote && cities.length === 0 && all.length === 0 && workModes === undefined;
  return {
    cities,
    ...(all.length > 0 && { countries: all }),
    ...(isRemoteOnly && { workModes: ["remote"] }),
  };
}

/** Puts the answers to our questions into their fields: the address that was meant, and which namesake. */
function answered(sent: URLSearchParams): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of sent) {
    if (name !== "asked" && name !== "meant") fields.append(/^cities\.\d$/.test(name) ? "cities" : name, value);
  }
  const meant = sent.get("meant");
  if (meant) fields.set("email", meant);
  return fields;
}

/** No salary without an amount: the form always sends currency and period. */
function salaryOf(fields: URLSearchParams): Record<string, unknown> | undefined {
  const amount = fields.get("salaryMin.amount")?.trim() ?? "";
  if (amount === "") return undefined;
  return {
    amount: amountOf(amount),
    currency: fields.get("salaryMin.currency") ?? "EUR",
    period: fields.get("salaryMin.period") ?? "year",
  };
}
