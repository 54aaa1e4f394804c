import { createHash, randomUUID } from "node:crypto";
import type { models } from "@polar-sh/sdk/2026-04";
import { type Announce, Bills, type Parts } from "./bills.ts";
import type { Books, Customer, Subscription } from "./books.ts";
import { cards, discountById, productById } from "./catalogue.ts";
import { notFound, Refusal } from "./refusals.ts";
import { isActive, showState, showSubscription } from "./shapes.ts";

const alreadyCanceled = () =>
  new Refusal(403, "AlreadyCanceledSubscription", "This subscription is already canceled or will be at its end.");

/** The life of a subscription, with events in the vendor's order (as in its SubscriptionService). */
export class Life {
  readonly #books: Books;
  readonly #announce: Announce;
  readonly #clock: () => number;
  readonly #bills: Bills;

  constructor(parts: Parts) {
    this.#books = parts.books;
    this.#announce = parts.announce;
    this.#clock = parts.clock;
    this.#bills = new Bills(parts);
  }

  /** A first payment has been made. */
  begin(
    customer: Customer,
    from: Pick<Subscription, "product_id" | "discount_id" | "checkout_id"> & Partial<Pick<Subscription, "metadata">>,
  ): Subscription {
    const product = productById(from.product_id);
    const now = this.#now();
    const subscription: Subscription = {
      ...{ id: randomUUID(), created_at: now, modified_at: null, metadata: {}, ...from, customer_id: customer.id },
      ...{ amount: product.prices[0].price_amount, currency: product.prices[0].price_currency, status: "active" },
      recurring_interval: "month",
      recurring_interval_count: product.recurring_interval_count ?? 1,
      ...{ current_period_start: now, current_period_end: periodEnd(product, now), started_at: now },
      ...{ current_meter_period_start: null, current_meter_period_end: null, trial_start: null, trial_end: null },
      ...{ cancel_at_period_end: false, canceled_at: null, ends_at: null, ended_at: null, past_due_at: null },
      ...{ pause_at_period_end: false, paused_at: null, resumes_at: null, seats: null, units: null },
      ...{ customer_cancellation_reason: null, customer_cancellation_comment: null },
    };
    this.#books.subscriptions.set(subscription.id, subscription);
    for (const type of ["created", "active", "updated"] as const) this.#tell(`subscription.${type}`, subscription);
    this.#bills.make(subscription, "subscription_create", true);
    return subscription;
  }

