import { z } from "zod";
import { defineJob, digestOf } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** The most that one request to the mail vendor takes. */
export const mailsPerRequest = 100;

/** Sends these deliveries, in one request where the vendor allows it. The rows say what each mail is. */
export const email = defineJob({
  name: "email",
  payload: z.object({
    deliveries: z.array(z.uuid()).min(1).max(mailsPerRequest),
    /**
     * The id of a signup that gets no mail and must not show it: nothing is sent. `deliveries` then names a delivery
     * that does not exist, for the job's key.
     */
    pretended: z.string().optional(),
  }),
  key: ({ deliveries }) => digestOf(deliveries),
  again: true,
  // Somebody who waits for a single mail (a verification, links) does not wait behind a morning's digests.
  yields: ({ deliveries }) => deliveries.length > 1,
  backoffMs: 2 * second,
  maxAgeMs: 1 * day,
});
