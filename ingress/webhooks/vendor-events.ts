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
/** A signed request can be sent again for ten minutes (its timestamp may lie five in the future). */
const seenSeconds = (1 * hour) / second;

/** When something happened, by a vendor's clock; what no clock says counts as not said: it would not go into a row. */
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
  /** Of the three headers of Standard Webhooks. */
  prefix: "svix" | "webhook";
  /** Name of the environment's variable, and what it and its NEXT_ one hold. */
  secret: string;
  secrets(): readonly (string | undefined)[];
  /** Keys that the vendor may have made of a secret. */
  keysOf(secret: string): readonly Uint8Array[];
  shape: Shape;
  /** What travels on: ids and codes, nobody's name or address. undefined = it tells nothing that we act on. */
  payloadOf(event: z.output<Shape>, eventId: string): WebhookPayload | undefined;
}

/** The route on which a vendor tells what happened there: checked, handed to the queue, remembered by its id. */
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
      202: { description: "Taken in; also an event of a type that nobody here waits for" },
      200: { description: "Taken in before: nothing happens again" },
    },
    async handle({ sent, headers }) {
      const secrets = vendor.secrets().filter((each) => each !== undefined);
      // Vendors ask again for hours: time enough to set it, and no event is lost.
      if (secrets.length === 0) throw notNow(`${vendor.secret} is not set here.`);
      const bytes = sent.kind === "bytes" ? sent.bytes : Buffer.alloc(0);
      const eventId = verified(headers, bytes, prefix, secrets.flatMap(vendor.keysOf));
      const event = parsed(shape, bytes);
      // The same bytes would come again for hours and then the vendor would close the endpoint: taken, and said.
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

/** After the enqueue: who dies in between says 202 twice, and the second job finds its event in the ledger. */
async function remember(source: string, eventId: string): Promise<boolean> {
  try {
    return (await producer().set(redisKey("seen", source, eventId), "1", "EX", seenSeconds, "GET")) !== null;
  } catch {
    throw notNow("The event could not be remembered.");
  }
}
