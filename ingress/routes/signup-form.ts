import { amountOf, cityOrId, isTicked, listOf } from "./form-values.ts";

/** Fields of which a form may send several, as repeated fields or as one text with commas or line breaks. */
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
 * What a signup form means, in the words of the JSON body. An empty field is an absent one; a field we do not ask for
 * stays, so that the schema refuses it by its name.
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
  for (const name of listFields) {
    const values = listOf(fields.getAll(name), typedLists.has(name));
    if (values.length > 0) body[name] = name === "cities" ? values.map(cityOrId) : values;
  }
  const salary = salaryOf(fields);
  if (salary) body.salaryMin = salary;
  if (fields.has("consent")) body.consent = isTicked(fields.get("consent") ?? "");
  return body;
}

/** With the answers to our own questions in their fields: the address that was meant, and which namesake. */
function answered(sent: URLSearchParams): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of sent) {
    if (name !== "asked" && name !== "meant") fields.append(/^cities\.\d$/.test(name) ? "cities" : name, value);
  }
  const meant = sent.get("meant");
  if (meant) fields.set("email", meant);
  return fields;
}

/** Only an amount makes a salary: currency and period are always chosen in the form. */
function salaryOf(fields: URLSearchParams): Record<string, unknown> | undefined {
  const amount = fields.get("salaryMin.amount")?.trim() ?? "";
  if (amount === "") return undefined;
  return {
    amount: amountOf(amount),
    currency: fields.get("salaryMin.currency") ?? "EUR",
    period: fields.get("salaryMin.period") ?? "year",
  };
}
