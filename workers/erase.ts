import { z } from "zod";
import { email } from "../jobs/email.ts";
import { erase } from "../jobs/erase.ts";
import { forgetCustomer } from "../lib/billing/customers.ts";
import { endVisits } from "../lib/billing/visits.ts";
import { serviceDb } from "../lib/db.ts";
import { keepTrying } from "../lib/errors.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const begun = z.object({
  outcome: z.enum(["gone", "ready"]),
  atPolar: z.boolean().default(false),
  customerId: z.string().nullish(),
  visits: z.array(z.uuid()).default([]),
});
const promised = z.object({ deliveryId: z.uuid().optional() });

/**
 * Mails end at once. Then Polar first, which would go on charging: as long as it does not answer nothing of ours goes,
 * or nobody would know whom it has to forget. Last everything but the address, which waits for the receipt; the sweep
 * takes it away after that.
 */
export default defineWorker(
  erase,
  { concurrency: 5, timeoutMs: 40 * second },
  async ({ subscriberId, sealed }, { signal }) => {
    // What does not open never will: that is no matter of patience.
    const person = { subscriberId, keyHash: open(z.string(), sealed, "key-hash") };
    return keepTrying(() => erased(person, signal));
  },
);

async function erased(person: { subscriberId: string; keyHash: string }, signal: AbortSignal) {
  const db = serviceDb();
  const { subscriberId } = person;
  const { outcome, atPolar, customerId, visits } = await db.call("begin_erasure", { p: person }, begun, { signal });
  if (outcome === "gone") return { outcome };
  // At once: their pages lead nowhere any more. A checkout that is open stays so at Polar, and it leads back to them.
  await endVisits(visits, "erased");
  if (atPolar) {
    await forgetCustomer(subscriberId, customerId ?? null, signal);
    // From here on it is right that Polar knows nobody; a crash before it leaves that to the RUNBOOK.
    await db.call("customer_forgotten", { p_subscriber: subscriberId }, z.unknown(), { signal });
  }
  const p = { ...person, ...sealedLinkKey() };
  const { deliveryId } = await db.call("erase_subscriber", { p }, promised, { signal });
  if (deliveryId) await enqueue(email, { deliveries: [deliveryId] });
  return { outcome: "erased" };
}
