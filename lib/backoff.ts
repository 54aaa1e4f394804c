import { second } from "./time.ts";

/** However long something was away, it is tried again within this once it is back. */
const longestMs = 20 * second;

/** The wait before the next attempt, ms: doubles up to its cap; jittered, so that what failed together comes back apart. */
export function backoffMs(attempt: number, baseMs: number): number {
  const grown = Math.min(baseMs * 2 ** (attempt - 1), Math.max(longestMs, baseMs));
  return Math.round(grown * (0.5 + Math.random() / 2));
}
