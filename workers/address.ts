import { z } from "zod";
import { address } from "../jobs/address.ts";
import { email } from "../jobs/email.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue, enqueueMany } from "../lib/queue.ts";
import { keyedHash, open } from "../lib/seal.ts";
import { sealedAddress } from "../lib/subscribers/address.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const promised = z.object({ deliveries: z.array(z.uuid()) });
const agreed = z.object({ outcome: z.enum(["waiting", "moved", "expired"]), deliveryId: z.uuid().optional() });

export default defineWorker(address, { concurrency: 5, timeoutMs: 20 * second }, async (job, { signal }) => {
  if (job.step === "confirm") {
    const { changeId, side, sealed } = job;
    const p = { changeId, side, keyHash: open(z.string(), sealed, "key-hash"), ...sealedLinkKey() };
    const { outcome, deliveryId } = await serviceDb().call("confirm_address", { p }, agreed, { signal });
    if (deliveryId) await enqueue(email, { deliveries: [deliveryId] });
    return { outcome };
  }
  const { keyHash, email: mailbox } = open(sealedAddress, job.sealed, "address");
  const { changeId: id, subscriberId } = job;
  const p = {
    id,
    subscriberId,
    keyHash,
    email: mailbox,
    mailboxHash: keyedHash(mailbox, "mailbox"),
    ...sealedLinkKey(),
  };
  const { deliveries } = await serviceDb().call("request_address_change", { p }, promised, { signal });
  // One mail a job: whether the new mailbox was written to must not show in how the other mail goes.
  await enqueueMany(
    email,
    deliveries.map((delivery) => ({ deliveries: [delivery] })),
  );
  // No outcome in the result: a job's result can be read by id, and it tells whose mailbox it is.
  return undefined;
});
