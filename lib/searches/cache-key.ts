import { createHash } from "node:crypto";
import type { SearchSource } from "./criteria.ts";

/** Raised when what is kept under a key changes in shape or meaning. */
const version = 2;

/** "  Data   ANALYST " and "data analyst" are one question. */
export const lowered = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/**
 * @param asked everything that decides what the source answers, and nothing else, so that equal answers are kept once
 */
export function cacheKey(source: SearchSource, asked: readonly (string | number | undefined)[]): string {
  const question = asked.map((value) => value ?? null);
  return createHash("sha256")
    .update(JSON.stringify([version, source, question]))
    .digest("hex");
}
