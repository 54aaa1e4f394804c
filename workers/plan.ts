import { z } from "zod";
import { match } from "../jobs/match.ts";
import { plan } from "../jobs/plan.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueueMany } from "../lib/queue.ts";
import { planDue } from "../lib/subscribers/cadence.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Rows of one claim: two calls a claim, and few enough to plan within the claim's minute by far. */
const claimSize = 500;
/** Subscribers of one match job: small enough that no one waits long on the others, large enough to share its calls. */
const matchSize = 50;

const dueRows = z.array(
  z.object({
    id: z.uuid(),
    due: z.iso.datetime({ offset: true }),
    timeZone: z.string(),
    cadence: z.enum(["weekly", "mon-wed-fri", "daily"]),
    tier: z.enum(["free", "premium"]),
  }),
);

/** Claims due rows until none is left. Planners beside each other take different rows; a dead one's come back. */
export default defineWorker(plan, { concurrency: 1, timeoutMs: 5 * minute }, async (_, { signal }) => {
  let planned = 0;
  for (;;) {
    const due = await serviceDb().call("claim_due", { p_limit: claimSize }, dueRows, { signal });
    const now = Temporal.Now.instant();
    const items = due.map((row) => {
      const { period, next, skip } = planDue(row, Temporal.Instant.from(row.due), now);
      return {
        id: row.id,
        due: row.due,
        next: next.toString(),
        period,
        skip,
      };
    });
    const subscribers = await serviceDb().call("plan_digests", { p: items }, z.array(z.uuid()), { signal });
    await enqueueMany(
      match,
      chunksOf(subscribers, matchSize).map((ids) => ({ subscribers: ids })),
    );
    planned += subscribers.length;
    if (due.length < claimSize) return { planned };
  }
});
