import { z } from "zod";
import { stay } from "../jobs/stay.ts";
import { serviceDb } from "../lib/db.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

export default defineWorker(stay, { concurrency: 5, timeoutMs: 20 * second }, async ({ subscriberId }, { signal }) => {
  await serviceDb().call("record_sign", { p_subscriber: subscriberId }, z.boolean(), { signal });
});
