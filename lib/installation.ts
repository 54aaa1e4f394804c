import { env } from "./env.ts";
import { connected, redisKey } from "./redis.ts";
import { keyedHashes } from "./seal.ts";

/**
 * Whether the work under our prefix is ours; asked before the first job is taken or enqueued. Two installations that
 * share a prefix take each other's work, which then reaches the wrong database, or cannot be unsealed and is lost.
 * @param ms how long Redis may be away
 * @returns a sentence for what is wrong
 */
export async function problemsOfInstallation(ms: number): Promise<string[]> {
  const redis = await connected(ms);
  const key = redisKey("installation");
  const [ours = "", ...next] = keyedHashes("jobping", "installation");
  let kept = await redis.get(key);
  if (kept === null) {
    // Of two processes that come first at the same time, one writes it.
    await redis.setnx(key, ours);
    kept = await redis.get(key);
  }
  if (kept === ours) return [];
  if (kept !== null && next.includes(kept)) {
    // SEAL_SECRET and its NEXT_ were swapped.
    await redis.set(key, ours);
    return [];
  }
  return [
    `REDIS_PREFIX: ${env.REDIS_PREFIX} at REDIS_URL belongs to an installation with another SEAL_SECRET. Give this one a prefix of its own. If it is the same installation, set that other SEAL_SECRET, as NEXT_SEAL_SECRET if it was replaced. If nobody wants the work that waits there: redis-cli del '${key}'`,
  ];
}
