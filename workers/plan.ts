import { z } from "zod";
import { match, subscribersPerMatch } from "../jobs/match.ts";
import { plan } from "../jobs/plan.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueueMany } from "../lib/queue.ts";
import { earlierTime } from "../lib/redis.ts";
import { planUncrowded } from "../lib/subscribers/cadence.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { countSkips } from "../lib/subscribers/skips.ts";
import { cadences } from "../lib/subscribers/wishes.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/**
 * Rows of one claim: each looks once more past all that were claimed before it, so they should be few; and it must be
 * planned within its 15 s by far.
 */
const claimSize = 2000;

const instant = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text));
const dueRows = z.array(
  z.object({
    id: z.uuid(),
    due: instant,
    timeZone: z.string(),
    cadence: z.enum(cadences),
    tier: z.enum(tiers),
    welcomeUntil: instant.nullable(),
    /** Of a welcome that was held back. */
    welcomedAt: instant.nullable(),
  }),
);

/** Claims due rows until none is left. Planners beside each other take different rows; a dead one's come back. */
export default defineWorker(plan, { concurrency: 1, timeoutMs: 5 * minute }, async (_, { signal }) => {
  let promised = 0;
  for (;;) {
    const due = await serviceDb().call("claim_due", { p_limit: claimSize }, dueRows, { signal });
    const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(await earlierTime()));
    const items = due.map((row) => {
      const { period, next, skip } = planUncrowded(row, now);
      return { id: row.id, due: row.due, next: next.toString(), period, skip };
    });
    const subscribers = await serviceDb().call("plan_digests", { p: items }, z.array(z.uuid()), { signal });
    const matches = chunksOf(subscribers, subscribersPerMatch).map((ids) => ({ subscribers: ids }));
    await enqueueMany(match, matches);
    countSkips({ too_late: items.filter(({ skip }) => skip).length });
    promised += subscribers.length;
    if (due.length < claimSize) return { planned: promised };
  }
});
