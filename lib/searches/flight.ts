import { LaterError } from "../errors.ts";
import { withLock } from "../lock.ts";
import { connected, redisKey } from "../redis.ts";
import { second, wait } from "../time.ts";

/** Long enough for those who waited; whoever comes later finds it in the cache or asks anew. */
const landedMs = 5 * second;
const lockMs = 10 * second;
const lookAgainMs = 100;

/**
 * Runs `routine` once, however many ask for `key` at the same time in however many processes: the others wait for its
 * result, also where no cache keeps it. If it throws, its own caller gets the error, and the next one tries.
 * @param at ms since 1970: a result from after that time also answers callers who get the lock a moment too late
 * @param routine returns JSON; its signal also aborts when the lock is lost
 */
export async function singleFlight<T>(
  key: string,
  { signal, at = Date.now() }: { signal: AbortSignal; at?: number },
  routine: (signal: AbortSignal) => Promise<T>,
): Promise<{ brought: T; byAnother: boolean }> {
  const landed = redisKey("search-landed", key);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await withLock(`search/${key}`, { ttlMs: lockMs }, async ({ signal: lock }) => {
        const redis = await connected();
        const before = await landedAfter<T>(landed, at);
        if (before) return before;
        const brought = await routine(AbortSignal.any([signal, lock]));
        await redis.set(landed, JSON.stringify({ at: Date.now(), brought }), "PX", landedMs);
        return { brought, byAnother: false };
      });
    } catch (error) {
      if (!(error instanceof LaterError)) throw error;
    }
    await wait(lookAgainMs, signal);
    const other = await landedAfter<T>(landed, at);
    if (other) return other;
  }
}

async function landedAfter<T>(key: string, at: number): Promise<{ brought: T; byAnother: true } | null> {
  const text = await (await connected()).get(key);
  if (text === null) return null;
  const landed = JSON.parse(text) as { at: number; brought: T };
  return landed.at > at ? { brought: landed.brought, byAnother: true } : null;
}
