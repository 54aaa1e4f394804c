import { randomBytes, randomUUID } from "node:crypto";
import { hour } from "../../lib/time.ts";
import { discounted, type Parts } from "./bills.ts";
import type { Checkout, Customer } from "./books.ts";
import { cards, discountByCode, organizationId, productById } from "./catalogue.ts";
import type { Life } from "./life.ts";
import { Declined, Refusal } from "./refusals.ts";
import { showCheckout } from "./shapes.ts";

/** What a person fills in at the checkout. */
export interface Payment {
  email?: string | undefined;
  name?: string | undefined;
  /** Two letters. */
  country?: string | undefined;
  /** The card's number; not needed if there is nothing to pay. */
  card?: string | undefined;
}

export interface Asked {
  products: string[];
  external_customer_id?: string | null | undefined;
  customer_email?: string | null | undefined;
  customer_name?: string | null | undefined;
  success_url?: string | null | undefined;
  return_url?: string | null | undefined;
  locale?: string | null | undefined;
  discount_id?: string | null | undefined;
  allow_discount_codes?: boolean | undefined;
  metadata?: Checkout["metadata"] | undefined;
}

const checkoutLifeMs = 1 * hour;
const notOpen = () => new Refusal(403, "NotOpenCheckout", "Checkout is not open.");
/** Prices are in euros including tax; of the address, only the country is asked. */
const addressFields: Checkout["billing_address_fields"] = {
  ...{ country: "required", state: "disabled", city: "disabled", postal_code: "disabled" },
  ...{ line1: "disabled", line2: "disabled" },
};

/** The checkouts. */
export class Checkouts {
  readonly #parts: Parts & { life: Life; url: () => string };

  constructor(parts: Parts & { life: Life; url: () => string }) {
    this.#parts = parts;
  }

  open(asked: Asked): Checkout {
    const { books, clock } = this.#parts;
    const now = clock();
    const known = asked.external_customer_id ? books.customerByExternalId(asked.external_customer_id) : undefined;
    const [product_id = ""] = asked.products;
    const [price] = productById(product_id).prices;
    const checkout: Checkout = {
      ...{ id: randomUUID(), created_at: new Date(now).toISOString(), modified_at: null, payment_processor: "stripe" },
      ...{ status: "open", client_secret: `polar_c_${randomBytes(24).toString("base64url")}` },
      expires_at: new Date(now + checkoutLifeMs).toISOString(),
      success_url: asked.success_url ?? "https://polar.sh/checkout/success",
      ...{ return_url: asked.return_url ?? null, embed_origin: null, amount: price.price_amount, seats: null },
      units: null,
      min_units: null,
      max_units: null,
      min_seats: null,
      max_seats: null,
      ...dueOf(price.price_amount, asked.discount_id ?? null),
      ...{ tax_amount: null, tax_behavior: "inclusive", currency: price.price_currency },
      ...{ allow_trial: true, active_trial_interval: null, active_trial_interval_count: null, trial_end: null },
      ...{ organization_id: organizationId, product_id, product_ids: asked.products, product_price_id: price.id },
      ...{ allow_discount_codes: asked.allow_discount_codes ?? true, require_billing_address: false },
      ...{ is_discount_applicable: true, is_free_product_price: false, customer_id: known?.id ?? null },
      ...{ is_business_customer: false, customer_name: known?.name ?? asked.customer_name ?? null },
      customer_email: known?.email ?? asked.customer_email ?? null,
      ...{ customer_ip_address: null, customer_billing_name: null, customer_billing_address: null },
      ...{ customer_tax_id: null, locale: asked.locale ?? null, payment_method_type: null },
      ...{ payment_processor_metadata: {}, billing_address_fields: addressFields, trial_interval: null },
      ...{ trial_interval_count: null, metadata: asked.metadata ?? {}, subscription_id: null },
      external_customer_id: asked.external_customer_id ?? null,
      ...{ attached_custom_fields: [], customer_metadata: {} },
    };
    books.checkouts.set(checkout.id, checkout);
    this.#tell("checkout.created", checkout);
    return checkout;
  }

  /** Another of its products. */
  choose(checkout: Checkout, productId: string): void {
    this.#mustBeOpen(checkout);
    if (!checkout.product_ids.includes(productId))
      throw new Refusal(422, "RequestValidationError", "Product is not available in this checkout.");
    const [price] = productById(productId).prices;
    Object.assign(checkout, { product_id: productId, product_price_id: price.id, amount: price.price_amount });
    Object.assign(checkout, dueOf(price.price_amount, checkout.discount_id ?? null));
    this.#tell("checkout.updated", checkout);
  }

