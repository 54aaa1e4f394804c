import { z } from "zod";
import { defineJob, digestOf } from "../lib/job.ts";
import { hour, second } from "../lib/time.ts";

/** Small enough that nobody waits long for the others, large enough that they share calls. */
export const subscribersPerMatch = 100;

/** Chooses the postings for every digest that is promised to these subscribers and not yet filled. */
export const match = defineJob({
  name: "match",
  payload: z.object({
    subscribers: z.array(z.uuid()).min(1).max(200),
    /** First promises a digest for this period (an operator's request). Absent = only fills what was promised. */
    period: z.string().max(40).optional(),
  }),
  key: ({ subscribers, period }) => `${period ?? ""}/${digestOf(subscribers)}`,
  again: true,
  backoffMs: 2 * second,
  maxAgeMs: 6 * hour,
});
