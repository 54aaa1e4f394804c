import { env } from "../env.ts";
import { connected, type Redis, redisKey } from "../redis.ts";
import { keyedHash } from "../seal.ts";
import { day } from "../time.ts";

/** Of one subscriber a day: a welcome and a digest, each tried twice. */
const callsPerSubscriber = 4;

/** Billionths of a dollar: the price of a token is a whole number of them. */
const perDollar = 1e9;

/** Tokens as the vendor counts them; cached ones are among the input's. */
export interface Usage {
  input: number;
  cached: number;
  output: number;
}

/** What tokens cost, in dollars. */
export function costOf({ input, cached, output }: Usage): number {
  const [perInput, perCached, perOutput] = env.AI_PRICES;
  return ((input - cached) * perInput + cached * perCached + output * perOutput) / 1e6;
}

/** All or nothing. A day's figures count nothing on the next; what is settled late belongs to the day it was taken on. */
const takeScript = `
local now = tonumber(ARGV[1])
if not now then now = redis.call("time")[1] * 1000 end
local today = math.floor(now / ${day})
local function used(key)
  local day, sum = unpack(redis.call("hmget", key, "day", "sum"))
  return tonumber(day) == today and tonumber(sum) or 0
end
local cost, calls = used(KEYS[1]) + ARGV[2], used(KEYS[2]) + 1
if cost > tonumber(ARGV[3]) or calls > tonumber(ARGV[4]) then return -1 end
redis.call("hset", KEYS[1], "day", today, "sum", string.format("%.0f", cost))
redis.call("hset", KEYS[2], "day", today, "sum", calls)
for _, key in ipairs(KEYS) do redis.call("pexpire", key, ${2 * day}) end
return today`;

const settleScript = `
if redis.call("hget", KEYS[1], "day") ~= ARGV[1] then return end
redis.call("hincrby", KEYS[1], "sum", ARGV[2])`;

/** Dollars that are set aside for a call. */
export interface Reservation {
  day: number;
  nanodollars: number;
}

interface Options {
  /** Milliseconds since 1970. Redis's own clock is one for all workers; only a test knows better. */
  now?: number;
  redis?: Redis;
}

const costKey = () => redisKey("ai-cost");

/**
 * Sets aside what a call may cost at most, or null: the day's dollars or the subscriber's calls are used up.
 * @param subscriber only names a counter, and is not to be read there
 */
export async function reserve(subscriber: string, dollars: number, options: Options = {}): Promise<Reservation | null> {
  const redis = options.redis ?? (await connected());
  const nanodollars = Math.ceil(dollars * perDollar);
  const keys = [costKey(), redisKey("ai-calls", keyedHash(subscriber, "ai-calls"))];
  const limits = [Math.floor(env.AI_MAX_DAILY_COST * perDollar), callsPerSubscriber];
  const today = Number(await redis.eval(takeScript, 2, ...keys, options.now ?? "", nanodollars, ...limits));
  return today < 0 ? null : { day: today, nanodollars };
}

/** Dollars of this day (UTC) that were spent or are set aside. */
export async function spentToday(): Promise<number> {
  const [of, nanodollars] = await (await connected()).hmget(costKey(), "day", "sum");
  return Number(of) === Math.floor(Date.now() / day) ? Number(nanodollars) / perDollar : 0;
}

/** Gives back what a call did not cost. Without it everything that was set aside counts as spent. */
export async function settle(reserved: Reservation, dollars: number): Promise<void> {
  const change = Math.ceil(dollars * perDollar) - reserved.nanodollars;
  await (await connected()).eval(settleScript, 1, costKey(), reserved.day, change);
}
