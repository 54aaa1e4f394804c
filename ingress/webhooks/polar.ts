import { z } from "zod";
import { env } from "../../lib/env.ts";
import { decodedKey } from "./signature.ts";
import { eventTime, vendorEvents } from "./vendor-events.ts";

/**
 * Events that change nothing for a subscriber: a checkout only opened, and the seller's own catalogue and organisation.
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

/** Events about subscriptions, orders and customers. They only say whose state to read at Polar. */
export const polarEvents = vendorEvents({
  source: "polar",
  summary: "Events of Polar: a subscription has started, changed or ended, an order was paid or refunded",
  prefix: "webhook",
  secret: "POLAR_WEBHOOK_SECRET",
  secrets: () => [env.POLAR_WEBHOOK_SECRET, env.NEXT_POLAR_WEBHOOK_SECRET],
  // Polar's older way uses the secret's text as the key, its newer one follows the standard.
  keysOf: (secret) => [Buffer.from(secret), ...decodedKey(secret)],
  shape,
  payloadOf({ type, timestamp, data }, eventId) {
    if (ignored.test(type)) return undefined;
    const at = (timestamp ?? new Date()).toISOString();
    return { source: "polar", eventId, type, at, ...idsOf(type, data), detail: data.status };
  },
});

/**
 * The person and object concerned: our opaque id of the person, which our checkout put on the purchase (the customer may
 * have been created by somebody else, see buyerOf), or the customer's external id. Never an address.
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
