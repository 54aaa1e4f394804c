import type { models } from "@polar-sh/sdk/2026-04";
import { getCheckouts } from "@polar-sh/sdk/2026-04/services/checkouts";
import { deleteExternalCustomers, getStateExternalCustomers } from "@polar-sh/sdk/2026-04/services/customers";
import { listSubscriptions } from "@polar-sh/sdk/2026-04/services/subscriptions";
import { listWebhookEndpointsWebhooks } from "@polar-sh/sdk/2026-04/services/webhooks";
import { askPolar, isUnknown } from "./client.ts";
import { type Plan, planOf } from "./plans.ts";

/** A subscription of one of our products. Times as Polar writes them: ISO 8601. */
export interface Subscription {
  id: string;
  customerId: string;
  plan: Plan;
  /** Polar's word: active, trialing, past_due, canceled, unpaid, ... */
  status: string;
  periodEnd: string | null;
  /** When it ends or has ended; null = it goes on. */
  endsAt: string | null;
  pastDueAt: string | null;
}

export interface Customer {
  /** null = Polar knows nobody of ours by this id. */
  customerId: string | null;
  subscriptions: Subscription[];
}

/** The most that Polar lists at once. */
const pageSize = 100;
const running = ["active", "trialing", "past_due"] as const;

type Listed = models.Subscription | models.CustomerStateSubscription;

function subscriptionOf(listed: Listed, customerId: string): Subscription[] {
  const plan = planOf(listed.product_id);
  if (plan === null) return [];
  const more = "customer" in listed ? { endedAt: listed.ended_at, pastDueAt: listed.past_due_at } : {};
  const leaves = listed.cancel_at_period_end ? listed.current_period_end : null;
  return [
    {
      ...{ id: listed.id, customerId, plan, status: listed.status },
      periodEnd: listed.current_period_end ?? null,
      endsAt: more.endedAt ?? listed.ends_at ?? leaves,
      pastDueAt: more.pastDueAt ?? null,
    },
  ];
}

/**
 * What Polar has of one person. The state tells of what runs, and most often that is all; whatever else there is, the
 * list tells, alone: two answers of different times would not fit together.
 */
export async function readCustomer(subscriberId: string, signal: AbortSignal): Promise<Customer> {
  const call = { method: "GET", signal } as const;
  try {
    const state = await askPolar({ ...call, what: "read a customer" }, (core) =>
      getStateExternalCustomers(core)(subscriberId),
    );
    const active = state.active_subscriptions.flatMap((each) => subscriptionOf(each, state.id));
    if (active.length > 0) return { customerId: state.id, subscriptions: active };
    const list = await askPolar({ ...call, what: "read a customer's subscriptions" }, (core) =>
      listSubscriptions(core)({ external_customer_id: subscriberId, limit: pageSize }),
    );
    return {
      customerId: state.id,
      subscriptions: list.items.flatMap((each) => subscriptionOf(each, each.customer_id)),
    };
  } catch (error) {
    if (isUnknown(error)) return { customerId: null, subscriptions: [] };
    throw error;
  }
}

/** Everybody's subscriptions that run or wait for their money, oldest first: what begins meanwhile comes at the end. */
export async function* runningSubscriptions(
  signal: AbortSignal,
): AsyncGenerator<(Subscription & { externalId: string | null })[], void, void> {
  for (let page = 1, last = 1; page <= last; page++) {
    const call = { what: "list subscriptions", method: "GET", signal } as const;
    const { items, pagination } = await askPolar(call, (core) =>
      listSubscriptions(core)({ status: [...running], page, limit: pageSize, sorting: ["started_at"] }),
    );
    last = pagination.max_page;
    yield items.flatMap((each) =>
      subscriptionOf(each, each.customer_id).map((mine) => ({
        ...mine,
        externalId: each.customer.external_id ?? null,
      })),
    );
  }
}

/** Cancels at once and takes the person's name and address away at Polar; invoices stay, nameless, as the law wants. */
export async function forgetCustomer(subscriberId: string, signal: AbortSignal): Promise<void> {
  try {
    await askPolar({ what: "delete a customer", method: "DELETE", signal }, (core) =>
      deleteExternalCustomers(core)(subscriberId, { anonymize: true }),
    );
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

/** Whether Polar tells us what happens: after ten failures in a row it stops. */
export async function readEndpoint(url: string, signal: AbortSignal): Promise<"enabled" | "disabled" | "missing"> {
  const { items } = await askPolar({ what: "list webhook endpoints", method: "GET", signal }, (core) =>
    listWebhookEndpointsWebhooks(core)({ limit: pageSize }),
  );
  const ours = items.filter((each) => each.url === url);
  if (ours.length === 0) return "missing";
  return ours.some(({ enabled }) => enabled) ? "enabled" : "disabled";
}

/** Where a checkout stands; null = Polar does not know it. */
export async function readCheckout(id: string, signal: AbortSignal): Promise<models.CheckoutStatus | null> {
  try {
    const call = { what: "read a checkout", method: "GET", signal } as const;
    return (await askPolar(call, (core) => getCheckouts(core)(id))).status;
  } catch (error) {
    if (isUnknown(error)) return null;
    throw error;
  }
}
