import { z } from "zod";
import { unsubscribe } from "../jobs/unsubscribe.ts";
import { serviceDb } from "../lib/db.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const result = z.object({ changed: z.boolean() });

/** Effective at once: waiting digests end here, and the email worker checks again before it sends. */
export default defineWorker(unsubscribe, { concurrency: 10, timeoutMs: 20 * second }, ({ subscriberId }, { signal }) =>
  serviceDb().call("unsubscribe_subscriber", { p_subscriber: subscriberId }, result, { signal }),
);
