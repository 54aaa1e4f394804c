import type { models } from "@polar-sh/sdk/2026-04";
import { z } from "zod";
import { discountById, products } from "./catalogue.ts";

/**
 * The requests that we make. The vendor's server ignores unknown fields; here they are refused, because they would be
 * our typing errors.
 */

const pageLimit = 100;
const uuid = z.uuid("Input should be a valid UUID");
const webAddress = z.url({ protocol: /^https?$/, error: "Input should be a valid URL" }).max(2083);

/** As at the vendor, a domain that cannot exist is refused. */
const address = z
  .email("value is not a valid email address: An email address must have an @-sign.")
  .refine(
    (given) => !given.endsWith(".invalid"),
    "value is not a valid email address: The domain name does not exist.",
  );

const metadata = z.record(z.string().max(40), z.union([z.string().min(1).max(500), z.number(), z.boolean()]));

export const checkoutBody = z.strictObject({
  products: z
    .array(
      uuid
        .refine((id) => products.some((one) => one.id === id), "Product does not exist.")
        .refine((id) => products.some((one) => one.id === id && !one.is_archived), "Product is archived."),
    )
    .min(1, "List should have at least 1 item after validation, not 0"),
  external_customer_id: z.string().min(1).nullish(),
  customer_email: address.nullish(),
  customer_name: z.string().max(256).nullish(),
  success_url: webAddress.nullish(),
  return_url: webAddress.nullish(),
  locale: z.string().nullish(),
  allow_discount_codes: z.boolean().optional(),
  discount_id: uuid.refine((id) => discountById(id), "Discount does not exist.").nullish(),
  metadata: metadata.optional(),
});

export const customerBody = z.strictObject({ email: address });

export const sessionBody = z.union([
  z.strictObject({ external_customer_id: z.string().min(1), return_url: webAddress.nullish() }),
  z.strictObject({ customer_id: uuid, return_url: webAddress.nullish() }),
]);

const reasons = [
  ...["customer_service", "low_quality", "missing_features", "switched_service", "too_complex", "too_expensive"],
  ...["unused", "other"],
] as models.CustomerCancellationReason[];

const why = {
  customer_cancellation_reason: z.enum(reasons).nullish(),
  customer_cancellation_comment: z.string().nullish(),
};

export const subscriptionBody = z.union([
  z.strictObject({ cancel_at_period_end: z.boolean(), ...why }),
  z.strictObject({ revoke: z.literal(true), ...why }),
]);

export const endpointBody = z.strictObject({
  url: webAddress,
  name: z.string().nullish(),
  format: z.enum(["raw", "discord", "slack"]),
  events: z.array(z.string() as z.ZodType<models.WebhookEventType>),
});

const statuses = [
  ...["incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid", "paused"],
] as models.SubscriptionStatus[];

const whether = z.enum(["true", "false"]).transform((said) => said === "true");

const paging = {
  page: z.coerce.number().int().min(1, "Input should be greater than 0").default(1),
  limit: z.coerce
    .number()
    .int()
    .min(1, "Input should be greater than 0")
    .default(10)
    .transform((limit) => Math.min(limit, pageLimit)),
};

export const subscriptionsQuery = z.strictObject({
  ...paging,
  status: z.array(z.enum(statuses)).optional(),
  product_id: z.array(uuid).optional(),
  customer_id: z.array(uuid).optional(),
  external_customer_id: z.array(z.string()).optional(),
  cancel_at_period_end: whether.optional(),
  metadata: z.record(z.string(), z.array(z.string())).optional(),
  sorting: z.array(z.enum(["started_at", "-started_at", "current_period_end", "-current_period_end"])).optional(),
});

export const productsQuery = z.strictObject({
  ...paging,
  id: z.array(uuid).optional(),
  is_archived: whether.optional(),
  is_recurring: whether.optional(),
  /** There are two, and they are of one day. */
  sorting: z.array(z.string()).optional(),
});

export const pagingQuery = z.strictObject(paging);
export const pathId = z.object({ id: uuid });
export const deleteQuery = z.strictObject({ anonymize: whether.default(false) });
