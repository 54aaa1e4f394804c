import { randomUUID } from "node:crypto";
import type { models } from "@polar-sh/sdk/2026-04";
import type { PolarEvent } from "../local/polar/books.ts";
import { cards, discountByCode, type Plan, productIds } from "../local/polar/catalogue.ts";
import { type PlayedPolar, type PolarOptions, startPolar } from "../local/polar/main.ts";
import { showState, showSubscription } from "../local/polar/shapes.ts";

export interface BuyOptions {
  email?: string;
  /** WELCOME20 or FREE100. */
  discount?: string;
  card?: keyof typeof cards;
  /** One that was sold before. */
  product?: string;
}

/** A person at Polar: their newest subscription, and what they do at the till. */
function peopleOf({ polar: { books, checkouts } }: PlayedPolar) {
  const newest = (subscriberId: string) => {
    const customer = books.customerByExternalId(subscriberId);
    const subscription = customer && books.subscriptionsOf(customer.id).at(-1);
    if (!subscription) throw new Error(`${subscriberId} has never bought`);
    return subscription;
  };
  const checkoutById = (id: string) => {
    const checkout = books.checkouts.get(id);
    if (!checkout) throw new Error(`${id} is no checkout`);
    return checkout;
  };
  /** A person at a checkout that was made over the API. */
  const pay = (checkoutId: string, { email, discount, card = "good" }: BuyOptions = {}) => {
    const checkout = checkoutById(checkoutId);
    if (discount) checkouts.applyDiscount(checkout, discount);
    checkouts.pay(checkout, { email, card: cards[card] });
  };
  return { newest, pay };
}

/** What happens to them beside what checkout and portal do. */
function fatesOf({ polar: { books, life } }: PlayedPolar, newest: ReturnType<typeof peopleOf>["newest"]) {
  return {
    /** Another one beside the newest, as an organization may allow. */
    buyMore(subscriberId: string, plan: Plan = "quarterly") {
      const { customer_id, metadata, discount_id, checkout_id } = newest(subscriberId);
      const more = life.begin(books.customer(customer_id), { product_id: productIds[plan], discount_id, checkout_id });
      more.metadata = metadata;
      life.tellState(books.customer(customer_id));
    },
    /** All that they ever had, the oldest first. */
    subscriptions(subscriberId: string): models.Subscription[] {
      const { customer_id } = newest(subscriberId);
      return books.subscriptionsOf(customer_id).map((one) => showSubscription(books, one));
    },
    /** A past-due subscription has been so for eight days. */
    age(subscriberId: string) {
      const past = newest(subscriberId);
      if (past.status === "past_due") past.past_due_at = new Date(Date.now() - 8 * 86_400_000).toISOString();
    },
    /** A past-due subscription is not charged any more. */
    giveUp(subscriberId: string) {
      const past = newest(subscriberId);
      if (past.status === "past_due") past.status = "unpaid";
      life.tellState(books.customer(past.customer_id));
    },
  };
}

/**
 * Simulates Polar on a free port, in this process, for the tests of one file. Close it in afterAll. Acts on a
 * subscription name the subscriber, and mean their newest one.
 * @param options.webhook where its events go; without it they are only recorded
 */
export async function openPolar(options: Partial<PolarOptions> = {}) {
  const token = options.token ?? process.env.POLAR_ACCESS_TOKEN ?? "polar_oat_test_token_of_nobody";
  // Tests make more requests in a minute than the vendor lets pass; the test of the limit asks for it.
  const played = await startPolar({ port: 0, requestsPerMinute: 1_000_000, ...options, token });
  const { books, life, checkouts, webhooks, faults } = played.polar;
  const { newest, pay } = peopleOf(played);

  return {
    ...played,
    ...fatesOf(played, newest),
    token,
    products: productIds,
    faults,
    webhooks,
    pay,
    /** As if our own checkout had been made and paid. */
    buy(
      subscriberId: string,
      plan: Plan = "monthly",
      { email = `${randomUUID()}@example.org`, ...how }: BuyOptions = {},
    ) {
      const { id } = checkouts.open({
        products: [how.product ?? productIds[plan]],
        external_customer_id: subscriberId,
        customer_email: email,
        metadata: { subscriber: subscriberId },
        discount_id: how.discount ? (discountByCode(how.discount)?.id ?? null) : null,
      });
      pay(id, { email, ...(how.card && { card: how.card }) });
      return showSubscription(books, newest(subscriberId));
    },
    subscription: (subscriberId: string): models.Subscription => showSubscription(books, newest(subscriberId)),
    /** Null: no such customer. */
    state(subscriberId: string): models.CustomerStateIndividual | null {
      const customer = books.customerByExternalId(subscriberId);
      return customer ? showState(books, customer) : null;
    },
    /** Cancelled: goes on to the end of the period. */
    cancel: (subscriberId: string) => life.cancel(newest(subscriberId).id),
    uncancel: (subscriberId: string) => life.uncancel(newest(subscriberId).id),
    /** Ends at once. */
    revoke: (subscriberId: string) => life.revoke(newest(subscriberId).id),
    /** The period is over: paid again, or ended if it was cancelled. */
    renew: (subscriberId: string) => life.endPeriod(newest(subscriberId).id),
    /** The period is over and the card is not charged: past due. */
    failPayment: (subscriberId: string) => life.endPeriod(newest(subscriberId).id, { charge: false }),
    /** A past-due subscription is paid after all. */
    recover: (subscriberId: string) => life.recover(newest(subscriberId).id),
    refund: (subscriberId: string) => life.refund(newest(subscriberId).id),
    dispute: (subscriberId: string) => life.refund(newest(subscriberId).id, { disputed: true }),
    deleteCustomer(subscriberId: string) {
      const customer = books.customerByExternalId(subscriberId);
      if (customer) life.deleteCustomer(customer, { anonymize: true });
    },
    /** All events so far, the oldest first, each with its body and freshly signed headers. */
    events: (): (PolarEvent & { headers: Record<string, string> })[] =>
      [...books.events.values()].map((event) => ({ ...event, headers: webhooks.headersOf(event) })),
    /** Open checkouts and portal links as people find them: the newest checkout's id, or undefined. */
    lastCheckout: () => [...books.checkouts.values()].at(-1),
    /** Resolves when everything to be sent has been tried once. */
    settled: () => webhooks.settled(),
    [Symbol.asyncDispose]: () => played.close(),
  };
}

export type TestPolar = Awaited<ReturnType<typeof openPolar>>;
