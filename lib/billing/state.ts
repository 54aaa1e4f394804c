import type { models } from "@polar-sh/sdk/2026-04";
import { listSubscriptions } from "@polar-sh/sdk/2026-04/services/subscriptions";
import { listWebhookEndpointsWebhooks } from "@polar-sh/sdk/2026-04/services/webhooks";
import { LaterError } from "../errors.ts";
import { wait } from "../time.ts";
import { askPolar } from "./client.ts";
import { type Plan, planOf } from "./plans.ts";

/** A subscription of one of our products. Times as Polar writes them: ISO 8601. */
export interface Subscription {
  id: string;
  customerId: string;
  /** null = of a product that we do not know: none of ours, or one that POLAR_PRODUCT_* no longer names. */
  plan: Plan | null;
  /** Polar's word: active, trialing, past_due, canceled, unpaid, ... */
  status: string;
  periodEnd: string | null;
  /** When it ends or has ended; null = it goes on. */
  endsAt: string | null;
  pastDueAt: string | null;
}

/** The most that Polar lists at once. */
export const pageSize = 100;
export const running = ["active", "trialing", "past_due"] as const;

type Listed = models.Subscription | models.CustomerStateSubscription;

export function subscriptionOf(listed: Listed, customerId: string): Subscription {
  const more = "customer" in listed ? { endedAt: listed.ended_at, pastDueAt: listed.past_due_at } : {};
  const leaves = listed.cancel_at_period_end ? listed.current_period_end : null;
  return {
    ...{ id: listed.id, customerId, plan: planOf(listed.product_id), status: listed.status },
    periodEnd: listed.current_period_end ?? null,
    endsAt: more.endedAt ?? listed.ends_at ?? leaves,
    pastDueAt: more.pastDueAt ?? null,
  };
}

/**
 * Whom a subscription is for, as our checkout noted on it; undefined = it was sold in another way. It takes precedence
 * over the customer's external id: Polar takes a buyer for whoever has the address that they typed, with that one's id.
 */
export function buyerOf({ metadata }: Pick<Listed, "metadata">): string | undefined {
  return typeof metadata.subscriber === "string" ? metadata.subscriber : undefined;
}

/**
 * Everybody's subscriptions that run or wait for payment, oldest first, so that what begins meanwhile comes at the end.
 */
export async function* runningSubscriptions(
  signal: AbortSignal,
): AsyncGenerator<(Subscription & { externalId: string | null })[], void, void> {
  for (let page = 1, last = 1; page <= last; page++) {
    const call = { what: "list subscriptions", method: "GET", signal } as const;
    const { items, pagination } = await inTime(signal, () =>
      askPolar(call, (core) =>
        listSubscriptions(core)({ status: [...running], page, limit: pageSize, sorting: ["started_at"] }),
      ),
    );
    last = pagination.max_page;
    yield items.map((each) => ({
      ...subscriptionOf(each, each.customer_id),
      externalId: buyerOf(each) ?? each.customer.external_id ?? null,
    }));
  }
}

/** Waits out Polar's limit of requests: a job that came back later would begin at the first page again. */
async function inTime<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LaterError)) throw error;
      await wait(error.ms, signal);
    }
  }
}

/** Whether Polar still sends us its events: it stops after ten failures in a row. */
export async function readEndpoint(url: string, signal: AbortSignal): Promise<"enabled" | "disabled" | "missing"> {
  const { items } = await askPolar({ what: "list webhook endpoints", method: "GET", signal }, (core) =>
    listWebhookEndpointsWebhooks(core)({ limit: pageSize }),
  );
  const ours = items.filter((each) => each.url === url);
  if (ours.length === 0) return "missing";
  return ours.some(({ enabled }) => enabled) ? "enabled" : "disabled";
}
