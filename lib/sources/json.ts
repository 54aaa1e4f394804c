import type { z } from "zod";
import { beyondMostRows, mostRows, SourceFormatError } from "./source.ts";

/**
 * Finds NUL and lone surrogates, which can only come as escapes, along with what looks like them: an escaped backslash
 * and whole surrogate pairs. Done on the text: checking each value of a document takes twenty times as long as parsing
 * it.
 */
const odd = /\\\\|\\u(?:0000|d[89ab][\da-f]{2}(?:\\ud[c-f][\da-f]{2})?|d[c-f][\da-f]{2})/gi;
/** Does what lib/storable.ts does. */
const storable = (found: string) => (found.length !== 6 ? found : found.endsWith("0000") ? "" : "\\ufffd");

/** Reads a source's JSON document; use `rowsOf` to read its rows one by one. */
export function readDocument<Schema extends z.ZodType>(source: string, text: string, schema: Schema): z.output<Schema> {
  let document: unknown;
  try {
    // A byte order mark is not part of the document.
    document = JSON.parse(text.replace(/^\uFEFF/, "").replace(odd, storable));
  } catch (cause) {
    const looks = /^\s*</.test(text) ? "HTML" : text.trim() === "" ? "nothing" : "something else";
    throw new SourceFormatError(source, `expected JSON and got ${looks}`, { cause });
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SourceFormatError(source, `not its document: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
}

/** The usable rows, and counts of the others by the field that is wrong. */
export function rowsOf<Row extends z.ZodType>(rows: readonly unknown[], schema: Row) {
  const good: z.output<Row>[] = [];
  const dropped: Record<string, number> = {};
  if (rows.length > mostRows) dropped[beyondMostRows] = rows.length - mostRows;
  for (const row of rows.slice(0, mostRows)) {
    const parsed = schema.safeParse(row);
    if (parsed.success) {
      good.push(parsed.data);
      continue;
    }
    const field = parsed.error.issues[0]?.path[0];
    const reason = field === undefined ? "not an object" : `no usable ${String(field)}`;
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  }
  return { good, dropped };
}

/** An instant from whatever a source calls a date; null if it is none, or the year is implausible. */
export function instantOf(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  // Seconds and milliseconds since 1970 differ by a thousand; 1e11 seconds is the year 5138.
  const date = new Date(typeof value === "number" && value < 1e11 ? value * 1000 : value);
  const year = date.getUTCFullYear();
  return year >= 2000 && year < 2100 ? date.toISOString() : null;
}
