import { z } from "zod";
import { erase } from "../jobs/erase.ts";
import { forgetCustomer } from "../lib/billing/customers.ts";
import { endVisits } from "../lib/billing/visits.ts";
import { serviceDb } from "../lib/db.ts";
import { keepTrying } from "../lib/errors.ts";
import { open } from "../lib/seal.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { promisedMail, sendPromised } from "./promised-mail.ts";

const begun = z.object({
  outcome: z.enum(["gone", "ready"]),
  atPolar: z.boolean().default(false),
  customerId: z.string().nullish(),
  visits: z.array(z.uuid()).default([]),
});

/**
 * Mails stop at once. Then Polar, which would go on charging: until it answers nothing of ours is deleted, or nobody
 * would know whom it has to forget. Last everything but the address, which the receipt needs; the sweep removes it
 * after that.
 */
export default defineWorker(
  erase,
  { concurrency: 5, timeoutMs: 40 * second },
  async ({ subscriberId, sealed }, { signal }) => {
    // Outside keepTrying: what cannot be unsealed now never will be.
    const person = { subscriberId, keyHash: open(z.string(), sealed, "key-hash") };
    return keepTrying(() => erased(person, signal));
  },
);

async function erased(person: { subscriberId: string; keyHash: string }, signal: AbortSignal) {
  const db = serviceDb();
  const { subscriberId } = person;
  const { outcome, atPolar, customerId, visits } = await db.call("begin_erasure", { p: person }, begun, { signal });
  if (outcome === "gone") return { outcome };
  // Their pages lead nowhere from now on. A checkout stays open at Polar, and leads back to such a page.
  await endVisits(visits, "erased");
  if (atPolar) {
    await forgetCustomer(subscriberId, customerId ?? null, signal);
    // From here on Polar rightly knows nobody; for a crash just before, see the RUNBOOK.
    await db.call("customer_forgotten", { p_subscriber: subscriberId }, z.unknown(), { signal });
  }
  const p = { ...person, ...sealedLinkKey() };
  await sendPromised(await db.call("erase_subscriber", { p }, promisedMail, { signal }));
  return { outcome: "erased" };
}
