import { log } from "../log.ts";
import { connected, redisKey } from "../redis.ts";
import { hour, minute, second, wait } from "../time.ts";

/** The vendor's limit for the whole team as long as no header says otherwise. */
const requestsPerSecond = 5;
/** The vendor's name for it (its error reference). */
const tooFast = "rate_limit_exceeded";
/** A request that left later than this after its turn says so. */
const punctualMs = 2;
/** What is later is so on a busy machine, where the rest of the way takes longer too: by so much at the most. */
const busy = { fromMs: 6, mostMs: 16 };
/** The vendor's window, with room for requests that are longer on their way than others. Costs 0.8 % of the limit. */
const windowMs = 1 * second + 8;
/**
 * What the window grows by, and for how long, after the vendor found us too fast: the way to it differs by more than
 * the usual room just now, and a refused request costs a second of everybody's. 8 % fewer requests meanwhile.
 */
const margin = { ms: 90, forMs: 10 * minute };
/** Nobody's plan has more; a header that says so is not worth believing. */
const mostPerSecond = 1000;

/** Whoever would wait longer goes back into its queue and leaves its place to others. With it a send still fits its lease. */
export const patienceMs = 8 * second;

const keyOf = (name: "turns" | "limit" | "pause" | "margin") => redisKey("mail", name);

/**
 * The turns of the last window, newest first, in microseconds of Redis's own clock: one log for every process. Any
 * second, wherever it begins, holds no more than the limit, so the vendor's does not either. They keep a
 * distance, as requests that meet on their way reach the vendor later than they were sent. Turns that lie far ahead
 * are of a clock that has been set back since: nobody waits for them.
 * KEYS turns limit pause margin, ARGV the limit by default, the window in ms.
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
 * KEYS turns limit, ARGV a turn, by how many microseconds its request came later, the limit by default, the window in ms.
 * A turn that has left the log meanwhile comes back to it: its request counts now.
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
  /** Requests of ours in the last second, this one too. */
  used: number;
  /** Its name in the log. */
  id: string;
  /** performance.now() when it was asked for. */
  askedAt: number;
}

/**
 * Waits for a turn among all senders of all processes, `patienceMs` at most.
 * Redis away = wait: without the count we would run into 429.
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
 * A request that left late (its process was busy, its connection had to be opened) reached the vendor that much after
 * its turn, and on a busy machine a little later still: the turn counts from then, so that the one that follows it is not
 * too early.
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
 * Nobody sends for so long, whoever was told so; turns are wider for a while if it was for being too fast.
 * Redis away: nobody can send either.
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

/** How long nobody is to send, and why; 0 = now. */
export async function sendingPause(): Promise<{ ms: number; reason: string | null }> {
  const redis = await connected();
  const [ms, reason] = await Promise.all([redis.pttl(keyOf("pause")), redis.get(keyOf("pause"))]);
  return { ms: Math.max(0, ms), reason };
}

/**
 * Learns from the headers of an answer (draft-ietf-httpapi-ratelimit-headers-06): what the limit is, and that others
 * send with our account. Their requests count as ours for a window.
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
    // Redis is away: the next turn needs it as well, and what became of these mails matters more.
  }
}
