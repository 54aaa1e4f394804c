import { LaterError } from "../errors.ts";
import { withLock } from "../lock.ts";
import { connected, redisKey } from "../redis.ts";
import { second, wait } from "../time.ts";

/** Long enough for those who waited to look; who comes later looks into the cache or asks. */
const landedMs = 5 * second;
const lockMs = 10 * second;
const lookAgainMs = 100;

/**
 * Does `routine` once, however many ask for `key` at the same time in however many processes: the others wait and get
 * what it brought, also where no cache keeps it. What it throws is its own; then the next of them tries.
 * @param at ms since 1970: what landed after it is an answer, also to who comes to the lock a moment late
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