  /** The subscription goes on until the end of the paid period. */
  cancel(
    id: string,
    why: Pick<models.SubscriptionCancel, "customer_cancellation_reason" | "customer_cancellation_comment"> = {},
  ) {
    return this.#change(id, (subscription) => {
      if (subscription.cancel_at_period_end || subscription.ended_at) throw alreadyCanceled();
      Object.assign(subscription, why, {
        ...{ cancel_at_period_end: true, canceled_at: this.#now(), ends_at: subscription.current_period_end },
      });
    });
  }

  uncancel(id: string) {
    return this.#change(id, (subscription) => {
      if (subscription.ended_at) throw alreadyCanceled();
      Object.assign(subscription, { cancel_at_period_end: false, canceled_at: null, ends_at: null });
    });
  }

  /** It ends at once. */
  revoke(id: string) {
    return this.#change(id, (subscription) => {
      if (subscription.ended_at) throw alreadyCanceled();
      this.#end(subscription);
    });
  }

  /** The period is over: a cancelled subscription ends, another one is charged again, which may fail. */
  endPeriod(id: string, { charge = true } = {}): Subscription {
    const subscription = this.#subscription(id);
    if (!isActive(subscription)) throw new Refusal(403, "InactiveSubscription", "This subscription is not active.");
    if (subscription.cancel_at_period_end) return this.#change(id, (one) => this.#end(one));
    const start = this.#now();
    const end = periodEnd(productById(subscription.product_id), start);
    Object.assign(subscription, { current_period_start: start, current_period_end: end, modified_at: start });
    if (discountById(subscription.discount_id)?.duration === "once") subscription.discount_id = null;
    this.#tell("subscription.cycled", subscription);
    const paid = charge && this.#books.cards.get(subscription.customer_id)?.number !== cards.failsLater;
    this.#bills.make(subscription, "subscription_cycle", paid);
    return this.#change(id, (one) => {
      if (!paid) Object.assign(one, { status: "past_due", past_due_at: start });
    });
  }

  /** The open bill of a past-due subscription is paid after all. */
  recover(id: string): Subscription {
    const subscription = this.#subscription(id);
    if (subscription.status !== "past_due") throw new Refusal(403, "InactiveSubscription", "Nothing is owed.");
    for (const order of this.#books.ordersOf(id)) if (order.status === "pending") this.#bills.settle(order);
    return this.#change(id, (one) => Object.assign(one, { status: "active", past_due_at: null }));
  }

  refund(id: string, how: { disputed?: boolean } = {}): models.Refund {
    return this.#bills.refund(id, how);
  }

  /** Changes the customer's address. */
  moveCustomer(customer: Customer, email: string): Customer {
    Object.assign(customer, { email, email_verified: false, modified_at: this.#now() });
    this.#announce("customer.updated", customer);
    this.#books.changed();
    return customer;
  }

  /** Deletes the customer: all their subscriptions end at once. */
  deleteCustomer(customer: Customer, { anonymize = false } = {}): void {
    for (const { id, ended_at } of this.#books.subscriptionsOf(customer.id)) if (!ended_at) this.revoke(id);
    Object.assign(customer, { deleted_at: this.#now(), modified_at: this.#now() });
    if (anonymize) {
      const hash = createHash("sha256").update(customer.email).digest("hex");
      Object.assign(customer, { email: `${hash}@anonymized.polar.sh`, name: null, billing_name: null });
      customer.billing_address = null;
    }
    this.#books.cards.delete(customer.id);
    for (const session of this.#books.sessions.values())
      if (session.customerId === customer.id) this.#books.sessions.delete(session.id);
    this.#announce("customer.deleted", customer);
    this.#books.changed();
  }

  /** A chargeable card also pays what is owed. */
  changeCard(customer: Customer, number: string): void {
    this.#books.cards.set(customer.id, { id: customer.id, number });
    for (const { id, status } of this.#books.subscriptionsOf(customer.id))
      if (status === "past_due" && number !== cards.failsLater) this.recover(id);
    this.#books.changed();
  }

  tellState(customer: Customer): void {
    if (!customer.deleted_at) this.#announce("customer.state_changed", showState(this.#books, customer));
    this.#books.changed();
  }

  /** Handles periods that are over. */
  catchUp(): void {
    for (const subscription of this.#books.subscriptions.values()) {
      const isOver = Date.parse(subscription.current_period_end) <= this.#clock();
      if (isActive(subscription) && isOver) this.endPeriod(subscription.id);
    }
  }

  /** Makes a change and sends its events: `updated`, then the new status, then the customer's new state. */
  #change(id: string, change: (subscription: Subscription) => void): Subscription {
    const subscription = this.#subscription(id);
    const before = { ...subscription };
    change(subscription);
    subscription.modified_at = this.#now();
    const became = (status: Subscription["status"]) => subscription.status === status && before.status !== status;
    const wasCanceled = before.canceled_at !== null;
    const isCanceled = subscription.canceled_at !== null;
    this.#tell("subscription.updated", subscription);
    if (isActive(subscription) && !isActive(before)) this.#tell("subscription.active", subscription);
    if (wasCanceled && !isCanceled) this.#tell("subscription.uncanceled", subscription);
    if (became("past_due")) this.#tell("subscription.past_due", subscription);
    if ((isCanceled && !wasCanceled) || (became("canceled") && wasCanceled))
      this.#tell("subscription.canceled", subscription);
    if (became("canceled")) this.#tell("subscription.revoked", subscription);
    this.tellState(this.#books.customer(subscription.customer_id));
    return subscription;
  }

  #end(subscription: Subscription): void {
    const now = this.#now();
    const canceled_at = subscription.canceled_at ?? now;
    Object.assign(subscription, { status: "canceled", canceled_at, ends_at: now, ended_at: now });
  }

  #tell(type: models.WebhookEventType, subscription: Subscription): void {
    this.#announce(type, showSubscription(this.#books, subscription));
  }

  #subscription(id: string): Subscription {
    const subscription = this.#books.subscriptions.get(id);
    if (!subscription) throw notFound();
    return subscription;
  }

  #now(): string {
    return new Date(this.#clock()).toISOString();
  }
}

function periodEnd(product: models.Product, start: string): string {
  const months = product.recurring_interval_count ?? 1;
  return new Date(
    Temporal.Instant.from(start).toZonedDateTimeISO("UTC").add({ months }).epochMilliseconds,
  ).toISOString();
}
