import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Counts the live postings by what decides whether they match; the signup page shows how many do. */
export const snapshot = defineJob({
  name: "snapshot",
  payload: z.object({}),
  key: () => "figures",
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 5 * minute,
});
