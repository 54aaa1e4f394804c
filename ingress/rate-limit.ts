import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { redisKey } from "../lib/redis.ts";
import { second } from "../lib/time.ts";
import { type Counted, Counters } from "./counters.ts";
import { type Limit, type LimitName, limits, type Window } from "./limits.ts";
import { Problem } from "./problem.ts";

/** What is left of one window, for the RateLimit headers. */
export interface Allowance {
  policy: string;
  window: Window;
  left: number;
  resetMs: number;
}

type By = "ip" | "mailbox" | "session";

// A Redis that does not answer within this is treated as away: the memory counts, the request goes on.
const redisLimitMs = 250;

type Counter = (key: string) => Counted | Promise<Counted>;
const counters = new Map<string, Counter>();

/**
 * Takes one request from the window.
 * @throws {Problem} 429 when the window is empty. Redis being away is no reason to refuse: each process then counts
 * for itself.
 */
export async function spend(name: LimitName, by: By, key: string): Promise<Allowance | undefined> {
  const limit: Limit = limits[name];
  const window = limit[by];
  if (!window) return undefined;
  const id = `${name}-${by}`;
  let counter = counters.get(id);
  if (!counter) {
    counter = limit.local ? memoryCounter(id, window) : redisCounter(id, window);
    counters.set(id, counter);
  }
  const { count, leftMs } = await counter(key);
  const allowance = { policy: id, window, left: Math.max(0, window.points - count), resetMs: leftMs };
  if (count > window.points) throw tooMany(allowance, by);
  return allowance;
}

/** draft-ietf-httpapi-ratelimit-headers-11: structured fields, seconds. */
export function rateLimitHeaders({ policy, window, left, resetMs }: Allowance): Record<string, string> {
  return {
    "RateLimit-Policy": `"${policy}";q=${window.points};w=${window.windowMs / second}`,
    RateLimit: `"${policy}";r=${left};t=${Math.ceil(resetMs / second)}`,
  };
}

const whose = { ip: "from your network", mailbox: "for this mailbox", session: "from you" } as const;

function tooMany(allowance: Allowance, by: By): Problem {
  const seconds = Math.max(1, Math.ceil(allowance.resetMs / second));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  const detail = `There were many requests ${whose[by]}. Please try again in ${wait}.`;
  return new Problem("too-many", detail, {
    headers: { ...rateLimitHeaders(allowance), "Retry-After": String(seconds) },
  });
}

function memoryCounter(id: string, { points, windowMs }: Window): Counter {
  const limiter = new RateLimiterMemory({ keyPrefix: id, points, duration: windowMs / second });
  const counted = ({ consumedPoints, msBeforeNext }: RateLimiterRes) => ({
    count: consumedPoints,
    leftMs: msBeforeNext,
  });
  return (key) =>
    limiter.consume(key).then(counted, (refusal) => {
      if (refusal instanceof RateLimiterRes) return counted(refusal);
      throw refusal;
    });
}

const shared = new Counters(redisLimitMs);
const mostRefused = 1000;

function redisCounter(id: string, { points, windowMs }: Window): Counter {
  const insurance = memoryCounter(id, { points, windowMs });
  const prefix = redisKey("limit", id, "");
  // Who is over the limit is refused from memory until the window ends, so that a flood costs Redis nothing.
  const refused = new Map<string, number>();
  return (key) => {
    const leftMs = (refused.get(key) ?? 0) - Date.now();
    if (leftMs > 0) return { count: points + 1, leftMs };
    const remember = (counted: Counted) => {
      if (counted.count > points) {
        if (refused.size >= mostRefused) forgetEnded(refused);
        refused.set(key, Date.now() + counted.leftMs);
      }
      return counted;
    };
    return shared.count(prefix + key, windowMs).then(remember, () => insurance(key));
  };
}

function forgetEnded(refused: Map<string, number>): void {
  const now = Date.now();
  for (const [key, until] of refused) if (until <= now) refused.delete(key);
}
