import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A subscriber left, by the link or by the mail client's one-click button. */
export const unsubscribe = defineJob({
  name: "unsubscribe",
  payload: z.object({ subscriberId: z.uuid() }),
  key: ({ subscriberId }) => subscriberId,
  againAfterRestore: true,
  backoffMs: 1 * second,
  maxAgeMs: 7 * day,
});
