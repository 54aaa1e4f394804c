import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Keeps what has failed for good since the last time, before Redis trims or loses it. */
export const deadLetters = defineJob({
  name: "dead-letters",
  payload: z.object({}),
  key: () => "all",
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 5 * minute,
});
