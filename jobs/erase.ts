import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A person wants to be forgotten. */
export const erase = defineJob({
  name: "erase",
  payload: z.object({
    subscriberId: z.uuid(),
    /** lib/seal of the SHA-256 of their link key, for purpose `key-hash`. */
    sealed: z.string(),
  }),
  key: ({ subscriberId }) => subscriberId,
  againAfterRestore: true,
  backoffMs: 1 * second,
  maxAgeMs: 7 * day,
});
