import { knownFields } from "../pages/preferences-fields.ts";
import { listFields, signupFromForm } from "./signup.ts";
import { isTicked } from "./values.ts";

/**
 * Translates the preferences form into the JSON body. The full form sends `all`: a field that it leaves empty is
 * cleared. A form without `all`, such as the button that ends a pause, changes only the fields it sends.
 */
export function preferencesFromForm(sent: URLSearchParams): Record<string, unknown> {
  const fields = new URLSearchParams(sent);
  const whole = fields.has("all");
  const own = ownFields(fields, whole);
  const body = signupFromForm(fields);
  if (whole) {
    for (const name of listFields) body[name] ??= [];
    body.salaryMin ??= null;
    body.name ??= null;
  }
  return Object.assign(body, own);
}

/** Takes out the fields that a signup does not have; one sent twice stays in and is refused. */
function ownFields(fields: URLSearchParams, whole: boolean): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  const take = (name: string, read: (text: string) => unknown, absent?: unknown) => {
    const values = fields.getAll(name);
    if (values.length > 1) return;
    fields.delete(name);
    if (values[0] !== undefined) own[name] = read(values[0].trim());
    else if (whole && absent !== undefined) own[name] = absent;
  };
  take("pausedUntil", (text) => text || null);
  take("minScore", (text) => (text === "" ? null : Number(text)));
  take("excludedCompanies", (text) => text.split("\n").flatMap((line) => line.trim() || []), []);
  take("stillLooking", isTicked, false);
  take("resetTaste", isTicked);
  for (const name of ["all", ...knownFields]) fields.delete(name);
  return own;
}
