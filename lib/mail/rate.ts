import { log } from "../log.ts";
import { connected, redisKey } from "../redis.ts";
import { hour, minute, second, wait } from "../time.ts";

/** The vendor's limit for the whole account, unless a header says otherwise. */
const requestsPerSecond = 5;
/** The vendor's error name for exceeding it. */
const tooFast = "rate_limit_exceeded";
/** A request that leaves later than this after its turn moves the turn. */
const punctualMs = 2;
/** From so late on, the machine is busy and the rest of the way takes longer too: by this much at most. */
const busy = { fromMs: 6, mostMs: 16 };
/** The vendor's window, with some room because requests take differently long to arrive. Costs 0.8 % of the limit. */
const windowMs = 1 * second + 8;
/**
 * By how much and how long the window grows after the vendor found us too fast: just then travel times differ by more
 * than the usual room, and a refused request delays everybody by a second. Costs 8 % of the limit meanwhile.
 */
const margin = { ms: 90, forMs: 10 * minute };
/** No plan has more: a header beyond it is not believed. */
const mostPerSecond = 1000;

/** A mail that would wait longer goes back to its queue and makes room. So a send still fits into its lease. */
export const patienceMs = 8 * second;

const keyOf = (name: "turns" | "limit" | "pause" | "margin") => redisKey("mail", name);

/**
 * The turns of the last window, newest first, in microseconds of Redis's clock: one log for all processes. No second,
 * wherever it begins, has more turns than the limit, so the vendor's has not either. Turns keep a distance, because
 * requests sent together arrive later. Turns far in the future stem from before a clock was set back and are ignored.
 * KEYS turns limit pause margin, ARGV the default limit, the window in ms.
 * @returns [ms to wait, turns taken in this window with this one, the turn]
 */
const takeTurn = `
local pause = redis.call('PTTL', KEYS[3])
if pause > 0 then return {pause, 0, ''} end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit = tonumber(redis.call('GET', KEYS[2]) or ARGV[1])
local window = (ARGV[2] + (redis.call('GET', KEYS[4]) or 0)) * 1000
local last = redis.call('LRANGE', KEYS[1], 0, limit - 1)
if #last > 0 and tonumber(last[1]) > now + 10 * window then
  redis.call('DEL', KEYS[1])
  last = {}
end
local free = now
if #last == limit then free = last[limit] + window end
if #last > 0 then free = math.max(free, last[1] + 0.7 * window / limit) end
if free > now then return {math.ceil((free - now) / 1000), 0, ''} end
local used = 1
for _, turn in ipairs(last) do if turn + window > now then used = used + 1 end end
local turn = string.format('%.0f', now)
redis.call('LPUSH', KEYS[1], turn)
redis.call('LTRIM', KEYS[1], 0, limit - 1)
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 500))
return {0, used, turn}`;

/**
 * KEYS turns limit, ARGV a turn, by how many microseconds its request was late, the default limit, the window in ms.
 * A turn that has left the log meanwhile is added again: its request counts now.
 */
const moveTurn = `
local moved = string.format('%.0f', ARGV[1] + ARGV[2])
local found = redis.call('LPOS', KEYS[1], ARGV[1])
if found then redis.call('LSET', KEYS[1], found, moved)
else
  redis.call('LPUSH', KEYS[1], moved)
  redis.call('LTRIM', KEYS[1], 0, (redis.call('GET', KEYS[2]) or ARGV[3]) - 1)
end
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[4])`;

export interface Turn {
  /** 0: send now. Otherwise how long to wait before asking again. */
  laterMs: number;
  /** Our requests in the last second, including this one. */
  used: number;
  /** Its name in the log. */
  id: string;
  /** performance.now() when the turn was asked for. */
  askedAt: number;
}

/**
 * Waits for a turn among the senders of all processes, at most `patienceMs`.
 * If Redis is away, nobody sends: without the count we would run into 429.
 */
export async function turnToSend(patienceMs: number, signal: AbortSignal): Promise<Turn> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const turn = await ask();
    if (turn.laterMs === 0 || performance.now() + turn.laterMs > deadline) return turn;
    await wait(turn.laterMs, signal);
  }
}

async function ask(): Promise<Turn> {
  const askedAt = performance.now();
  try {
    const redis = await connected();
    const keys = (["turns", "limit", "pause", "margin"] as const).map(keyOf);
    const told = (await redis.eval(takeTurn, 4, ...keys, requestsPerSecond, windowMs)) as [number, number, string];
    const [laterMs, used, id] = told;
    return { laterMs, used, id, askedAt };
  } catch {
    return { laterMs: 1 * second, used: 0, id: "", askedAt };
  }
}

/**
 * A request that left late (a busy process, a new connection) reaches the vendor that much after its turn, and on a busy
 * machine a little later still: the turn is moved to then, so that the next one is not too early.
 * @param leftMs from asking for the turn until the request was written to its socket
 */
export async function noteDeparture({ id }: Pick<Turn, "id">, leftMs: number): Promise<void> {
  if (leftMs <= punctualMs) return;
  await connected()
    .then((redis) => {
      const onTheWay = Math.min(busy.mostMs, Math.max(0, leftMs - busy.fromMs));
      const micros = Math.round((leftMs + onTheWay) * 1000);
      return redis.eval(moveTurn, 2, keyOf("turns"), keyOf("limit"), id, micros, requestsPerSecond, windowMs);
    })
    .catch(() => {});
}

/**
 * Makes all processes pause; if we were too fast, turns are wider apart for a while.
 * If Redis is away, nobody can send anyway.
 */
export async function pauseSending(ms: number, reason: string): Promise<void> {
  log.warn({ reason, ms }, "the mail vendor wants a pause: nobody sends");
  await connected()
    .then(async (redis) => {
      await redis.set(keyOf("pause"), reason, "PX", Math.ceil(ms), "NX");
      if (reason === tooFast) await redis.set(keyOf("margin"), margin.ms, "PX", margin.forMs);
    })
    .catch(() => {});
}

/** How long nobody may send, and why; 0 = no pause. */
export async function sendingPause(): Promise<{ ms: number; reason: string | null }> {
  const redis = await connected();
  const [ms, reason] = await Promise.all([redis.pttl(keyOf("pause")), redis.get(keyOf("pause"))]);
  return { ms: Math.max(0, ms), reason };
}

/**
 * Learns from an answer's headers (draft-ietf-httpapi-ratelimit-headers-06): the limit, and whether others use our
 * account. Their requests count as ours for a window.
 */
export async function heedRate(headers: Readonly<Record<string, string>>, { used }: Pick<Turn, "used">): Promise<void> {
  const [limit, left] = [Number(headers["ratelimit-limit"]), Number(headers["ratelimit-remaining"])];
  if (!Number.isInteger(limit) || limit < 1 || limit > mostPerSecond) return;
  try {
    const redis = await connected();
    if (limit !== Number((await redis.get(keyOf("limit"))) ?? requestsPerSecond)) {
      await redis.set(keyOf("limit"), limit, "PX", 1 * hour);
    }
    const others = limit - left - used;
    if (!(others > 0)) return;
    const [at = "0", micros = "0"] = await redis.time();
    const turns = Array<string>(others).fill(String(Number(at) * 1_000_000 + Number(micros)));
    const key = keyOf("turns");
    await redis
      .multi()
      .lpush(key, ...turns)
      .ltrim(key, 0, limit - 1)
      .pexpire(key, 2 * windowMs)
      .exec();
  } catch {
    // Redis is away: the next turn will find out too, and the result of these mails matters more.
  }
}
