import type { models, PolarCore } from "@polar-sh/sdk/2026-04";
import { getCheckouts } from "@polar-sh/sdk/2026-04/services/checkouts";
import {
  deleteCustomers,
  deleteExternalCustomers,
  getStateCustomers,
  getStateExternalCustomers,
} from "@polar-sh/sdk/2026-04/services/customers";
import { listSubscriptions, revokeSubscriptions } from "@polar-sh/sdk/2026-04/services/subscriptions";
import { z } from "zod";
import { serviceDb } from "../db.ts";
import { askPolar, type Call, isUnknown } from "./client.ts";
import { buyerOf, pageSize, type Subscription, subscriptionOf } from "./state.ts";

export interface Customer {
  /** null = Polar knows nobody who is this person. */
  customerId: string | null;
  subscriptions: Subscription[];
}

/** Polar's answer; null = there is no such thing. */
async function orNull<T>(call: Call, work: (core: PolarCore) => Promise<T>): Promise<T | null> {
  try {
    return await askPolar(call, work);
  } catch (error) {
    if (isUnknown(error)) return null;
    throw error;
  }
}

type Query = Parameters<ReturnType<typeof listSubscriptions>>[0];

async function list(query: Query, signal: AbortSignal): Promise<models.Subscription[]> {
  const call = { what: "read a customer's subscriptions", method: "GET", signal } as const;
  return (await askPolar(call, (core) => listSubscriptions(core)({ ...query, limit: pageSize }))).items;
}

/** What our checkouts have sold to a person, whomever Polar took them for. */
const soldTo = (subscriberId: string, signal: AbortSignal) => list({ metadata: { subscriber: subscriberId } }, signal);

/**
 * What Polar has of one person. The state tells of what runs, and most often that is all; whatever else there is, a list
 * tells, alone: two answers of different times would not fit together.
 */
export async function readCustomer(subscriberId: string, signal: AbortSignal): Promise<Customer> {
  const isTheirs = (each: Parameters<typeof buyerOf>[0]) => (buyerOf(each) ?? subscriberId) === subscriberId;
  const call = { what: "read a customer", method: "GET", signal } as const;
  const state = await orNull(call, (core) => getStateExternalCustomers(core)(subscriberId));
  const active = (state?.active_subscriptions ?? [])
    .filter(isTheirs)
    .map((each) => subscriptionOf(each, state?.id ?? ""));
  if (state && active.some(({ plan }) => plan !== null)) return { customerId: state.id, subscriptions: active };
  const sold = await soldTo(subscriberId, signal);
  const all = sold.length > 0 || state === null ? sold : await list({ customer_id: state.id }, signal);
  return {
    customerId: state?.id ?? all[0]?.customer_id ?? null,
    subscriptions: all.filter(isTheirs).map((each) => subscriptionOf(each, each.customer_id)),
  };
}

/** A checkout; null = Polar does not know it. */
export const readCheckout = (id: string, signal: AbortSignal): Promise<models.Checkout | null> =>
  orNull({ what: "read a checkout", method: "GET", signal }, (core) => getCheckouts(core)(id));

/**
 * A customer with another external id than a person's, for whom Polar has taken them.
 * @returns null where there is none any more; `theirs`: nobody else here is that customer
 */
export async function takenFor(
  customerId: string,
  subscriberId: string,
  signal: AbortSignal,
): Promise<{ state: models.CustomerState; theirs: boolean } | null> {
  const call = { what: "read a customer", method: "GET", signal } as const;
  const state = await orNull(call, (core) => getStateCustomers(core)(customerId));
  if (state === null) return null;
  const p = { subscriberId: state.external_id ?? null, customerId };
  const whose = await serviceDb().call("known_at_polar", { p }, z.uuid().nullable(), { signal });
  return { state, theirs: whose === null || whose === subscriberId };
}

/**
 * Cancels at once and takes the person's name and address away at Polar; invoices stay, nameless, as the law wants. Of a
 * customer who is somebody else, too, only what this person bought goes.
 * @param known who they were at the last reading
 * @throws {Error} when Polar knows nobody although somebody has bought: nothing of ours may go before it does
 */
export async function forgetCustomer(subscriberId: string, known: string | null, signal: AbortSignal): Promise<void> {
  const call = { what: "delete a customer", method: "DELETE", signal } as const;
  const gone = await orNull(call, async (core) => {
    await deleteExternalCustomers(core)(subscriberId, { anonymize: true });
    return true;
  });
  const sold = await soldTo(subscriberId, signal);
  for (const { id, ended_at } of sold)
    if (ended_at === null)
      await askPolar({ ...call, what: "end a subscription" }, (core) => revokeSubscriptions(core)(id));
  let met = gone !== null || sold.length > 0;
  for (const id of new Set([...(known ? [known] : []), ...sold.map((each) => each.customer_id)])) {
    const other = await takenFor(id, subscriberId, signal);
    met ||= other !== null;
    // What still runs there is somebody else's, who would lose it with their customer.
    if (other?.theirs && other.state.active_subscriptions.length === 0)
      await orNull(call, (core) => deleteCustomers(core)(id, { anonymize: true }));
  }
  if (known && !met) throw new Error("Polar does not know somebody who has bought: look at the token");
}
