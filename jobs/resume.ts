import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** Sending goes on: it had stopped by itself, and an operator has looked into it. */
export const resume = defineJob({
  name: "resume",
  payload: z.object({ what: z.literal("mail") }),
  key: ({ what }) => what,
  backoffMs: 5 * second,
  maxAgeMs: 1 * day,
});
