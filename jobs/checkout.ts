import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** A person wants to go to Polar: to buy, or to their portal. Their page goes on as soon as Polar's is open. */
export const checkout = defineJob({
  name: "checkout",
  payload: z.object({
    /** Random, and opens nothing: the page's address has it sealed, see lib/billing/visits.ts. */
    visit: z.uuid(),
    subscriberId: z.uuid(),
    /** lib/seal of the SHA-256 of their link key, for purpose `key-hash`. */
    sealed: z.string(),
    to: z.enum(["checkout", "portal"]),
    /** The plan that a checkout begins with; Polar's page offers all. */
    plan: z.enum(["monthly", "quarterly"]).optional(),
    /** The language of Polar's page. */
    locale: z.string().max(10),
  }),
  key: ({ visit }) => visit,
  backoffMs: 1 * second,
  // Nobody watches the page for longer; then it says that this was given up.
  maxAgeMs: 15 * minute,
});
