import { z } from "zod";
import { email } from "../jobs/email.ts";
import { exportData } from "../jobs/export.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const promised = z.object({ deliveryId: z.uuid().optional() });

/** Only the mail is promised here, with the id that its link carries. What is kept is read when that is opened. */
export default defineWorker(
  exportData,
  { concurrency: 5, timeoutMs: 20 * second },
  async ({ subscriberId, sealed, ask }, { signal }) => {
    const args = {
      p_subscriber: subscriberId,
      p_key_hash: open(z.string(), sealed, "key-hash"),
      p_ask: ask,
    };
    const { deliveryId } = await serviceDb().call("request_export", args, promised, { signal });
    if (deliveryId) await enqueue(email, { deliveries: [deliveryId] });
  },
);
