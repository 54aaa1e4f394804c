import { z } from "zod";
import { email } from "../jobs/email.ts";
import { resend } from "../jobs/resend.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { mailbox } from "../lib/subscribers/wishes.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const promised = z.object({ deliveryId: z.uuid().optional() });

/** Fresh links for a mailbox that has a subscriber; for any other, nothing, and nobody can see the difference. */
export default defineWorker(
  resend,
  { concurrency: 10, timeoutMs: 20 * second },
  async ({ what, subscriberId, sealed, ask }, { signal }) => {
    const args = { p_what: what, p_period: `resend-${ask}` };
    const { deliveryId } =
      subscriberId === undefined
        ? await serviceDb().call("request_links", { p_email: open(mailbox, sealed, "mailbox"), ...args }, promised, {
            signal,
          })
        : await serviceDb().call(
            "request_links_for",
            { p_subscriber: subscriberId, p_key_hash: open(z.string(), sealed, "key-hash"), ...args },
            promised,
            { signal },
          );
    if (deliveryId) await enqueue(email, { deliveries: [deliveryId] });
  },
);
