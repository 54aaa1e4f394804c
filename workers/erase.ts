import { z } from "zod";
import { email } from "../jobs/email.ts";
import { erase } from "../jobs/erase.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const promised = z.object({ deliveryId: z.uuid().optional() });

/** At once everything goes but the address, which waits for the receipt; the sweep takes it away after that. */
export default defineWorker(
  erase,
  { concurrency: 5, timeoutMs: 20 * second },
  async ({ subscriberId, sealed }, { signal }) => {
    const p = { subscriberId, keyHash: open(z.string(), sealed, "key-hash"), ...sealedLinkKey() };
    const { deliveryId } = await serviceDb().call("erase_subscriber", { p }, promised, { signal });
    if (deliveryId) await enqueue(email, { deliveries: [deliveryId] });
  },
);
