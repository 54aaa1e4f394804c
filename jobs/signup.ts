import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A signup as the ingress accepted it. The body travels sealed: Redis never sees the mailbox or the name. */
export const signup = defineJob({
  name: "signup",
  payload: z.object({
    /** Opaque id whose bearer may see the signup's progress. */
    signupId: z.string().min(20),
    /** lib/seal of the validated body and its consent record. */
    sealed: z.string(),
    /** HMAC of the whole body: a doubled submit is the same job. */
    submission: z.string(),
  }),
  key: ({ submission }) => submission,
  backoffMs: 1 * second,
  maxAgeMs: 1 * day,
});
