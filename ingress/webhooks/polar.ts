import { z } from "zod";
import { env } from "../../lib/env.ts";
import { decodedKey } from "./signature.ts";
import { eventTime, vendorEvents } from "./vendor-events.ts";

/**
 * What changes nothing for anybody: a checkout that was only opened, and the seller's own catalogue and organisation.
 * @see https://polar.sh/docs/integrate/webhooks/events
 */
const ignored =
  /^(?:checkout\.created$|(?:product|benefit|benefit_grant|discount|organization|member|customer_seat)\.)/;

const id = z.uuid().optional().catch(undefined);
const code = z
  .string()
  .regex(/^[\w-]{1,60}$/)
  .optional()
  .catch(undefined);
const shape = z.object({
  type: z.string().regex(/^[\w.-]{1,100}$/),
  timestamp: eventTime,
  data: z
    .object({
      id,
      status: code,
      customer_id: id,
      subscription_id: id,
      order_id: id,
      external_id: id,
      external_customer_id: id,
      metadata: z.object({ subscriber: id }).optional().catch(undefined),
      customer: z.object({ external_id: id }).optional().catch(undefined),
    })
    .catch({}),
});
type Data = z.output<typeof shape>["data"];

/** Polar tells of subscriptions, orders, customers. What counts is then read there: an event only says of whom. */
export const polarEvents = vendorEvents({
  source: "polar",
  summary: "Events of Polar: a subscription has started, changed or ended, an order was paid or refunded",
  prefix: "webhook",
  secret: "POLAR_WEBHOOK_SECRET",
  secrets: () => [env.POLAR_WEBHOOK_SECRET, env.NEXT_POLAR_WEBHOOK_SECRET],
  // Polar's own way takes the whole secret as it is written; its newer one is the standard's.
  keysOf: (secret) => [Buffer.from(secret), ...decodedKey(secret)],
  shape,
  payloadOf({ type, timestamp, data }, eventId) {
    if (ignored.test(type)) return undefined;
    const at = (timestamp ?? new Date()).toISOString();
    return { source: "polar", eventId, type, at, ...idsOf(type, data), detail: data.status };
  },
});

/**
 * Whom and what it is about: our opaque id of the person, as our checkout wrote it on what was bought (the customer may be
 * of somebody else's making, see buyerOf), or the customer's external id. An address is never asked.
 */
function idsOf(type: string, data: Data) {
  const [about] = type.split(".", 1);
  return {
    subscriberId:
      data.metadata?.subscriber ?? data.customer?.external_id ?? data.external_customer_id ?? data.external_id,
    customerId: about === "customer" ? data.id : data.customer_id,
    subscriptionId: about === "subscription" ? data.id : data.subscription_id,
    orderId: about === "order" ? data.id : data.order_id,
  };
}
