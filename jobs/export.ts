import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A person asked for everything that we keep about them: they get a mail with a link to it. */
export const exportData = defineJob({
  name: "export",
  payload: z.object({
    subscriberId: z.uuid(),
    /** lib/seal of the SHA-256 of their link key, for purpose `key-hash`. */
    sealed: z.string(),
    /** The id of the delivery that this request promises, however often the job runs. */
    ask: z.uuid(),
  }),
  backoffMs: 1 * second,
  maxAgeMs: 1 * day,
});
