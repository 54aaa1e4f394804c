import { z } from "zod";
import { webhook } from "../../jobs/webhook.ts";
import type { PayloadOf } from "../../lib/job.ts";
import { log } from "../../lib/log.ts";
import { enqueue } from "../../lib/queue.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { hour, second } from "../../lib/time.ts";
import { notNow } from "../problem.ts";
import { json, type Route, route } from "../route.ts";
import { verified } from "./signature.ts";

const capBytes = 256 * 1024;
/** A signed request can be replayed for ten minutes (its timestamp may be five in the future). */
const seenSeconds = (1 * hour) / second;

/** When something happened, by the vendor's clock; an impossible time, which no row could hold, counts as absent. */
export const eventTime = z.coerce
  .date()
  .min(new Date("2000-01-01"))
  .max(new Date("2100-01-01"))
  .optional()
  .catch(undefined);

export type WebhookPayload = PayloadOf<typeof webhook>;

export interface VendorEvents<Shape extends z.ZodType> {
  source: WebhookPayload["source"];
  summary: string;
  /** The prefix of Standard Webhooks' three headers. */
  prefix: "svix" | "webhook";
  /** The environment variable's name; `secrets` are its value and that of its NEXT_ one. */
  secret: string;
  secrets(): readonly (string | undefined)[];
  /** The keys that the vendor may derive from a secret. */
  keysOf(secret: string): readonly Uint8Array[];
  shape: Shape;
  /** What the job gets: ids and codes, never a name or address. undefined = nothing that we act on. */
  payloadOf(event: z.output<Shape>, eventId: string): WebhookPayload | undefined;
}

const taken = z.object({ id: z.string().describe("the event's") });

/** A vendor's webhook route: events are verified, enqueued and remembered by id. */
export function vendorEvents<Shape extends z.ZodType>(vendor: VendorEvents<Shape>): Route {
  const { source, summary, prefix, shape } = vendor;
  return route({
    method: "POST",
    path: `/webhooks/${source}`,
    summary,
    caller: "signature",
    limit: "webhook",
    origins: "any",
    body: { capBytes, schema: shape, raw: true },
    answers: {
      202: { description: "Received; also an event of a type that we ignore", schema: taken },
      200: { description: "Received before: nothing happens again", schema: taken },
    },
    async handle({ sent, headers }) {
      const secrets = vendor.secrets().filter((each) => each !== undefined);
      // Vendors retry for hours: time enough to set it, and no event is lost.
      if (secrets.length === 0) throw notNow(`${vendor.secret} is not set here.`);
      const bytes = sent.kind === "bytes" ? sent.bytes : Buffer.alloc(0);
      const eventId = verified(headers, bytes, prefix, secrets.flatMap(vendor.keysOf));
      const event = parsed(shape, bytes);
      // Refused, it would come again for hours, and then the vendor would disable the endpoint: accepted, but logged.
      if (event === undefined) log.warn({ source, eventId }, "a signed event does not parse: nothing was stored");
      const payload = event === undefined ? undefined : vendor.payloadOf(event, eventId);
      const jobId = payload && (await enqueue(webhook, payload));
      const again = await remember(source, eventId);
      return { ...json(again ? 200 : 202, { id: eventId }), ...(jobId && { jobId }) };
    },
  });
}

function parsed<Shape extends z.ZodType>(shape: Shape, bytes: Buffer): z.output<Shape> | undefined {
  try {
    return shape.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

/** After the enqueue: if the process dies between, the event comes again, and the second job finds it in the ledger. */
async function remember(source: string, eventId: string): Promise<boolean> {
  try {
    return (await producer().set(redisKey("seen", source, eventId), "1", "EX", seenSeconds, "GET")) !== null;
  } catch {
    throw notNow("The event could not be remembered.");
  }
}
