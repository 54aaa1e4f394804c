import { randomUUID } from "node:crypto";
import { LaterError } from "./errors.ts";
import { connected, type Redis, redisKey } from "./redis.ts";
import { second } from "./time.ts";

/**
 * Takes the lock and returns a number larger than any earlier holder's; or, negative, for how long it is still held.
 */
const takeScript = `
if redis.call("set", KEYS[1], ARGV[1], "nx", "px", ARGV[2]) then return redis.call("incr", KEYS[2]) end
return -math.max(1, redis.call("pttl", KEYS[1]))`;
const extendScript = `
if redis.call("get", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("pexpire", KEYS[1], ARGV[2])`;
const releaseScript = `
if redis.call("get", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("del", KEYS[1])`;

/** A busy lock is asked for again after at most this: its holder is usually done long before its time is up. */
const maxRetryMs = 5 * second;

export interface Held {
  /** Aborts when the lock is no longer ours; somebody else may hold it then. */
  signal: AbortSignal;
  /** Larger for every later holder: a store that remembers the largest can refuse a late writer. */
  fence: number;
}

/**
 * Does `routine` while holding the lock on `resource`, which saves work but proves nothing: Postgres decides.
 * Busy and lost throw LaterError. Without Redis it throws, and `routine` does not run.
 */
export async function withLock<T>(
  resource: string,
  { ttlMs }: { ttlMs: number },
  routine: (held: Held) => Promise<T>,
): Promise<T> {
  const redis = await connected();
  const key = redisKey("lock", resource);
  const owner = randomUUID();
  const askedAt = performance.now();
  const fence = Number(await redis.eval(takeScript, 2, key, redisKey("fence"), owner, ttlMs));
  if (fence < 0) throw new LaterError(retryMs(-fence), `the lock on ${resource} is busy`);

  const lost = new AbortController();
  const stop = keepHolding(redis, key, owner, ttlMs, askedAt, () => {
    lost.abort(new LaterError(maxRetryMs, `the lock on ${resource} was lost`));
  });
  try {
    return await routine({ signal: lost.signal, fence });
  } finally {
    stop();
    // A lock that is not released expires; the routine's own result matters more.
    await redis.eval(releaseScript, 1, key, owner).catch(() => {});
  }
}

/** Spread over half to all of the time left, so that those who wait do not come back together. */
function retryMs(heldForMs: number): number {
  return Math.min(heldForMs, maxRetryMs) * (0.5 + Math.random() / 2);
}

/** Extends the lock every third of its time, and calls `onLost` before it can have run out. */
function keepHolding(redis: Redis, key: string, owner: string, ttlMs: number, since: number, onLost: () => void) {
  let stopped = false;
  const stop = () => {
    stopped = true;
    clearInterval(renewal);
    clearTimeout(expiry);
  };
  const lose = () => {
    if (stopped) return;
    stop();
    onLost();
  };
  // Counted from before the command was sent, less a tenth as clocks differ in speed.
  const expireFrom = (from: number) => setTimeout(lose, from + ttlMs * 0.9 - performance.now());
  let expiry = expireFrom(since);
  const renewal = setInterval(async () => {
    const sentAt = performance.now();
    try {
      const extended = await redis.eval(extendScript, 1, key, owner, ttlMs);
      if (stopped) return;
      if (extended !== 1) return lose();
      clearTimeout(expiry);
      expiry = expireFrom(sentAt);
    } catch {
      // Redis may be back before the lock's time is over; if not, the expiry says so.
    }
  }, ttlMs / 3);
  return stop;
}
