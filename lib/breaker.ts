import { log } from "./log.ts";
import { breakerOpened } from "./metrics.ts";
import { connected, redisKey } from "./redis.ts";
import { day, hour, minute, second } from "./time.ts";

/** After so many failures in a row, over all workers and whatever was asked, a service is left alone. */
const failuresToOpen = 5;
const firstPauseMs = 1 * minute;
const maxPauseMs = 1 * hour;
/** After a pause one caller may try; if nothing is heard of it, the next may after this. */
const probeMs = 30 * second;
/** Older failures have nothing to do with today's. */
const memoryMs = 1 * day;

const now = `local time = redis.call("time")
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** The first caller after the pause tries, and puts the others off meanwhile. */
const admitScript = `${now}
local reopen = tonumber(redis.call("hget", KEYS[1], "until"))
if not reopen then return 0 end
if now < reopen then return reopen - now end
if ARGV[2] == "1" then redis.call("hset", KEYS[1], "until", now + ARGV[1], "probing", 1) end
return 0`;

/** A failure while it is open and nobody probes was under way when it opened: it says nothing new. */
const failScript = `${now}
local failures = redis.call("hincrby", KEYS[1], "failures", 1)
redis.call("pexpire", KEYS[1], ARGV[4])
if failures < tonumber(ARGV[1]) then return 0 end
local open, probing, times = unpack(redis.call("hmget", KEYS[1], "until", "probing", "times"))
if open and tonumber(open) > now and not probing then return 0 end
local pause = math.min(ARGV[2] * 2 ^ (tonumber(times) or 0), ARGV[3])
redis.call("hset", KEYS[1], "until", now + pause)
redis.call("hdel", KEYS[1], "probing")
redis.call("hincrby", KEYS[1], "times", 1)
return pause`;

const keyOf = (service: string) => redisKey("breaker", service);

/**
 * @param dry only looks: the one attempt after a pause is left to others
 * @returns 0 if the service may be asked, else after how many ms somebody may try again
 */
export async function breakerPause(service: string, dry = false): Promise<number> {
  return Number(await (await connected()).eval(admitScript, 1, keyOf(service), probeMs, dry ? 0 : 1));
}

/** Which of these services are left alone now, and for how many ms more. Only looks. */
export async function resting(services: readonly string[]): Promise<{ service: string; ms: number }[]> {
  const asked = (await connected()).pipeline();
  for (const service of services) asked.hget(keyOf(service), "until");
  const found = (await asked.exec()) ?? [];
  return services.flatMap((service, at) => {
    const ms = Number(found[at]?.[1] ?? 0) - Date.now();
    return ms > 0 ? [{ service, ms }] : [];
  });
}

/** The service answered: earlier failures are forgotten. */
export async function noteAnswer(service: string): Promise<void> {
  await (await connected()).del(keyOf(service));
}

/** The service gave no usable answer. @returns for how long it is left alone now; 0 = it may still be asked. */
export async function noteFailure(service: string, reason: string): Promise<number> {
  const limits = [failuresToOpen, firstPauseMs, maxPauseMs, memoryMs];
  const pauseMs = Number(await (await connected()).eval(failScript, 1, keyOf(service), ...limits));
  if (pauseMs > 0) {
    breakerOpened.inc({ service });
    log.warn({ service, pauseMs, reason }, "a service keeps failing and is left alone");
  }
  return pauseMs;
}
