import { z } from "zod";
import { serviceDb } from "../db.ts";
import { log } from "../log.ts";
import { type Posting, postingSchema } from "../postings/posting.ts";
import { second } from "../time.ts";

/** A search has 25 s, which a database that hangs must not use up. */
const timeoutMs = 2 * second;

/** What another version kept in another shape counts as nothing. */
const kept = z.array(postingSchema).nullable().catch(null);

/** What a source answered to this question, or null. The cache only saves requests: a search goes on without it. */
export async function readCache(key: string, signal: AbortSignal): Promise<Posting[] | null> {
  try {
    return await serviceDb().call("cached_search", { p_key: key }, kept, { signal, timeoutMs });
  } catch (err) {
    signal.throwIfAborted();
    log.warn({ err }, "search cache not read");
    return null;
  }
}

export async function writeCache(
  key: string,
  source: string,
  postings: readonly Posting[],
  { forMs, signal }: { forMs: number; signal: AbortSignal },
): Promise<void> {
  const row = { p_key: key, p_source: source, p_result: postings, p_ms: forMs };
  try {
    await serviceDb().call("cache_search", row, z.unknown(), { signal, timeoutMs });
  } catch (err) {
    signal.throwIfAborted();
    log.warn({ err }, "search cache not written");
  }
}
