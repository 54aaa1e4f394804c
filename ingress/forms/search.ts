import { wholeAmountOf } from "./values.ts";

const textFields = ["jobTitle", "industry", "jobType", "city", "country", "datePosted"] as const;
const amountFields = ["salaryMin", "salaryMax"] as const;

/**
 * Translates the search form into the JSON body. An empty field counts as absent; an unknown field stays in, so that the
 * schema refuses it by name.
 */
export function criteriaFromForm(fields: URLSearchParams): Record<string, unknown> {
  // A null prototype keeps a field named __proto__ a field.
  const body: Record<string, unknown> = Object.create(null);
  const known = new Set<string>([...textFields, ...amountFields, "sources"]);
  for (const [name, value] of fields) if (!known.has(name)) body[name] ??= value;
  for (const name of [...textFields, ...amountFields]) {
    const values = fields.getAll(name).filter((value) => value.trim() !== "");
    if (values.length > 0) body[name] = values.length === 1 ? values[0] : values;
  }
  for (const name of amountFields) if (typeof body[name] === "string") body[name] = wholeAmountOf(body[name]);
  const sources = fields.getAll("sources").filter((value) => value.trim() !== "");
  if (sources.length > 0) body.sources = sources;
  return body;
}
