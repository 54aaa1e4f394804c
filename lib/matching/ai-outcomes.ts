import { reranks } from "../metrics.ts";
import { connected, redisKey } from "../redis.ts";
import { day, hour } from "../time.ts";
import type { Fallback } from "./openai.ts";

/** How a digest's order came about: `rerank` by the model, `cache` by an answer of before; else why it is code's. */
type Outcome = "rerank" | "cache" | Fallback;

const keyOf = (hoursSince1970: number) => redisKey("ai-outcomes", String(hoursSince1970));
const thisHour = () => Math.floor(Date.now() / hour);

/** Counts a digest's end, for the metrics of this process and for the figures of all. Redis away: it is not counted. */
export function countOutcome(outcome: Outcome): void {
  reranks.inc({ outcome });
  // Without a key nobody asks: that is no outcome.
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

/** Outcomes of the last 24 hours, as full hours go. */
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
