import { env } from "../env.ts";
import { log } from "../log.ts";
import { connected, type Redis, redisKey } from "../redis.ts";
import { day, hour, minute, second } from "../time.ts";
import type { Budget, Source } from "./source.ts";

const windows = {
  second: { field: "perSecond", ms: 1 * second },
  minute: { field: "perMinute", ms: 1 * minute },
  hour: { field: "perHour", ms: 1 * hour },
  day: { field: "perDay", ms: 1 * day },
  week: { field: "perWeek", ms: 7 * day },
  month: { field: "perMonth", ms: 31 * day },
} as const;
type WindowName = keyof typeof windows;
const windowNames = Object.keys(windows) as WindowName[];

/** `pause`: the source asked us to wait. `quota`: it says that what we bought or were given is used up. */
type Hold = "pause" | "quota";
export type Taken = { ok: true } | { ok: false; retryInMs: number; window: WindowName | Hold };
export type Budgeted = Pick<Source, "name" | "budget"> & Partial<Pick<Source, "baseUrl">>;

/** A server on this machine replaces the vendor's: it needs no courtesy by the second or minute. */
const isPlayed = (url: string) => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(URL.parse(url)?.hostname ?? "");

/** What the source allows, where SCRAPER_RATE_LIMITS does not say otherwise. */
export function budgetOf(source: Budgeted): Budget {
  const { name, baseUrl = "" } = source;
  const { perSecond: _, perMinute: __, ...long } = source.budget;
  const budget = isPlayed(baseUrl) ? long : source.budget;
  const own = env.SCRAPER_RATE_LIMITS.flatMap((limit) => {
    const [, source, count, window] = /^([^:]+):(\d+)\/(\w+)$/.exec(limit) ?? [];
    return source === name && window && window in windows
      ? [[windows[window as WindowName].field, Number(count)] as const]
      : [];
  });
  return { ...budget, ...Object.fromEntries(own) };
}

/**
 * Takes from all windows or none. They are rolling: no stretch of a window's length holds more than its limit, wherever
 * the provider begins to count. Requests are counted by sixtieths; one more than sixty is looked at, so that no window
 * is cut short.
 * ARGV: now ("" = Redis's clock), count, 1 to take or 0 to ask, then length and limit of each window.
 */
