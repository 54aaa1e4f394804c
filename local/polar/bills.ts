import { randomUUID } from "node:crypto";
import type { models } from "@polar-sh/sdk/2026-04";
import { day } from "../../lib/time.ts";
import type { Books, Order, Subscription } from "./books.ts";
import { discountById, organizationId, productById } from "./catalogue.ts";
import { Refusal } from "./refusals.ts";
import { showOrder } from "./shapes.ts";

export type Announce = (type: models.WebhookEventType, data: unknown) => void;

export interface Parts {
  books: Books;
  announce: Announce;
  clock: () => number;
}

const retryPaymentAfterMs = 2 * day;

/** Orders, as the vendor calls bills, and refunds. */
export class Bills {
  readonly #books: Books;
  readonly #announce: Announce;
  readonly #clock: () => number;

  constructor({ books, announce, clock }: Parts) {
    this.#books = books;
    this.#announce = announce;
    this.#clock = clock;
  }

  make(subscription: Subscription, reason: models.OrderBillingReason, paid: boolean): void {
    const order = newOrder(this.#books, subscription, reason, this.#now());
    this.#books.orders.set(order.id, order);
    this.#announce("order.created", showOrder(this.#books, order));
    if (paid) this.settle(order);
    else order.next_payment_attempt_at = new Date(this.#clock() + retryPaymentAfterMs).toISOString();
  }

  settle(order: Order): void {
    Object.assign(order, { status: "paid", paid: true, next_payment_attempt_at: null, modified_at: this.#now() });
    Object.assign(order, { refundable_amount: order.total_amount, due_amount: 0 });
    this.#announce("order.updated", showOrder(this.#books, order));
    this.#announce("order.paid", showOrder(this.#books, order));
  }

  /** Refunds the newest paid bill; the subscription stays as it is. */
  refund(subscriptionId: string, { disputed = false } = {}): models.Refund {
    const order = this.#books.ordersOf(subscriptionId).find(({ status }) => status === "paid");
    if (!order) throw new Refusal(403, "RefundedAlready", "There is no payment to give back.");
    const now = this.#now();
    const { customer_id, currency, total_amount: amount } = order;
    const refund: models.Refund = {
      ...{ id: randomUUID(), created_at: now, modified_at: null, metadata: {}, status: "succeeded" },
      ...{ reason: disputed ? "dispute_prevention" : "customer_request", amount, tax_amount: 0, currency },
      ...{ organization_id: organizationId, order_id: order.id, subscription_id: subscriptionId, customer_id },
      ...{ revoke_benefits: false, dispute: disputed ? disputeOf(order, now) : null },
    };
    this.#books.refunds.set(refund.id, refund);
    this.#announce("refund.created", refund);
    Object.assign(order, { status: "refunded", refunded_amount: amount, refundable_amount: 0, modified_at: now });
    this.#announce("order.updated", showOrder(this.#books, order));
    this.#announce("order.refunded", showOrder(this.#books, order));
    this.#books.changed();
    return refund;
  }

  #now(): string {
    return new Date(this.#clock()).toISOString();
  }
}

/** A price after a discount, in cents. */
export function discounted(amount: number, discountId: string | null) {
  const discount = Math.round((amount * (discountById(discountId)?.basis_points ?? 0)) / 10_000);
  return { discount_amount: discount, net_amount: amount - discount, total_amount: amount - discount };
}

function newOrder(books: Books, subscription: Subscription, reason: models.OrderBillingReason, now: string): Order {
  const product = productById(subscription.product_id);
  const { amount, currency, customer_id, product_id, discount_id, checkout_id, metadata } = subscription;
  const amounts = discounted(amount, discount_id);
  const customer = books.customer(customer_id);
  const item = { id: randomUUID(), created_at: now, modified_at: null, label: product.name, amount, tax_amount: 0 };
  return {
    ...{ id: randomUUID(), created_at: now, modified_at: null, status: "pending", paid: false, currency },
    ...{ subtotal_amount: amount, ...amounts, tax_amount: 0, applied_balance_amount: 0 },
    ...{ due_amount: amounts.total_amount, refunded_amount: 0, refunded_tax_amount: 0 },
    ...{ billing_reason: reason, billing_name: customer.name, billing_address: customer.billing_address },
    invoice_number: `JOBPING-${String(books.orders.size + 1).padStart(4, "0")}`,
    ...{ is_invoice_generated: false, receipt_number: null, seats: null, units: null, next_payment_attempt_at: null },
    ...{ customer_id, product_id, discount_id, subscription_id: subscription.id, checkout_id, metadata },
    ...{ platform_fee_amount: 0, platform_fee_currency: currency, description: product.name },
    items: [
      { ...item, proration: false, product_price_id: product.prices[0].id, start_timestamp: null, end_timestamp: null },
    ],
    ...{ refundable_amount: 0, refundable_tax_amount: 0 },
  };
}

const disputeOf = (order: Order, now: string): models.RefundDispute => ({
  ...{ id: randomUUID(), created_at: now, modified_at: null, status: "prevented", resolved: true, closed: true },
  ...{ amount: order.total_amount, tax_amount: 0, currency: order.currency, reason: "fraudulent" },
  ...{ evidence_due_by: null, past_due: false, order_id: order.id, payment_id: randomUUID() },
});
