import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** What can be said of a match, and what it is about. */
export const verdicts = ["more", "less", "irrelevant", "applied"] as const;
export const verdictReasons = ["place", "role", "level", "company", "pay", "stale", "other"] as const;

/** A subscriber said what they think of a match. Each verdict is a job of its own; the one said last counts. */
export const feedback = defineJob({
  name: "feedback",
  payload: z.object({
    subscriberId: z.uuid(),
    matchId: z.uuid(),
    verdict: z.enum(verdicts),
    reason: z.enum(verdictReasons).nullable(),
    saidAt: z.iso.datetime(),
  }),
  backoffMs: 1 * second,
  maxAgeMs: 7 * day,
});
