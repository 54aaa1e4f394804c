import { env } from "../env.ts";
import { connected, type Redis, redisKey, redisTime } from "../redis.ts";
import { keyedHash } from "../seal.ts";
import { day } from "../time.ts";

/** Per subscriber and day: a welcome and a digest, each tried twice. */
const callsPerSubscriber = 4;

/** Sums are kept in billionths of a dollar: the price of a token is a whole number of them. */
const perDollar = 1e9;

/** Tokens as the vendor counts them; `input` includes the cached ones. */
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

/** All or nothing. Every day starts from zero; a settlement that comes after its day changes nothing. */
const takeScript = `
local now = tonumber(ARGV[1])
if not now then now = redis.call("time")[1] * 1000 end
local today = math.floor(now / ${day})
-- A clock that is set back over midnight, once or again and again, does not begin the day anew.
if tonumber(redis.call("hget", KEYS[1], "day")) == today + 1 then today = today + 1 end
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

/** Money set aside for a call, and the day (UTC) it counts for. */
export interface Reservation {
  day: number;
  nanodollars: number;
}

interface Options {
  /** Milliseconds since 1970, for tests. Otherwise Redis's clock counts, which all workers share. */
  now?: number;
  redis?: Redis;
}

const costKey = () => redisKey("ai-cost");

/**
 * Sets aside the most that a call may cost. null = the day's dollars or the subscriber's calls are used up.
 * @param subscriber names a counter, by a keyed hash
 */
export async function reserve(subscriber: string, dollars: number, options: Options = {}): Promise<Reservation | null> {
  const redis = options.redis ?? (await connected());
  const nanodollars = Math.ceil(dollars * perDollar);
  const keys = [costKey(), redisKey("ai-calls", keyedHash(subscriber, "ai-calls"))];
  const limits = [Math.floor(env.AI_MAX_DAILY_COST * perDollar), callsPerSubscriber];
  const today = Number(await redis.eval(takeScript, 2, ...keys, options.now ?? "", nanodollars, ...limits));
  return today < 0 ? null : { day: today, nanodollars };
}

/** Dollars spent or set aside today (UTC). */
export async function spentToday(): Promise<number> {
  const [of, nanodollars] = await (await connected()).hmget(costKey(), "day", "sum");
  return Number(of) >= Math.floor((await redisTime()) / day) ? Number(nanodollars) / perDollar : 0;
}

/** Gives back what a call did not cost; until then, all that was set aside counts as spent. */
export async function settle(reserved: Reservation, dollars: number): Promise<void> {
  const change = Math.ceil(dollars * perDollar) - reserved.nanodollars;
  await (await connected()).eval(settleScript, 1, costKey(), reserved.day, change);
}
