import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

const event = z.object({
  /** The vendor's own id of the event: the same one again changes nothing. */
  eventId: z.string().max(200),
  type: z.string().max(100),
  /** When it happened. */
  at: z.iso.datetime({ offset: true }),
});
const vendorId = z.string().max(100).optional();

/** A vendor told of something, and its signature was right. What it told is here without names and addresses. */
export const webhook = defineJob({
  name: "webhook",
  payload: z.discriminatedUnion("source", [
    event.extend({
      source: z.literal("resend"),
      /** The vendor's id of the mail. */
      emailId: vendorId,
      /** Our own id of the mail, from its tag. */
      deliveryId: z.uuid().optional(),
      /** The vendor's code for the kind of bounce or of suppression. */
      detail: z.string().max(60).optional(),
    }),
    event.extend({
      source: z.literal("polar"),
      /** Ours of the person, as our checkout wrote it on what was bought, or as the external id of a customer of Polar's. */
      subscriberId: z.uuid().optional(),
      customerId: vendorId,
      subscriptionId: vendorId,
      orderId: vendorId,
      /** A code of Polar's, such as the status that the event tells of. */
      detail: z.string().max(60).optional(),
    }),
  ]),
  key: ({ source, eventId }) => `${source}-${eventId}`,
  backoffMs: 2 * second,
  maxAgeMs: 7 * day,
});
