import { LaterError } from "../errors.ts";
import { connected, redisKey } from "../redis.ts";
import { minute, wait } from "../time.ts";
import type { SendResult } from "./outcomes.ts";
import { patienceMs, turnToSend } from "./rate.ts";

/**
 * Pretends to send a mail, so that somebody who typed an address that gets none cannot tell. It waits in the same queue
 * as real mails, uses a turn at the vendor as they do, is held up when they are, and then takes as long as one of the
 * last of them. All senders share what this needs: recent durations and one wait, nothing about anybody.
 *
 * Its limit: it knows only how the last real mails went. When the vendor becomes slower or faster, pretended mails
 * follow with the next real ones, and not at all while there are none.
 */

/** Remembered durations: enough not to look repetitive, few enough to be current. */
const remembered = 16;
/** Until a real one was sent: the time from taking up a mail to its acceptance, without a wait, on an idle machine. */
const unseenMs = 60;
/** How long an unanswered mail is tried again at most: by then it is clear whether the vendor answers. */
const triesForMs = 1 * minute;

const keyOf = (name: "took" | "held") => redisKey("mail", name);

/**
 * Records the vendor's answer, and how long a single mail took without the wait for its turn; undefined = it was not
 * comparable to a pretended one. If Redis is away, the next answer will do.
 */
export async function noteFate(result: SendResult, tookMs: number | undefined): Promise<void> {
  await connected()
    .then((redis) => {
      const multi = redis.multi();
      if (result.outcome === "later") multi.set(keyOf("held"), result.outcome, "PX", Math.max(1, Math.ceil(result.ms)));
      // After no answer, mails back off as every failed job does.
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
 * @throws as a real mail would, if the last ones were not accepted
 */
export async function pretendToSend(began: number, signal: AbortSignal): Promise<void> {
  const redis = await connected();
  const [held, leftMs, took] = await Promise.all([
    redis.get(keyOf("held")),
    redis.pttl(keyOf("held")),
    redis.lrange(keyOf("took"), 0, -1),
  ]);
  if (held === "unknown") throw new Error("the vendor's answers to the last mails are missing");
  // 0 or less if the wait has ended in between.
  if (held === "later" && leftMs > 0) throw new LaterError(leftMs, "the last mails wait for the vendor");
  const askedAt = performance.now();
  const { laterMs } = await turnToSend(patienceMs, signal);
  if (laterMs > 0) throw new LaterError(laterMs, "the vendor's turns are taken");
  const waitedMs = performance.now() - askedAt;
  const seenMs = took[Math.floor(Math.random() * took.length)];
  const lastsMs = seenMs === undefined ? unseenMs * (1 + Math.random()) : Number(seenMs);
  await wait(Math.max(0, began + waitedMs + lastsMs - performance.now()), signal);
}
