import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** Gathers the state of the whole product, for operators. The next one is never far. */
export const figures = defineJob({
  name: "figures",
  payload: z.object({}),
  key: () => "figures",
  attempts: 1,
  backoffMs: 5 * second,
  maxAgeMs: 1 * minute,
});
