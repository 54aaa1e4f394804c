import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** Reads what Polar says of one person, and sets their tier from that alone. */
export const billing = defineJob({
  name: "billing",
  payload: z.object({
    subscriberId: z.uuid(),
    /** Nobody waits for it: people who have just paid go first. */
    later: z.boolean().optional(),
  }),
  // So that a payment does not join a job that lets all others go first.
  key: ({ subscriberId, later }) => (later ? `${subscriberId}-later` : subscriberId),
  yields: ({ later = false }) => later,
  again: true,
  backoffMs: 5 * second,
  maxAgeMs: 7 * day,
});
