import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { hour, minute } from "../lib/time.ts";

/** Compares what we have with what Polar has: all subscriptions, or only whether it still sends us events. */
export const reconcile = defineJob({
  name: "reconcile",
  payload: z.object({
    part: z.enum(["all", "endpoint"]),
    /** Applies it even if more people than usual would lose premium: an operator has looked. */
    force: z.boolean().optional(),
  }),
  key: ({ part, force }) => (force ? `${part}-force` : part),
  backoffMs: 1 * minute,
  maxAgeMs: 6 * hour,
});
