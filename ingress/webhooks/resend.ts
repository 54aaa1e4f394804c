import { z } from "zod";
import { webhook } from "../../jobs/webhook.ts";
import { env } from "../../lib/env.ts";
import { log } from "../../lib/log.ts";
import { enqueue } from "../../lib/queue.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { hour, second } from "../../lib/time.ts";
import { notNow } from "../problem.ts";
import { json, route } from "../route.ts";
import { verified } from "./signature.ts";

const capBytes = 256 * 1024;
/** A signed request can be sent again for ten minutes (its timestamp may lie five in the future). */
const seenSeconds = (1 * hour) / second;
/**
 * What tells nothing that we act on, most events of all: the ledger knows what was sent, and what is delayed ends otherwise.
 * Scanners open and click more than people do, and whoever reads our mail is nobody's business: not even counted.
 * @see https://resend.com/docs/dashboard/webhooks/event-types
 */
const ignored = new Set(
  ["sent", "scheduled", "delivery_delayed", "opened", "clicked", "received"].map((what) => `email.${what}`),
);

const text = z.string().max(100);
const eventShape = z.object({
  type: z.string().regex(/^[\w.-]{1,100}$/),
  created_at: z.coerce.date().optional().catch(undefined),
  data: z
    .object({
      email_id: text.optional().catch(undefined),
      // Sent as an array, told as an object.
      tags: z.object({ delivery: z.uuid() }).optional().catch(undefined),
      bounce: z.object({ type: text }).optional().catch(undefined),
      suppressed: z.object({ type: text }).optional().catch(undefined),
    })
    .catch({}),
});
type MailEvent = z.output<typeof eventShape>;

/** The mail vendor tells what became of our mails. */
export const resendEvents = route({
  method: "POST",
  path: "/webhooks/resend",
  summary: "Events of Resend: a mail was delivered, bounced, complained about",
  caller: "signature",
  limit: "webhook",
  origins: "any",
  body: { capBytes, schema: eventShape, raw: true },
  answers: {
    202: { description: "Taken in; also an event of a type that nobody here waits for" },
    200: { description: "Taken in before: nothing happens again" },
  },
  async handle({ sent, headers, requestId }) {
    const secrets = [env.RESEND_WEBHOOK_SECRET, env.NEXT_RESEND_WEBHOOK_SECRET].filter((each) => each !== undefined);
    // The vendor asks again for a day: time enough to set it, and no event is lost.
    if (secrets.length === 0) throw notNow("RESEND_WEBHOOK_SECRET is not set here.");
    const bytes = sent.kind === "bytes" ? sent.bytes : Buffer.alloc(0);
    const eventId = verified(headers, bytes, "svix", secrets);
    const event = parsed(bytes);
    // The same bytes would come again for a day and then the vendor would close the endpoint: taken, and said.
    if (!event) log.warn({ eventId, requestId }, "a signed event does not parse: nothing was stored");
    const jobId = event && !ignored.has(event.type) ? await take(eventId, event, requestId) : undefined;
    const again = await remember(eventId);
    return { ...json(again ? 200 : 202, { id: eventId }), ...(jobId && { jobId }) };
  },
});

function parsed(bytes: Buffer): MailEvent | undefined {
  try {
    return eventShape.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

function take(eventId: string, { type, created_at, data }: MailEvent, requestId: string): Promise<string> {
  const payload = {
    source: "resend" as const,
    eventId,
    type,
    at: (created_at ?? new Date()).toISOString(),
    emailId: data.email_id,
    deliveryId: data.tags?.delivery,
    detail: (data.bounce ?? data.suppressed)?.type.slice(0, 60),
  };
  return enqueue(webhook, payload, { requestId });
}

/** After the enqueue: who dies in between says 202 twice, and the second job finds its event in the ledger. */
async function remember(eventId: string): Promise<boolean> {
  try {
    return (await producer().set(redisKey("seen", "resend", eventId), "1", "EX", seenSeconds, "GET")) !== null;
  } catch {
    throw notNow("The event could not be remembered.");
  }
}
