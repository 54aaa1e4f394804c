import { z } from "zod";

/** Whatever it is, also nothing: for what is read by hand. */
export const anything = z.unknown().optional();

/** true or false; what is neither is not said. */
export const flag = z.boolean().nullable().catch(null);

/** A number; some vendors write it as text in some years. */
export const count = z.coerce.number().int().nonnegative().nullable().catch(null);

/** Ids are numbers in some years and texts in others. */
export const identifier = z.union([z.number().int(), z.string().trim().min(1)]).transform(String);

/** A list of texts, or one text for a list of one; what is no text is left out. */
export const texts = z
  .unknown()
  .optional()
  .transform((value) =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => (typeof each === "string" && each.trim()) || []),
  );

/** `2026-11-20 09:00:00` is meant as UTC, and would be read in the machine's zone. */
export function inUtc(date: string | null): string | null {
  return date?.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1T$2Z") ?? null;
}
