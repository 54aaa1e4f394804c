import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Asks again for every promise that was not kept; with `retention`, closes and purges what is over instead. */
export const sweep = defineJob({
  name: "sweep",
  payload: z.object({ retention: z.boolean().optional() }),
  key: ({ retention }) => (retention ? "retention" : "promises"),
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 5 * minute,
});
