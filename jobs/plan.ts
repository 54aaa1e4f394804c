import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Claims the subscribers whose digest is due and asks for their matches. */
export const plan = defineJob({
  name: "plan",
  payload: z.object({}),
  key: () => "due",
  again: true,
  backoffMs: 2 * second,
  maxAgeMs: 10 * minute,
});
