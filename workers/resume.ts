import { z } from "zod";
import { resume } from "../jobs/resume.ts";
import { serviceDb } from "../lib/db.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** `dueBy`: when the last waiting mail may be sent; its job, or the sweep, asks for it then. */
const resumed = z.object({
  resumed: z.boolean(),
  waiting: z.int(),
  dueBy: z.iso.datetime({ offset: true }).optional(),
});

export default defineWorker(resume, { concurrency: 1, timeoutMs: 20 * second }, async (_, { signal, log }) => {
  const result = await serviceDb().call("resume_sending", {}, resumed, { signal });
  log.info({ audit: true, ...result }, "audit: sending resumed; what waits becomes due within ten minutes");
  return result;
});
