import { z } from "zod";

/** Anything, also missing: for fields whose reader checks them. */
export const anything = z.unknown().optional();

/** true or false; anything else is null. */
export const flag = z.boolean().nullable().catch(null);

/** A count; some vendors have sent it as text at times. */
export const count = z.coerce.number().int().nonnegative().nullable().catch(null);

/** Ids have been numbers at times and texts at others. */
export const identifier = z.union([z.number().int(), z.string().trim().min(1)]).transform(String);

/** A list of texts, or one text as a list of one; entries that are not texts are left out. */
export const texts = z
  .unknown()
  .optional()
  .transform((value) =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => (typeof each === "string" && each.trim()) || []),
  );

/** `2026-11-20 09:00:00` means UTC, but would be read in this machine's zone. */
export function inUtc(date: string | null): string | null {
  return date?.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1T$2Z") ?? null;
}
