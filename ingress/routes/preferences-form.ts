import { knownFields } from "../pages/preferences-fields.ts";
import { isTicked } from "./form-values.ts";
import { listFields, signupFromForm } from "./signup-form.ts";

/**
 * What a form of preferences means, in the words of the JSON body. The whole form says `all`: what it leaves empty is
 * to be empty. A form without it, such as the button that ends a pause, changes what it names.
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

/** Takes out what a signup does not have; what is named twice stays, to be refused. */
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
