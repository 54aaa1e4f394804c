import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** Reads what Polar says of one person, and sets their tier from that alone. */
export const billing = defineJob({
  name: "billing",
  payload: z.object({ subscriberId: z.uuid() }),
  key: ({ subscriberId }) => subscriberId,
  again: true,
  backoffMs: 5 * second,
  maxAgeMs: 7 * day,
});
