import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { email } from "../jobs/email.ts";
import { moveCustomer, readCustomer } from "../lib/billing/customers.ts";
import { planNames } from "../lib/billing/plans.ts";
import { type Standing, standingOf } from "../lib/billing/standing.ts";
import { endVisits } from "../lib/billing/visits.ts";
import { serviceDb } from "../lib/db.ts";
import { keepTrying } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { billingChanges, billingSyncs } from "../lib/metrics.ts";
import { enqueue } from "../lib/queue.ts";
import { keyedHashes } from "../lib/seal.ts";
import { rescheduled } from "../lib/subscribers/preferences.ts";
import { day, minute, second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { planFirst, rhythmRow } from "./reschedule.ts";

const text = z.string().nullable();
const begun = rhythmRow
  .extend({
    /** Of this reading: it counts only if no other was stored since. */
    ticket: z.int(),
    known: z
      .object({
        ...{ customerId: text, subscriptionId: text, plan: z.enum(planNames).nullable(), status: text },
        ...{ periodEnd: text, endsAt: text, pastDueSince: text, graceUntil: text },
        customerDeleted: z.boolean(),
      })
      .nullable(),
    email: z.string(),
    /** Keyed hashes of mailboxes that they have left and Polar may still have. */
    movedFrom: z.array(z.string()),
    /** The last comparison was held: too many would have lost premium by it. */
    held: z.boolean(),
  })
  .nullable();

const stored = z.object({
  outcome: z.enum(["stored", "moved", "outrun", "gone"]),
  change: z.enum(["started", "ended"]).nullish(),
  deliveries: z.array(z.uuid()).default([]),
  visits: z.array(z.uuid()).default([]),
});

/**
 * Polar allows 500 requests a minute. A reading takes one for somebody who pays and up to three for others, so 360 at
 * most, and one more after a change of address; the nightly comparison takes two a second, and the rest is for
 * checkouts.
 */
const perSecond = 2;
/** By then there has been another comparison. */
const heldMs = 1 * day;

/**
 * Reads one person's state at Polar, and sets the tier from that alone, whatever told us to look, in whatever order and
 * however often. Of two readings at the same time, the one that would be stored second begins anew.
 */
export default defineWorker(
  billing,
  { concurrency: 10, timeoutMs: 1 * minute, limiter: { max: perSecond, durationMs: 1 * second } },
  ({ subscriberId }, { signal }) =>
    keepTrying(async () => {
      for (;;) {
        const result = await sync(subscriberId, signal);
        billingSyncs.inc({ outcome: result });
        if (result !== "moved" && result !== "outrun") return { outcome: result };
      }
    }),
);

async function sync(subscriberId: string, signal: AbortSignal) {
  const db = serviceDb();
  const before = await db.call("begin_billing", { p_subscriber: subscriberId }, begun, { signal });
  if (before === null) return "gone";
  const customer = await readCustomer(subscriberId, signal);
  const now = Temporal.Now.instant();
  const { standing, doubted } = believed(standingOf(customer, before, new Date(now.epochMilliseconds)), before);
  if (doubted)
    log.error(
      { subscriberId },
      "Polar does not know somebody who has paid, or we do not know their product: what was paid for is kept",
    );
  const changes = standing.tier !== before.tier;
  if (changes && (await planFirst(subscriberId, before, now, signal))) return "moved";
  const next = changes ? rescheduled(before, { ...before, tier: standing.tier }, now) : undefined;
  const { ticket, due, cadence, movedFrom } = before;
  const reading = { subscriberId, ticket, before: due, cadence, movedFrom };
  const p = { ...reading, ...standing, ...(next && { next }) };
  const result = await db.call("store_billing", { p }, stored, { signal });
  if (result.outcome === "stored") {
    await tell(subscriberId, standing, result);
    // Somebody whom Polar does not know only by mistake may have an address there all the same.
    if (!doubted) await follow(subscriberId, before, customer.email, signal);
  }
  return result.outcome === "stored" && doubted ? "doubted" : result.outcome;
}

/** While a comparison is held, Polar's answer that it knows nothing of somebody is the very thing in doubt. */
function believed(judged: ReturnType<typeof standingOf>, before: NonNullable<z.output<typeof begun>>) {
  const { standing } = judged;
  const isLost = before.tier === "premium" && standing.tier === "free" && standing.status === null;
  if (!before.held || !isLost || before.known?.customerDeleted) return judged;
  const recheckAt = new Date(Date.now() + heldMs).toISOString();
  return { standing: { ...standing, ...before.known, tier: "premium" as const, recheckAt }, doubted: true };
}

/** After a crash before this, the sweep asks for the mails, and the next reading tells the pages. */
async function tell(subscriberId: string, { tier, status }: Standing, result: z.output<typeof stored>): Promise<void> {
  const { change, deliveries, visits } = result;
  if (change) {
    billingChanges.inc({ change });
    log.info({ subscriberId, change, status }, "premium changed");
  }
  if (deliveries.length > 0) await enqueue(email, { deliveries });
  if (tier === "premium") await endVisits(visits, "started");
}

/**
 * Receipts that Polar sent to a mailbox that the person has left go to their new one. Somebody who pays with yet
 * another address has chosen that. Each reading tries until Polar has taken it.
 */
async function follow(
  subscriberId: string,
  { email, movedFrom }: NonNullable<z.output<typeof begun>>,
  written: string | null,
  signal: AbortSignal,
): Promise<void> {
  if (movedFrom.length === 0) return;
  // Case-folded as all our mailboxes are: see lib/subscribers/wishes.ts.
  const hashes = keyedHashes(written?.toLowerCase() ?? "", "mailbox");
  const isLeft = hashes.some((hash) => movedFrom.includes(hash));
  if (isLeft && !(await moveCustomer(subscriberId, email, signal))) {
    log.warn({ subscriberId }, "Polar does not take a person's new address: it goes on writing to the old one");
    return;
  }
  const p = { subscriberId, movedFrom, known: written !== null };
  await serviceDb().call("address_told", { p }, z.unknown(), { signal });
}
