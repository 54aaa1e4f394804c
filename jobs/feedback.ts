import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A subscriber said what they think of a match. Each verdict is a job of its own; the one said last counts. */
export const feedback = defineJob({
  name: "feedback",
  payload: z.object({
    subscriberId: z.uuid(),
    matchId: z.uuid(),
    verdict: z.enum(["more", "less", "irrelevant", "applied"]),
    reason: z.enum(["place", "role", "level", "company", "pay", "stale", "other"]).nullable(),
    saidAt: z.iso.datetime(),
  }),
  backoffMs: 1 * second,
  maxAgeMs: 7 * day,
});
