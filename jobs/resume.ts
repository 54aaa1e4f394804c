import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** An operator has looked into what stopped by itself, and it goes on. */
export const resume = defineJob({
  name: "resume",
  payload: z.object({ what: z.literal("mail") }),
  key: ({ what }) => what,
  backoffMs: 5 * second,
  maxAgeMs: 1 * day,
});
