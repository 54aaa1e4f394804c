import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/**
 * An operator acts on link keys. `replace`: new keys, so that no link mailed until now works. `reseal`: the same keys,
 * sealed with the current SEAL_SECRET. `count`: how many each secret seals.
 */
export const linkKeys = defineJob({
  name: "link-keys",
  payload: z.object({
    act: z.enum(["replace", "reseal", "count"]),
    of: z.union([z.literal("all"), z.array(z.uuid()).min(1).max(100)]),
    /** Keys made since then are left alone: a job that runs twice, or goes on after a stop, replaces each only once. */
    askedAt: z.iso.datetime(),
  }),
  backoffMs: 5 * second,
  maxAgeMs: 1 * day,
});
