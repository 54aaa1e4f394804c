import { z } from "zod";
import { email } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { Catalogue } from "../lib/matching/catalogue.ts";
import { rank } from "../lib/matching/rank.ts";
import { enqueueMany } from "../lib/queue.ts";
import { sources } from "../lib/sources/index.ts";
import { recordStep } from "../lib/subscribers/progress.ts";
import { type StoredWishes, storedWishes } from "../lib/subscribers/wishes.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Postings of one digest. Few enough to be read; premium digests carry more. */
const digestSize = { free: 5, premium: 10 };
/**
 * They copy other people's postings and keep them when they are over: a regular digest carries one of theirs only if a
 * look at its link has shown it. A welcome takes what is known, as nobody should wait for it.
 */
const aggregators: ReadonlySet<string> = new Set(sources.flatMap(({ name, aggregator }) => (aggregator ? [name] : [])));
/** What one request to the mail vendor can carry. */
const mailsPerRequest = 100;

const promises = z.array(
  z.object({
    deliveryId: z.uuid(),
    subscriberId: z.uuid(),
    period: z.string(),
    progressId: z.string().nullable(),
    tier: z.enum(["free", "premium"]),
    timeZone: z.string(),
    wishes: z.unknown(),
    matchedBefore: z.array(z.uuid()),
  }),
);
type Promised = z.output<typeof promises>[number];

const storedDigests = z.array(
  z.object({
    deliveryId: z.uuid(),
    status: z.string(),
    progressId: z.string().nullable(),
  }),
);

const catalogue = new Catalogue();

/** Reads the catalogue before the first digest needs it. */
export const warmUp = () => catalogue.refresh();

/** Ranking is this process's own CPU: two at a time, so that one's calls run while the other ranks. */
export default defineWorker(
  match,
  { concurrency: 2, timeoutMs: 5 * minute },
  async ({ subscribers, period }, { signal, log }) => {
    const args = period ? { p_subscribers: subscribers, p_period: period } : { p_subscribers: subscribers };
    const promised = await serviceDb().call("begin_matching", args, promises, { signal });
    if (promised.length === 0) return { digests: 0, mails: 0 };

    await catalogue.refresh();
    const digests = [];
    for (const each of promised) {
      const wishes = storedWishes.safeParse(each.wishes);
      if (wishes.success) {
        digests.push(digestFor(each, wishes.data));
      } else {
        log.error({ subscriber: each.subscriberId, issues: wishes.error.issues }, "wishes do not parse");
        const args = { p_ids: [each.deliveryId], p_reason: "wishes do not parse" };
        await serviceDb().call("skip_deliveries", args, z.null(), { signal });
      }
      // Between two subscribers the loop may renew locks and answer signals.
      await new Promise(setImmediate);
      signal.throwIfAborted();
    }
    const stored = await serviceDb().call("store_digests", { p: digests }, storedDigests, { signal });

    const pending = stored.filter(({ status }) => status === "pending");
    const matchedAt = new Date();
    for (const { progressId } of pending) if (progressId) await recordStep(progressId, "matched", matchedAt);
    const mails = pending.map(({ deliveryId }) => deliveryId);
    await enqueueMany(
      email,
      chunksOf(mails, mailsPerRequest).map((deliveries) => ({ deliveries })),
    );
    return { digests: stored.length, mails: mails.length };
  },
);

function digestFor({ deliveryId, period, timeZone, tier, matchedBefore }: Promised, wishes: StoredWishes) {
  const { matches, lookedAt, more } = rank({ ...wishes, timeZone }, catalogue.entries, {
    exclude: new Set(matchedBefore),
    limit: digestSize[tier],
    now: new Date(),
    ...(!period.startsWith("welcome") && { onlyIfLive: aggregators }),
  });
  return { deliveryId, lookedAt, more, matches };
}
