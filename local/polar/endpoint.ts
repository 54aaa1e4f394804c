import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { models } from "@polar-sh/sdk/2026-04";
import { second } from "../../lib/time.ts";
import type { PolarEvent } from "./books.ts";
import { organizationId } from "./catalogue.ts";

export interface EndpointAsked {
  url: string;
  secret?: string | undefined;
  /** How the secret becomes a key: older endpoints of Polar use its characters, newer ones decode it as base64. */
  keyForm?: "utf8" | "base64" | undefined;
  id?: string | undefined;
  name?: string | null | undefined;
  enabled?: boolean | undefined;
}

/** The format of new endpoints here. */
const eventTypes: models.WebhookEventType[] = [
  ...(["checkout.created", "checkout.updated", "checkout.expired", "customer.created", "customer.deleted"] as const),
  ...(["customer.state_changed", "order.created", "order.updated", "order.paid", "order.refunded"] as const),
  ...(["subscription.created", "subscription.active", "subscription.updated", "subscription.canceled"] as const),
  ...(["subscription.uncanceled", "subscription.cycled", "subscription.past_due", "subscription.revoked"] as const),
  "refund.created",
];

export function newEndpoint({ keyForm, ...asked }: EndpointAsked, now: string): models.WebhookEndpoint {
  const secret = asked.secret ?? `whsec_${randomBytes(32).toString("base64")}`;
  const isStandard = keyForm === undefined ? secret.startsWith("whsec_") : keyForm === "base64";
  return {
    ...{ created_at: now, modified_at: null },
    ...{ format: "raw", api_version: "2026-04", secret, uses_standard_webhook_signature: isStandard },
    ...{ organization_id: organizationId, events: eventTypes, url: asked.url },
    ...{ id: asked.id ?? randomUUID(), enabled: asked.enabled ?? true, name: asked.name ?? null },
  };
}

/** The three headers of Standard Webhooks. */
export function signed(
  { id, body }: Pick<PolarEvent, "id" | "body">,
  endpoint: models.WebhookEndpoint | undefined,
  now: number,
) {
  const { secret = "", uses_standard_webhook_signature: isStandard } = endpoint ?? {};
  const timestamp = Math.floor(now / second);
  const key = isStandard ? Buffer.from(secret.replace(/^whsec_/, ""), "base64") : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": `v1,${signature}` };
}
