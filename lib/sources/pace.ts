import { breakerPause } from "../breaker.ts";
import { connected, redisKey } from "../redis.ts";
import { day, minute } from "../time.ts";
import { isLong, requestsPerDay, takeFromBudget } from "./budget.ts";
import { isPaused } from "./pause.ts";
import type { Source } from "./source.ts";

/** The rest is for people's searches and for retries. */
const scrapesShare = 0.75;
/** For sources that set no limit: a courtesy. */
const mostRequestsPerDay = 2000;
/** Time in which nothing was asked is made up for only up to this. */
const burstMs = 15 * minute;

/**
 * Whether asking the source makes sense now: it is not paused, not resting, not waiting, and no long budget is used up.
 */
export async function mayAsk(source: Source): Promise<boolean> {
  if (await isPaused(source.name)) return false;
  const taken = await takeFromBudget(source, 1, { dry: true });
  const full = !taken.ok && (isLong(taken.window) || taken.window === "pause");
  return !full && (await breakerPause(source.name, true)) === 0;
}

/** How many runs of a source to start now so that its budget lasts over the day; they count as made. */
export async function takeRuns(source: Source, wanted: number, now: number = Date.now()): Promise<number> {
  const perDay = Math.min(requestsPerDay(source) ?? mostRequestsPerDay, mostRequestsPerDay) * scrapesShare;
  if (perDay === 0) return 0;
  const gapMs = (day * source.maxPages) / perDay;
  const redis = await connected();
  const key = redisKey("source-pace", source.name);
  // Only one scheduler asks at a time, so reading and writing need not be atomic.
  const next = Math.max(Number((await redis.get(key)) ?? 0), now - burstMs);
  const fitting = next > now ? 0 : Math.floor((now - next) / gapMs) + 1;
  const taken = Math.min(fitting, wanted);
  if (taken > 0) await redis.set(key, next + taken * gapMs, "PX", Math.ceil(burstMs + taken * gapMs));
  return taken;
}
