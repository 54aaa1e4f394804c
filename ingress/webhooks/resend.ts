import { z } from "zod";
import { env } from "../../lib/env.ts";
import { decodedKey } from "./signature.ts";
import { eventTime, vendorEvents } from "./vendor-events.ts";

/**
 * Most events, which we do not act on: the ledger knows what was sent, and another event follows a delay. Opens and
 * clicks are mostly scanners', and who reads our mail is nobody's business: they are not even counted.
 * @see https://resend.com/docs/dashboard/webhooks/event-types
 */
const ignored = new Set(
  ["sent", "scheduled", "delivery_delayed", "opened", "clicked", "received"].map((what) => `email.${what}`),
);

const text = z.string().max(100);
/** A code, such as reached_daily_quota; a sentence may quote an address. */
const reason = z.string().regex(/^\w{1,60}$/);
const shape = z.object({
  type: z.string().regex(/^[\w.-]{1,100}$/),
  created_at: eventTime,
  data: z
    .object({
      email_id: text.optional().catch(undefined),
      // We send an array, but events have an object.
      tags: z.object({ delivery: z.uuid() }).optional().catch(undefined),
      bounce: z.object({ type: text }).optional().catch(undefined),
      suppressed: z.object({ type: text }).optional().catch(undefined),
      failed: z.object({ reason }).optional().catch(undefined),
    })
    .catch({}),
});

/** The mail vendor reports what became of our mails. */
export const resendEvents = vendorEvents({
  source: "resend",
  summary: "Events of Resend: a mail was delivered, bounced, complained about",
  prefix: "svix",
  secret: "RESEND_WEBHOOK_SECRET",
  secrets: () => [env.RESEND_WEBHOOK_SECRET, env.NEXT_RESEND_WEBHOOK_SECRET],
  keysOf: decodedKey,
  shape,
  payloadOf({ type, created_at, data }, eventId) {
    if (ignored.has(type)) return undefined;
    return {
      source: "resend",
      eventId,
      type,
      at: (created_at ?? new Date()).toISOString(),
      emailId: data.email_id,
      deliveryId: data.tags?.delivery,
      detail: (data.bounce ?? data.suppressed)?.type.slice(0, 60) ?? data.failed?.reason,
    };
  },
});
