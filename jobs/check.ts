import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Looks at the links of postings that digests may carry soon. */
export const check = defineJob({
  name: "check",
  payload: z.object({}),
  // One at a time, or two processes would ask the same hosts at once.
  key: () => "links",
  backoffMs: 10 * second,
  maxAgeMs: 5 * minute,
});
