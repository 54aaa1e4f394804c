import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Writes the figures that pages read from Redis. */
export const snapshot = defineJob({
  name: "snapshot",
  payload: z.object({}),
  key: () => "figures",
  attempts: 2,
  backoffMs: 5 * second,
  maxAgeMs: 5 * minute,
});
