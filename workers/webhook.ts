import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { webhook } from "../jobs/webhook.ts";
import { forgetCustomer, readCustomer } from "../lib/billing/customers.ts";
import { isOpen } from "../lib/billing/standing.ts";
import { serviceDb } from "../lib/db.ts";
import { keepTrying, LaterError } from "../lib/errors.ts";
import { erasedPayments, mailEvents } from "../lib/metrics.ts";
import { enqueue } from "../lib/queue.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { second } from "../lib/time.ts";
import { type Context, defineWorker } from "../lib/worker.ts";

const applied = z.object({
  outcome: z.enum(["applied", "seen", "noted", "waiting", "unknown"]),
  laterMs: z.number().optional(),
  kind: z.string().optional(),
  fate: z.string().optional(),
  skipped: skipCounts.default({}),
  stopped: z
    .object({
      reason: z.string(),
      figures: z.record(z.string(), z.number()),
    })
    .optional(),
});
const noted = z.object({ outcome: z.enum(["noted", "seen", "stranger"]), subscriberId: z.uuid().nullish() });

/** As erased_buyers.owed. */
const owed = z.record(z.string(), z.string().nullable());

type Event = z.output<typeof webhook.payload>;
type Of<Source> = Extract<Event, { source: Source }>;

/** What vendors report: Resend about our mails, Polar about people who buy. */
export default defineWorker(webhook, { concurrency: 10, timeoutMs: 40 * second }, async (event, context) =>
  event.source === "resend" ? mailEvent(event, context) : billingEvent(event, context),
);

/** Counts it, suppresses the mailbox, and stops sending if it has to. */
async function mailEvent({ source: _, ...p }: Of<"resend">, { signal, log }: Context) {
  const event = await serviceDb().call("apply_mail_event", { p }, applied, { signal });
  if (event.outcome === "waiting")
    throw new LaterError(event.laterMs ?? 0, "no mail has this id yet, or it is being sent");
  if (event.outcome === "applied") mailEvents.inc({ kind: event.kind ?? "", fate: event.fate ?? "" });
  if (event.fate === "postponed" || event.fate === "failed") {
    const { deliveryId, detail } = p;
    log.warn({ deliveryId, fate: event.fate, detail }, "the vendor did not send a mail that it had taken");
  }
  countSkips(event.skipped);
  if (event.stopped) {
    const { reason, figures } = event.stopped;
    log.error({ reason, ...figures }, "sending stopped: digests wait for `ops resume mail`");
  }
  return { outcome: event.outcome };
}

/** Refunds are for operators to know; premium follows from the subscription alone. */
const moneyBack = /^(refund\.|order\.refunded$|dispute\.)/;

/**
 * An event only says whom to look at; what is true is then read at Polar. So neither order, loss nor doubles of events
 * matter.
 */
async function billingEvent({ source: _, ...p }: Of<"polar">, context: Context) {
  const { signal, log } = context;
  const { outcome, subscriberId } = await serviceDb().call("note_billing_event", { p }, noted, { signal });
  if (outcome === "noted" && moneyBack.test(p.type)) {
    const { type, detail, orderId } = p;
    log.warn(
      { type, detail, orderId, subscriberId },
      "Polar tells of money that goes back: `ops billing show` has the rest",
    );
  }
  if (outcome === "noted" && subscriberId) await enqueue(billing, { subscriberId });
  const { subscriberId: buyer, subscriptionId } = p;
  // Also where Polar has taken the buyer for a customer who is somebody else here, for whom it was noted.
  if (buyer && subscriptionId && buyer !== subscriberId) await keepTrying(() => endIfErased(buyer, p.eventId, context));
  return { outcome };
}

/**
 * Somebody was erased while they were at a checkout, which Polar cannot close, and has paid there for nothing: it is
 * ended and forgotten there, too, and an operator gives the money back.
 */
async function endIfErased(subscriberId: string, eventId: string, { signal, log }: Context): Promise<void> {
  const [db, p_subscriber] = [serviceDb(), subscriberId];
  if (!(await db.call("is_erased_buyer", { p_subscriber }, z.boolean(), { signal }))) return;
  const { subscriptions } = await readCustomer(subscriberId, signal);
  // Claimed before it is ended: if the answer to that were lost, the next try would not find it. What this event
  // claimed and did not report is reported now, although another may have ended it since.
  const p_owed = Object.fromEntries(subscriptions.filter(isOpen).map(({ id }) => [id, eventId]));
  const known = await db.call("owe_back", { p_subscriber, p_owed }, owed, { signal });
  const untold = Object.keys(known).filter((id) => known[id] === eventId);
  if (untold.length > 0) {
    erasedPayments.inc(untold.length);
    log.error({ subscriptions: untold }, "somebody who was erased has paid: give the money back");
    await db.call("owed_told", { p_subscriber, p_subscriptions: untold }, z.unknown(), { signal });
  }
  await forgetCustomer(subscriberId, null, signal);
}
