import { z } from "zod";
import { address } from "../jobs/address.ts";
import { email } from "../jobs/email.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueueMany } from "../lib/queue.ts";
import { keyedHash, open } from "../lib/seal.ts";
import { sealedAddress } from "../lib/subscribers/address.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { promisedMail, sendPromised } from "./promised-mail.ts";

const promised = z.object({ deliveries: z.array(z.uuid()) });
const agreed = promisedMail.extend({ outcome: z.enum(["waiting", "moved", "expired"]) });

export default defineWorker(address, { concurrency: 5, timeoutMs: 20 * second }, async (job, { signal }) => {
  if (job.step === "confirm") {
    const { changeId, side, sealed } = job;
    const p = { changeId, side, keyHash: open(z.string(), sealed, "key-hash"), ...sealedLinkKey() };
    const result = await serviceDb().call("confirm_address", { p }, agreed, { signal });
    await sendPromised(result);
    return { outcome: result.outcome };
  }
  const { keyHash, email: mailbox } = open(sealedAddress, job.sealed, "address");
  const mailboxHash = keyedHash(mailbox, "mailbox");
  const { changeId: id, subscriberId } = job;
  const p = { id, subscriberId, keyHash, email: mailbox, mailboxHash, ...sealedLinkKey() };
  const { deliveries } = await serviceDb().call("request_address_change", { p }, promised, { signal });
  // Each mail in a job of its own: how one goes must not show whether the new mailbox was written to.
  await enqueueMany(
    email,
    deliveries.map((delivery) => ({ deliveries: [delivery] })),
  );
  // No outcome in the result, which anybody with the job's id can read: it would tell whose mailbox it is.
  return undefined;
});
