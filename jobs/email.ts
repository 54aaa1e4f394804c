import { z } from "zod";
import { defineJob, digestOf } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** What one request to the mail vendor can carry. */
export const mailsPerRequest = 100;

/** Sends these deliveries, in one request where the vendor allows it. The rows say what each mail is. */
export const email = defineJob({
  name: "email",
  payload: z.object({
    deliveries: z.array(z.uuid()).min(1).max(mailsPerRequest),
    /**
     * A signup that gets no mail and must not show it: nothing is sent. `deliveries` names one that nobody promised, for
     * this job's key; a worker of before would send nothing either.
     */
    pretended: z.string().optional(),
  }),
  key: ({ deliveries }) => digestOf(deliveries),
  again: true,
  // Whoever waits for one mail (a verification, links) is not kept waiting by a morning's digests.
  yields: ({ deliveries }) => deliveries.length > 1,
  backoffMs: 2 * second,
  maxAgeMs: 1 * day,
});
