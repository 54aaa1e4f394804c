import { reranks } from "../metrics.ts";
import { connected, redisKey } from "../redis.ts";
import { day, hour } from "../time.ts";
import type { Fallback } from "./openai.ts";

/**
 * Where a digest's order comes from: `rerank` = the model, `cache` = an earlier answer of it; else why code's order
 * stands.
 */
type Outcome = "rerank" | "cache" | Fallback;

const keyOf = (hoursSince1970: number) => redisKey("ai-outcomes", String(hoursSince1970));
const thisHour = () => Math.floor(Date.now() / hour);

/** Counts a digest's outcome in this process's metrics and, if Redis answers, in the figures of all processes. */
export function countOutcome(outcome: Outcome): void {
  reranks.inc({ outcome });
  // There was nothing to ask, or no API key: of no interest to the figures.
  if (outcome === "off") return;
  const key = keyOf(thisHour());
  connected()
    .then((redis) =>
      redis
        .multi()
        .hincrby(key, outcome, 1)
        .pexpire(key, day + hour)
        .exec(),
    )
    .catch(() => {});
}

/** Outcomes of this clock hour and the 23 before. */
export async function outcomesOfDay(): Promise<Record<string, number>> {
  const asked = (await connected()).pipeline();
  for (let ago = 0; ago < 24; ago++) asked.hgetall(keyOf(thisHour() - ago));
  const sums: Record<string, number> = {};
  for (const [, counts] of (await asked.exec()) ?? []) {
    for (const [outcome, count] of Object.entries(counts as Record<string, string>)) {
      sums[outcome] = (sums[outcome] ?? 0) + Number(count);
    }
  }
  return sums;
}
