import { env } from "./env.ts";
import { connected, redisKey } from "./redis.ts";
import { keyedHashes } from "./seal.ts";

/**
 * Whether what waits under our prefix is ours; asked before the first job is taken or asked for. Where two installations
 * share a prefix each takes the other's work: it reaches the wrong database, or does not open, and is lost.
 * @param ms how long Redis may be away
 * @returns a sentence for what is wrong
 */
export async function problemsOfInstallation(ms: number): Promise<string[]> {
  const redis = await connected(ms);
  const key = redisKey("installation");
  const [ours = "", ...next] = keyedHashes("jobping", "installation");
  let kept = await redis.get(key);
  if (kept === null) {
    // Of two that come first at once, one does.
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
    `REDIS_PREFIX: ${env.REDIS_PREFIX} at REDIS_URL belongs to an installation with another SEAL_SECRET. Give this one a prefix of its own. Is it the same one, then the other SEAL_SECRET belongs here, as NEXT_SEAL_SECRET if it was replaced. If nobody wants what waits there: redis-cli del '${key}'`,
  ];
}
