import type { models, PolarCore } from "@polar-sh/sdk/2026-04";
import { getCheckouts } from "@polar-sh/sdk/2026-04/services/checkouts";
import {
  deleteCustomers,
  getStateCustomers,
  getStateExternalCustomers,
  updateExternalCustomers,
} from "@polar-sh/sdk/2026-04/services/customers";
import { getSubscriptions, listSubscriptions, revokeSubscriptions } from "@polar-sh/sdk/2026-04/services/subscriptions";
import { z } from "zod";
import { serviceDb } from "../db.ts";
import { PermanentError } from "../errors.ts";
import { askPolar, type Call, isUnknown, PolarRefused } from "./client.ts";
import { buyerOf, pageSize, type Subscription, subscriptionOf } from "./state.ts";

export interface Customer {
  /** null = Polar does not know this person. */
  customerId: string | null;
  /** Where Polar writes to the customer with our id; null = there is none, or it has no address. */
  email: string | null;
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

/** What our checkouts have sold to a person, whichever customer Polar took them for. */
const soldTo = (subscriberId: string, signal: AbortSignal) => list({ metadata: { subscriber: subscriberId } }, signal);

/** The customer with our id; null = there is none. */
const ownState = (subscriberId: string, signal: AbortSignal) =>
  orNull({ what: "read a customer", method: "GET", signal }, (core) => getStateExternalCustomers(core)(subscriberId));

/**
 * What Polar has about one person. The state has what runs, and most often that is all; for anything else the list
 * alone counts, as two answers of different times would not fit together.
 */
export async function readCustomer(subscriberId: string, signal: AbortSignal): Promise<Customer> {
  const isTheirs = (each: Parameters<typeof buyerOf>[0]) => (buyerOf(each) ?? subscriberId) === subscriberId;
  const state = await ownState(subscriberId, signal);
  const active = (state?.active_subscriptions ?? [])
    .filter(isTheirs)
    .map((each) => subscriptionOf(each, state?.id ?? ""));
  const email = state?.email ?? null;
  if (state && active.some(({ plan }) => plan !== null)) return { customerId: state.id, email, subscriptions: active };
  const sold = await soldTo(subscriberId, signal);
  const all = sold.length > 0 || state === null ? sold : await list({ customer_id: state.id }, signal);
  return {
    customerId: state?.id ?? all[0]?.customer_id ?? null,
    email,
    subscriptions: all.filter(isTheirs).map((each) => subscriptionOf(each, each.customer_id)),
  };
}

/** A checkout; null = Polar does not know it. */
export const readCheckout = (id: string, signal: AbortSignal): Promise<models.Checkout | null> =>
  orNull({ what: "read a checkout", method: "GET", signal }, (core) => getCheckouts(core)(id));

/**
 * A customer whom Polar has taken a person for, with another external id than theirs.
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
 * From now on Polar writes to the customer with our id at this address.
 * @returns false if it refuses: another customer has the address, or it does not count as one there
 */
export async function moveCustomer(subscriberId: string, email: string, signal: AbortSignal): Promise<boolean> {
  const call = { what: "move a customer", method: "PATCH", signal } as const;
  try {
    await orNull(call, (core) => updateExternalCustomers(core)(subscriberId, { email }));
    return true;
  } catch (error) {
    if (error instanceof PolarRefused && error.fields.includes("email")) return false;
    throw error;
  }
}

/** Polar ends what runs before it answers; a lost answer may never be made up for: see the RUNBOOK. */
const deleteSeconds = 15;

/**
 * Ends at once whatever is this person's, and has Polar remove their name and address; invoices stay, nameless, as the
 * law wants. A customer who is also somebody else, or carries somebody else's subscription, stays: that would end as
 * well.
 * @param known who they were at the last reading
 * @throws {PermanentError} when Polar knows nobody although somebody has bought: nothing of ours may go before it does
 */
export async function forgetCustomer(subscriberId: string, known: string | null, signal: AbortSignal): Promise<void> {
  const own = await ownState(subscriberId, signal);
  const sold = await soldTo(subscriberId, signal);
  for (const each of sold) await end(each, signal);
  let met = own !== null || sold.length > 0;
  for (const id of new Set([own?.id, known, ...sold.map((each) => each.customer_id)])) {
    const customer = id ? await takenFor(id, subscriberId, signal) : null;
    met ||= customer !== null;
    if (id && customer?.theirs) await leave(id, (row) => isOf(row, subscriberId, customer.state.external_id), signal);
  }
  if (known && !met) throw new PermanentError("Polar does not know somebody who has bought: look at the token");
}

const isOf = (row: models.Subscription, subscriberId: string, externalId: string | null | undefined) =>
  (buyerOf(row) ?? externalId) === subscriberId;

async function leave(customerId: string, isTheirs: (row: models.Subscription) => boolean, signal: AbortSignal) {
  const all = await list({ customer_id: customerId }, signal);
  for (const row of all.filter(isTheirs)) await end(row, signal);
  if (all.some((row) => row.ended_at === null && !isTheirs(row))) return;
  const call = { what: "delete a customer", method: "DELETE", signal, timeout: deleteSeconds } as const;
  await orNull(call, (core) => deleteCustomers(core)(customerId, { anonymize: true }));
}

const runs = ({ ended_at, status }: models.Subscription) =>
  ended_at === null && ["active", "trialing", "past_due", "paused"].includes(status);

/** Polar refuses to end what has ended meanwhile or cannot run any more: then all is well. */
async function end(row: models.Subscription, signal: AbortSignal): Promise<void> {
  if (row.ended_at !== null) return;
  const { id } = row;
  try {
    await orNull({ what: "end a subscription", method: "DELETE", signal }, (core) => revokeSubscriptions(core)(id));
  } catch (error) {
    const call = { what: "read a subscription", method: "GET", signal } as const;
    const now = await orNull(call, (core) => getSubscriptions(core)(id));
    if (now && runs(now)) throw error;
  }
}
