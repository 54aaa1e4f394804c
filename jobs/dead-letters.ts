import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Copies jobs that have failed for good since the last run to Postgres, before Redis trims or loses them. */
export const deadLetters = defineJob({
  name: "dead-letters",
  payload: z.object({}),
  key: () => "all",
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 5 * minute,
});
