import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { redisKey } from "../lib/redis.ts";
import { second } from "../lib/time.ts";
import { Counters } from "./counters.ts";
import { type Limit, type LimitName, limits, siteShare, type Window } from "./limits.ts";
import { Problem } from "./problem.ts";
import type { Exchange } from "./route.ts";

/** What is left of one window, for the RateLimit headers. */
export interface Allowance {
  policy: string;
  window: Window;
  left: number;
  resetMs: number;
}

type By = "ip" | "site" | "mailbox" | "session";

// A Redis that takes longer counts as away: the process counts in memory, and the request goes on.
const redisLimitMs = 250;

const counters = new Map<string, (key: string) => Promise<RateLimiterRes>>();

/**
 * Takes one request from the window. If Redis is away, nobody is refused for that: each process counts for itself.
 * @throws {Problem} 429 if the window is empty
 */
export async function spend(name: LimitName, by: By, key: string): Promise<Allowance | undefined> {
  const limit: Limit = limits[name];
  const window = by === "site" ? { ...limit.ip, points: siteShare * limit.ip.points } : limit[by];
  if (!window) return undefined;
  const id = `${name}-${by}`;
  let counter = counters.get(id);
  if (!counter) {
    counter = limit.local ? memoryCounter(id, window) : redisCounter(id, window);
    counters.set(id, counter);
  }
  try {
    const { remainingPoints, msBeforeNext } = await counter(key);
    return { policy: id, window, left: remainingPoints, resetMs: msBeforeNext };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw tooMany({ policy: id, window, left: 0, resetMs: refusal.msBeforeNext }, by);
  }
}

/**
 * Takes one request from the windows of the client's network and, for IPv6, its site.
 * @throws {Problem} 429
 */
export function spendAsker(name: LimitName, { ipHash, siteHash }: Asker): Promise<Allowance | undefined> {
  const own = spend(name, "ip", ipHash);
  if (siteHash === undefined) return own;
  // Only then: a network over its own limit must not use up its site's.
  return own.then(async (allowance) => {
    await spend(name, "site", siteHash);
    return allowance;
  });
}

type Asker = Pick<Exchange, "ipHash" | "siteHash">;

/** draft-ietf-httpapi-ratelimit-headers-11: structured fields, seconds. */
export function rateLimitHeaders({ policy, window, left, resetMs }: Allowance): Record<string, string> {
  return {
    "RateLimit-Policy": `"${policy}";q=${window.points};w=${window.windowMs / second}`,
    RateLimit: `"${policy}";r=${left};t=${Math.ceil(resetMs / second)}`,
  };
}

const whose = {
  ip: "from your network",
  site: "from networks near yours",
  mailbox: "for this mailbox",
  session: "from you",
} as const;

function tooMany(allowance: Allowance, by: By): Problem {
  const seconds = Math.max(1, Math.ceil(allowance.resetMs / second));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  const detail = `There were many requests ${whose[by]}. Please try again in ${wait}.`;
  return new Problem("too-many", detail, {
    headers: { ...rateLimitHeaders(allowance), "Retry-After": String(seconds) },
  });
}

function memoryLimiter(id: string, { points, windowMs }: Window): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix: id, points, duration: windowMs / second });
}

function memoryCounter(id: string, window: Window) {
  const limiter = memoryLimiter(id, window);
  return (key: string) => limiter.consume(key);
}

const shared = new Counters(redisLimitMs);

function redisCounter(id: string, window: Window) {
  const { points, windowMs } = window;
  const limiter = new RateLimiterRedis({
    storeClient: shared,
    keyPrefix: redisKey("limit", id),
    points,
    duration: windowMs / second,
    rejectIfRedisNotReady: true,
    insuranceLimiter: memoryLimiter(id, window),
    // Over the limit, the refusal comes from memory until the window ends: a flood costs Redis nothing.
    inMemoryBlockOnConsumed: points + 1,
  });
  return (key: string) => limiter.consume(key);
}
