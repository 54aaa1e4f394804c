import { LaterError } from "../errors.ts";
import { connected, redisKey } from "../redis.ts";
import { minute, wait } from "../time.ts";
import type { SendResult } from "./outcomes.ts";
import { patienceMs, turnToSend } from "./rate.ts";

/**
 * A mail that is only pretended: whoever typed an address that gets none must not see that. It waits in the same queue as
 * the real ones and for a turn at the vendor, takes that from them as they would, is held up when they are, and takes as
 * long as one of the last of them took beside its wait. All senders share what they have seen of the vendor: durations
 * and one wait, nothing about anybody.
 *
 * Its limit: it knows how the last mails fared, not how the next one would. When the vendor becomes slower or faster, the
 * pretended ones follow within the next mails; and while no real one is asked for, they do not notice at all.
 */

/** Mails whose duration is remembered: enough not to repeat itself, few enough to be of today's pace. */
const remembered = 16;
/** From taking a mail to its being accepted, its turn at once, on a machine with nothing else to do: until one was sent. */
const unseenMs = 60;
/** Without an answer real mails are tried again, for at most so long: then it is known to answer or not. */
const triesForMs = 1 * minute;

const keyOf = (name: "took" | "held") => redisKey("mail", name);

/**
 * An answer of the vendor's, and how long its one mail took without the wait for its turn; undefined = it was not one like
 * those that are pretended. Redis away: the next one says it.
 */
export async function noteFate(result: SendResult, tookMs: number | undefined): Promise<void> {
  await connected()
    .then((redis) => {
      const multi = redis.multi();
      if (result.outcome === "later") multi.set(keyOf("held"), result.outcome, "PX", Math.max(1, Math.ceil(result.ms)));
      // A mail without an answer backs off as every failed job does.
      else if (result.outcome === "unknown") multi.set(keyOf("held"), result.outcome, "PX", triesForMs);
      else multi.del(keyOf("held"));
      if (result.outcome === "accepted" && tookMs !== undefined) {
        multi.lpush(keyOf("took"), Math.round(tookMs)).ltrim(keyOf("took"), 0, remembered - 1);
      }
      return multi.exec();
    })
    .catch(() => {});
}

/**
 * Returns when a real mail that was taken up at `began` (performance.now()) would have been accepted.
 * @throws as for a real mail, when the last ones were not
 */
export async function pretendToSend(began: number, signal: AbortSignal): Promise<void> {
  const redis = await connected();
  const [held, leftMs, took] = await Promise.all([
    redis.get(keyOf("held")),
    redis.pttl(keyOf("held")),
    redis.lrange(keyOf("took"), 0, -1),
  ]);
  if (held === "unknown") throw new Error("the vendor's answers to the last mails are missing");
  // Above 0 unless it ended in between.
  if (held === "later" && leftMs > 0) throw new LaterError(leftMs, "the last mails wait for the vendor");
  const askedAt = performance.now();
  const { laterMs } = await turnToSend(patienceMs, signal);
  if (laterMs > 0) throw new LaterError(laterMs, "the vendor's turns are taken");
  const waitedMs = performance.now() - askedAt;
  const seenMs = took[Math.floor(Math.random() * took.length)];
  const lastsMs = seenMs === undefined ? unseenMs * (1 + Math.random()) : Number(seenMs);
  await wait(Math.max(0, began + waitedMs + lastsMs - performance.now()), signal);
}
