import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Somebody's question to the sources; what is found goes to lib/searches/results.ts. It names nobody. */
export const search = defineJob({
  name: "search",
  payload: z.object({
    /** Whoever has it may see the search. */
    id: z.string().regex(/^[\w-]{20,64}$/),
    /** The output of lib/searches/criteria.ts: checked there, only carried here. */
    criteria: z.object({
      jobTitle: z.string().min(1).max(100),
      industry: z.string().max(80).optional(),
      salaryMin: z.number().optional(),
      salaryMax: z.number().optional(),
      jobType: z.enum(["remote", "on-site", "hybrid", "full-time", "part-time"]).optional(),
      city: z.string().max(80).optional(),
      country: z.string().length(2).optional(),
      datePosted: z.enum(["day", "week", "month", "any"]),
      sources: z.array(z.enum(["jobping", "jsearch", "theirstack"])).optional(),
    }),
  }),
  attempts: 2,
  backoffMs: 1 * second,
  // Somebody looks at an empty page, and leaves it after that.
  maxAgeMs: 1 * minute,
});
