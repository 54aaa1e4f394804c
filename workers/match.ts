import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { email, mailsPerRequest } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import type { SkipReason } from "../lib/matching/gates.ts";
import { whyNone } from "../lib/matching/rank.ts";
import { enqueueMany } from "../lib/queue.ts";
import { isWelcome } from "../lib/subscribers/cadence.ts";
import { recordDetails, recordStep } from "../lib/subscribers/progress.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { storedWishes } from "../lib/subscribers/wishes.ts";
import { minute } from "../lib/time.ts";
import { takingTurns } from "../lib/turns.ts";
import { type Context, defineWorker } from "../lib/worker.ts";
import { catalogue } from "./catalogue.ts";
import { type Asked, askedBy, type Digest, digestFor, type Promised, promise } from "./match-digest.ts";
import { isReranked, reranked } from "./match-rerank.ts";

/** Digests that wait for the model beside each other, and are then stored together. */
const rerankedAtOnce = 10;

const begun = z.object({ digests: z.array(promise), skipped: skipCounts });
const storedDigests = z.array(
  z.object({
    deliveryId: z.uuid(),
    status: z.string(),
    /** Why it has just been skipped. */
    reason: z.string().nullable(),
    progressId: z.string().nullable(),
  }),
);

/** Reads the catalogue before the first digest needs it. */
export const warmUp = () => catalogue.refresh();

/** Ranking is this process's own CPU; the others of the four wait for the database or the model meanwhile. */
export default defineWorker(match, { concurrency: 4, timeoutMs: 5 * minute }, async (payload, context) => {
  const { signal } = context;
  const args = { p_subscribers: payload.subscribers, ...(payload.period && { p_period: payload.period }) };
  const { digests: promised, skipped } = await serviceDb().call("begin_matching", args, begun, { signal });
  countSkips(skipped);
  if (promised.length === 0) return { digests: 0, mails: 0 };

  await catalogue.refresh();
  // One job's people after another's: those of one job live near each other, see plan_digests.
  const { drafts, failure } = await inTurn(() => draftsOf(promised, context), signal);
  const waiting = drafts.filter(({ promised }) => isReranked(promised));
  const ready = drafts.filter(({ promised }) => !isReranked(promised)).map(({ digest }) => digest);
  const counts = [await store(ready, context)];
  // Nobody waits for the model who has no use for it.
  for (const some of chunksOf(waiting, rerankedAtOnce)) {
    const digests = some.map(({ promised, asked, digest }) => reranked(promised, asked, digest, catalogue, signal));
    counts.push(await store(await Promise.all(digests), context));
  }
  if (failure) throw failure;
  const sum = (of: "digests" | "mails") => counts.reduce((total, each) => total + each[of], 0);
  return { digests: sum("digests"), mails: sum("mails") };
});

interface Draft {
  promised: Promised;
  asked: Asked;
  digest: Digest;
}

const inTurn = takingTurns();

/** By code, one after the other; whose cannot be made does not hold up the others, and is tried again with the job. */
async function draftsOf(promised: readonly Promised[], { signal, log }: Context) {
  const drafts: Draft[] = [];
  const unreadable: string[] = [];
  let failure: unknown;
  for (const each of promised) {
    const wishes = storedWishes.safeParse(each.wishes);
    if (wishes.success) {
      try {
        const asked = askedBy(each, wishes.data, new Date());
        drafts.push({ promised: each, asked, digest: withReasons(each, asked, digestFor(each, asked, catalogue)) });
      } catch (err) {
        log.error({ subscriber: each.subscriberId, err }, "digest cannot be composed");
        failure = err;
      }
    } else {
      log.error({ subscriber: each.subscriberId, issues: wishes.error.issues }, "wishes do not parse");
      unreadable.push(each.deliveryId);
    }
    // Between two subscribers the loop may renew locks and answer signals.
    await setImmediate();
    signal.throwIfAborted();
  }
  if (unreadable.length > 0) {
    const args = { p_ids: unreadable, p_reason: "bad_wishes" };
    await serviceDb().call("skip_deliveries", args, z.null(), { signal });
    countSkips({ bad_wishes: unreadable.length });
  }
  return { drafts, failure };
}

const mostReasons = 3;

/** An empty welcome says why: the person waits, and their page tells. It costs a look at all, so no other digest does. */
function withReasons({ period }: Promised, { seeker, options }: Asked, digest: Digest): Digest {
  if (digest.matches.length > 0 || !isWelcome(period)) return digest;
  const counts = Object.entries(whyNone(seeker, catalogue, options)) as [SkipReason, number][];
  const why = counts.map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
  return { ...digest, why: why.slice(0, mostReasons) };
}

/** Stores digests and asks for their mails. */
async function store(
  digests: readonly Digest[],
  { signal, log }: Context,
): Promise<{ digests: number; mails: number }> {
  if (digests.length === 0) return { digests: 0, mails: 0 };
  const stored = await serviceDb().call("store_digests", { p: digests }, storedDigests, { signal });
  for (const { reason } of stored) if (reason) countSkips({ [reason]: 1 });
  const pending = stored.filter(({ status }) => status === "pending");
  await showProgress(stored, digests, log);
  const ids = pending.map(({ deliveryId }) => deliveryId);
  const mails = chunksOf(ids, mailsPerRequest).map((deliveries) => ({ deliveries }));
  await enqueueMany(email, mails);
  return { digests: stored.length, mails: pending.length };
}

/** The digests are promised by now: a status page that stays behind must not keep their mails back. */
async function showProgress(
  stored: z.output<typeof storedDigests>,
  digests: readonly Digest[],
  log: Context["log"],
): Promise<void> {
  const at = new Date();
  // An empty welcome is a mail too: it says the same.
  const empty = new Map(
    digests.flatMap(({ deliveryId, lookedAt, why }) => (why ? [[deliveryId, { lookedAt, why }]] : [])),
  );
  const shown = stored.flatMap(({ deliveryId, status, progressId }) => {
    if (progressId === null) return [];
    const details = empty.get(deliveryId);
    return [
      status === "pending" && recordStep(progressId, "matched", at),
      details && recordDetails(progressId, details),
    ];
  });
  const failed = (await Promise.allSettled(shown)).find((each) => each.status === "rejected");
  if (failed) log.warn({ err: failed.reason }, "progress not recorded");
}
