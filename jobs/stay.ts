import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A subscriber whom we asked whether they still want jobs said yes. */
export const stay = defineJob({
  name: "stay",
  payload: z.object({ subscriberId: z.uuid() }),
  key: ({ subscriberId }) => subscriberId,
  backoffMs: 1 * second,
  maxAgeMs: 7 * day,
});
