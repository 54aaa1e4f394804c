import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Decides what to scrape now, and asks for it: boards and feeds whole, or what subscribers want of the rest. */
export const supply = defineJob({
  name: "supply",
  payload: z.object({ of: z.enum(["crawls", "wishes"]) }),
  key: ({ of }) => of,
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 10 * minute,
});