const takeScript = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call("time")
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local held = redis.call("pttl", KEYS[1])
if held > 0 then return {-1, held, redis.call("get", KEYS[1])} end
local count, found, refused, wait = tonumber(ARGV[2]), {}, 0, 0
for i = 1, #KEYS - 1 do
  local length, limit = tonumber(ARGV[2 + 2 * i]), tonumber(ARGV[3 + 2 * i])
  local width = math.ceil(length / 60)
  local span, slot = math.ceil(length / width), math.floor(now / width)
  local used, slots, fields = 0, {}, redis.call("hgetall", KEYS[1 + i])
  for f = 1, #fields, 2 do
    local at = tonumber(fields[f])
    if at < slot - span then
      if ARGV[3] == "1" then redis.call("hdel", KEYS[1 + i], fields[f]) end
    else
      used = used + tonumber(fields[f + 1])
      slots[#slots + 1] = {at, tonumber(fields[f + 1])}
    end
  end
  if used + count > limit then
    local excess, free = used + count - limit, length
    table.sort(slots, function(a, b) return a[1] < b[1] end)
    for _, one in ipairs(slots) do
      excess = excess - one[2]
      if excess <= 0 then free = (one[1] + span + 1) * width - now; break end
    end
    if free > wait then refused, wait = i, free end
  end
  found[i] = {slot, used + count, length + 2 * width}
end
if refused > 0 then return {refused, wait} end
local answer = {0}
for i, one in ipairs(found) do
  if ARGV[3] == "1" then
    redis.call("hincrby", KEYS[1 + i], one[1], count)
    redis.call("pexpire", KEYS[1 + i], one[3])
  end
  answer[1 + i] = one[2]
end
return answer`;

const holdKey = (name: string) => redisKey("source-hold", name);

interface TakeOptions {
  /** Milliseconds since 1970, for tests. Otherwise Redis's clock counts, which all workers share. */
  now?: number;
  redis?: Redis;
  /** Only checks, takes nothing. */
  dry?: boolean;
}

/** Takes `count` requests from all of the source's windows, or none and says when to ask again. */
export async function takeFromBudget(source: Budgeted, count = 1, options: TakeOptions = {}): Promise<Taken> {
  const redis = options.redis ?? (await connected());
  const budget = budgetOf(source);
  const limited = windowNames.filter((name) => budget[windows[name].field] !== undefined);
  const keys = [holdKey(source.name), ...limited.map((name) => redisKey("source-budget", source.name, name))];
  const limits = limited.flatMap((name) => [windows[name].ms, budget[windows[name].field] ?? 0]);
  const [verdict = 0, ...rest] = (await redis.eval(
    takeScript,
    keys.length,
    ...keys,
    options.now ?? "",
    count,
    options.dry ? 0 : 1,
    ...limits,
  )) as [number, ...(number | string)[]];
  if (verdict < 0) return { ok: false, retryInMs: Number(rest[0]), window: rest[1] as Hold };
  const refused = limited[verdict - 1];
  if (refused) return { ok: false, retryInMs: Number(rest[0]), window: refused };
  if (!options.dry) await watch(redis, source.name, budget, limited, rest.map(Number));
  return { ok: true };
}

/** How much of their long windows these sources have used, counted as takeFromBudget does. */
export async function budgetsUsed(sources: readonly Budgeted[], now = Date.now()) {
  const limits = sources.flatMap((source) => {
    const budget = budgetOf(source);
    return windowNames.flatMap((window) => {
      const limit = budget[windows[window].field];
      return isLong(window) && limit !== undefined ? [{ source: source.name, window, limit }] : [];
    });
  });
  const asked = (await connected()).pipeline();
  for (const { source, window } of limits) asked.hgetall(redisKey("source-budget", source, window));
  const found = (await asked.exec()) ?? [];
  return limits.map(({ source, window, limit }, at) => {
    const width = Math.ceil(windows[window].ms / 60);
    const first = Math.floor(now / width) - Math.ceil(windows[window].ms / width);
    const slots = Object.entries((found[at]?.[1] ?? {}) as Record<string, string>);
    const used = slots.reduce((sum, [slot, count]) => (Number(slot) < first ? sum : sum + Number(count)), 0);
    return { source, window, used, limit };
  });
}

/** Warns once per window that it is nearly used up. */
async function watch(redis: Redis, source: string, budget: Budget, limited: WindowName[], used: number[]) {
  for (const [at, window] of limited.entries()) {
    const { ms, field } = windows[window];
    const [limit, count] = [budget[field] ?? 0, used[at] ?? 0];
    if (!isLong(window) || count < limit * 0.8) continue;
    const key = redisKey("source-budget", source, window, "warned");
    if (await redis.set(key, "1", "PX", ms, "NX")) {
      log.warn({ source, window, used: count, limit }, "a source's budget is nearly used up");
    }
  }
}

/** Windows of an hour and more are not waited for: the scheduler asks again. */
export function isLong(window: WindowName | Hold): boolean {
  return window !== "second" && window !== "minute" && window !== "pause";
}

/** Lets nobody ask the source for this long: it asked us to wait, or its quota is used up. */
export async function holdSource(name: string, hold: Hold, ms: number): Promise<void> {
  const redis = await connected();
  const px = Math.max(1, Math.round(ms));
  // A late pause must not shorten an earlier hold.
  await (hold === "pause" ? redis.set(holdKey(name), hold, "PX", px, "NX") : redis.set(holdKey(name), hold, "PX", px));
}

/** Requests a day that all windows together allow in the long run; null = unlimited. */
export function requestsPerDay(source: Budgeted): number | null {
  const budget = budgetOf(source);
  const rates = windowNames.flatMap((name) => {
    const limit = budget[windows[name].field];
    return limit === undefined ? [] : (limit * day) / windows[name].ms;
  });
  return rates.length > 0 ? Math.min(...rates) : null;
}

/**
 * The time until the source's longest window renews by the calendar (UTC): how long a used-up quota lasts unless the
 * source says.
 */
export function untilTurn({ budget }: Budgeted, now: Temporal.ZonedDateTime = Temporal.Now.zonedDateTimeISO("UTC")) {
  const today = now.startOfDay();
  const turn =
    budget.perMonth !== undefined
      ? today.with({ day: 1 }).add({ months: 1 })
      : budget.perWeek !== undefined
        ? today.add({ days: 8 - now.dayOfWeek })
        : today.add({ days: 1 });
  return turn.epochMilliseconds - now.epochMilliseconds;
}