  /** @throws Refusal if there is no such code */
  applyDiscount(checkout: Checkout, code: string): void {
    this.#mustBeOpen(checkout);
    const discount = discountByCode(code);
    if (code.trim() && !discount) throw new Refusal(422, "RequestValidationError", "There is no such discount code.");
    Object.assign(checkout, dueOf(checkout.amount, discount?.id ?? null));
    this.#tell("checkout.updated", checkout);
  }

  /**
   * @throws Declined if the card cannot be charged: the checkout stays open
   * @throws Refusal if it is not open, or its customer already has a subscription
   */
  pay(checkout: Checkout, payment: Payment): void {
    const { books, life } = this.#parts;
    this.#mustBeOpen(checkout);
    const customer = this.#customerOf(checkout, payment);
    const has = books.subscriptionsOf(customer.id).some(({ ended_at }) => !ended_at);
    if (has) throw new Refusal(403, "AlreadyActiveSubscriptionError", "You already have an active subscription.");
    const number = payment.card?.replaceAll(/\D/g, "") ?? "";
    if (checkout.is_payment_form_required && number === cards.declined) throw new Declined("Your card was declined.");
    if (checkout.is_payment_form_required && number !== cards.good && number !== cards.failsLater)
      throw new Declined("Your card number is not one of the test cards.");

    if (!books.customers.has(customer.id)) {
      books.customers.set(customer.id, customer);
      this.#parts.announce("customer.created", customer);
    }
    if (number) books.cards.set(customer.id, { id: customer.id, number });
    const { email, name } = customer;
    Object.assign(checkout, { status: "confirmed", customer_id: customer.id, customer_email: email, tax_amount: 0 });
    Object.assign(checkout, { customer_name: name, payment_method_type: number ? "card" : null });
    this.#tell("checkout.updated", checkout);
    const { id: checkout_id, product_id, discount_id, metadata } = checkout;
    // The vendor's subscription_id is for upgrades of a free subscription: it stays null for a new one.
    life.begin(customer, { checkout_id, product_id, discount_id, metadata });
    checkout.status = "succeeded";
    this.#tell("checkout.updated", checkout);
    life.tellState(customer);
  }

  /** Expires checkouts after their hour. */
  catchUp(): void {
    for (const checkout of this.#parts.books.checkouts.values()) {
      if (checkout.status !== "open" || Date.parse(checkout.expires_at) > this.#parts.clock()) continue;
      checkout.status = "expired";
      this.#tell("checkout.expired", checkout);
    }
  }

  #mustBeOpen(checkout: Checkout): void {
    this.catchUp();
    if (checkout.status !== "open") throw notOpen();
  }

  #customerOf(checkout: Checkout, { email, name, country }: Payment): Customer {
    const { books, clock } = this.#parts;
    const { external_customer_id: externalId, customer_email } = checkout;
    const typed = email || customer_email || "";
    // As at the vendor: typing a customer's address makes one that customer, whatever external id it has.
    const known = (externalId && books.customerByExternalId(externalId)) || books.customerByEmail(typed);
    if (known) return known;
    return {
      ...{ id: randomUUID(), created_at: new Date(clock()).toISOString(), modified_at: null, metadata: {} },
      ...{ external_id: externalId, email: typed },
      ...{ email_verified: false, type: "individual", name: name || checkout.customer_name, billing_name: null },
      billing_address: { country: (country || "DE") as "DE" },
      ...{ tax_id: null, locale: checkout.locale ?? null, organization_id: organizationId },
      ...{ default_payment_method_id: null, deleted_at: null, first_user_event_at: null, avatar_url: null },
    };
  }

  #tell(type: "checkout.created" | "checkout.updated" | "checkout.expired", checkout: Checkout): void {
    const { books, clock, announce, url } = this.#parts;
    if (type !== "checkout.created") checkout.modified_at = new Date(clock()).toISOString();
    announce(type, showCheckout(checkout, url()));
    books.changed();
  }
}

/** A price after discount, and whether a card is needed: not for something free for ever. */
function dueOf(amount: number, discount_id: string | null) {
  const due = discounted(amount, discount_id);
  const is_payment_required = due.total_amount > 0;
  return {
    ...{ ...due, discount_id, is_payment_required },
    ...{ is_payment_setup_required: is_payment_required, is_payment_form_required: is_payment_required },
  };
}
