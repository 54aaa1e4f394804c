import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { connected, redisKey } from "../redis.ts";
import { second, wait } from "../time.ts";

/** The vendor's limit for the whole team, whichever worker asks. */
const requestsPerSecond = 5;

const windowGapMs = 30;

let limiter: { client: Awaited<ReturnType<typeof connected>>; limit: RateLimiterRedis } | undefined;

async function limit(): Promise<RateLimiterRedis> {
  const client = await connected();
  if (limiter?.client !== client) {
    const options = { storeClient: client, keyPrefix: redisKey("limit"), points: requestsPerSecond, duration: 1 };
    limiter = { client, limit: new RateLimiterRedis(options) };
  }
  return limiter.limit;
}

/**
 * Waits for this process's turn among all senders, `patienceMs` at most.
 * @returns 0, or how long to wait before asking again. Redis away = wait: without the count we would run into 429.
 */
export async function turnToSend(patienceMs: number, signal: AbortSignal): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      await (await limit()).consume("resend");
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) return 1 * second;
      const ms = Math.max(refusal.msBeforeNext, 1);
      if (performance.now() + ms > deadline) return ms;
      // The vendor's window begins a network's way after ours; and not all who wait should come at once.
      await wait(ms + windowGapMs * (1 + Math.random()), signal);
    }
  }
}
