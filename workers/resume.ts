import { z } from "zod";
import { resume } from "../jobs/resume.ts";
import { serviceDb } from "../lib/db.ts";
import { sendingStopped } from "../lib/metrics.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const resumed = z.object({ resumed: z.boolean(), waiting: z.int() });

/** What waited is found by the sweep within a minute. */
export default defineWorker(resume, { concurrency: 1, timeoutMs: 60 * second }, async (_, { signal, log }) => {
  const result = await serviceDb().call("resume_sending", {}, resumed, { signal, timeoutMs: 50 * second });
  sendingStopped.set(0);
  log.info(result, "audit: sending resumed");
  return result;
});
