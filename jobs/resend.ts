import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { hour, second } from "../lib/time.ts";

/** A mailbox asked for a fresh verification link, or for fresh links to its preferences. */
export const resend = defineJob({
  name: "resend",
  payload: z.object({
    what: z.enum(["verification", "links"]),
    /** Whose expired link is to be renewed; absent = somebody typed a mailbox. */
    subscriberId: z.uuid().optional(),
    /** lib/seal of the mailbox; with `subscriberId` of the SHA-256 of their link key, for purpose `key-hash`. */
    sealed: z.string(),
    /** Random: names the mail that this request promises, however often the job runs. */
    ask: z.uuid(),
    /** HMAC of what and whose: the same request twice is one job. */
    request: z.string(),
  }),
  key: ({ request }) => request,
  backoffMs: 2 * second,
  maxAgeMs: 1 * hour,
});
