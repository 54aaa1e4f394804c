import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A subscriber changed what they want. Each change is a job of its own; the one asked for last counts. */
export const preferences = defineJob({
  name: "preferences",
  payload: z.object({
    subscriberId: z.uuid(),
    /** lib/seal of what changes, and of the key that allows it. */
    sealed: z.string(),
    askedAt: z.iso.datetime(),
  }),
  backoffMs: 1 * second,
  maxAgeMs: 1 * day,
});
