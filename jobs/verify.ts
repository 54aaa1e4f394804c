import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** Somebody pressed the button behind a verification link whose signature the ingress has checked. */
export const verify = defineJob({
  name: "verify",
  payload: z.object({ requestId: z.uuid() }),
  key: ({ requestId }) => requestId,
  backoffMs: 1 * second,
  maxAgeMs: 1 * day,
});
