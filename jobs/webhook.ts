import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

/** A vendor told of something, and its signature was right. What it told is here without names and addresses. */
export const webhook = defineJob({
  name: "webhook",
  payload: z.object({
    source: z.literal("resend"),
    /** The vendor's own id of the event: the same one again changes nothing. */
    eventId: z.string().max(200),
    type: z.string().max(100),
    /** When it happened. */
    at: z.iso.datetime({ offset: true }),
    /** The vendor's id of the mail. */
    emailId: z.string().max(100).optional(),
    /** Our own id of the mail, from its tag. */
    deliveryId: z.uuid().optional(),
    /** The vendor's code for the kind of bounce or of suppression. */
    detail: z.string().max(60).optional(),
  }),
  key: ({ source, eventId }) => `${source}-${eventId}`,
  backoffMs: 2 * second,
  maxAgeMs: 7 * day,
});
