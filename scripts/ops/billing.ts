import { z } from "zod";
import type { Customer } from "../../lib/billing/customers.ts";
import { serviceDb } from "../../lib/db.ts";
import { env } from "../../lib/env.ts";
import { minute } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { act, follow } from "./system.ts";
import { agoOf, listOf, tableOf, tell } from "./table.ts";
import { found, whoIs } from "./who.ts";

const at = z.iso.datetime({ offset: true });
const moment = at.nullable();

/** The answer of operator_billing; columns that are not named here are only in the --json output. */
const person = z.object({
  id: z.uuid(),
  status: z.string(),
  tier: z.string(),
  billing: z
    .looseObject({
      customer_id: z.string().nullable(),
      subscription_id: z.string().nullable(),
      plan: z.string().nullable(),
      status: z.string().nullable(),
      period_end: moment,
      ends_at: moment,
      past_due_since: moment,
      grace_until: moment,
      customer_deleted_at: moment,
      asked_at: moment,
      recheck_at: moment,
      synced_at: moment,
    })
    .nullable(),
  visits: z.array(
    z.looseObject({
      id: z.string(),
      destination: z.string(),
      checkout_id: z.string().nullable(),
      settled_at: moment,
      created_at: at,
    }),
  ),
  events: z.array(z.looseObject({ id: z.string(), type: z.string(), receivedAt: at })),
  mails: z.array(z.looseObject({ kind: z.string(), status: z.string(), reason: z.string().nullable(), createdAt: at })),
});
type Person = z.output<typeof person>;

const options = { yes: { type: "boolean" }, force: { type: "boolean" }, json: { type: "boolean" } } as const;

export async function run([verb = "", ...args]: string[]): Promise<void> {
  const { values, words } = optionsOf(args, options, { most: 1 });
  const { yes = false, force = false, json } = values;
  if (verb === "show" && words.length === 1) return show(await whoIs(words[0]), json);
  if (verb === "sync" && words.length === 1) return sync(await whoIs(words[0]), json);
  if (verb === "owed" && words.length === 0) return owed(json);
  if (verb === "reconcile" && words.length === 0) return reconcile(yes, force, json);
  throw new UsageError(
    "billing show ID|ADDRESS|-, billing sync ID|ADDRESS|-, billing owed, or billing reconcile [--force] --yes.",
  );
}

const aboutThem = async (who: string) =>
  found(await serviceDb().call("operator_billing", { p_who: who }, person.nullable()));

async function show(who: string, json: boolean | undefined): Promise<void> {
  const known = await aboutThem(who);
  const shown = { ...known, atPolar: await wordOfPolar(known.id) };
  await tell(json, shown, () => textOf(shown));
}

/** Polar's current state; a sentence if it cannot be asked. */
async function wordOfPolar(id: string): Promise<Customer | string> {
  if (env.POLAR_ACCESS_TOKEN === undefined) return "not asked: this shell has no POLAR_ACCESS_TOKEN";
  const { readCustomer } = await import("../../lib/billing/customers.ts");
  return readCustomer(id, AbortSignal.timeout(1 * minute)).catch((error: Error) => error.message);
}

function textOf({ id, status, tier, billing, visits, events, mails, atPolar }: Person & Shown): string {
  return [
    listOf({ id, status, tier, ...(billing === null ? { premium: "never asked for" } : rowOf(billing)) }),
    "\nPolar's own word, now",
    typeof atPolar === "string" ? `  ${atPolar}` : listOf(saysOf(atPolar)),
    "\nWays to Polar",
    tableOf(
      ["asked", "to", "answered", "checkout", "visit"],
      visits.map((one) => [agoOf(one.created_at), one.destination, agoOf(one.settled_at), one.checkout_id, one.id]),
    ),
    "\nPolar's events",
    tableOf(
      ["received", "type", "event"],
      events.map((one) => [agoOf(one.receivedAt), one.type, one.id]),
    ),
    "\nMails about premium",
    tableOf(
      ["promised", "kind", "status", "reason"],
      mails.map((one) => [agoOf(one.createdAt), one.kind, one.status, one.reason]),
    ),
  ].join("\n");
}

interface Shown {
  atPolar: Customer | string;
}

function rowOf(row: NonNullable<Person["billing"]>) {
  const until = (time: string | null) => time && `${time} (${agoOf(time)})`;
  return {
    subscription: row.subscription_id && `${row.plan}, ${row.status}, ${row.subscription_id}`,
    customer: row.customer_id,
    "paid until": until(row.period_end),
    "ends on": until(row.ends_at),
    ...(row.past_due_since && { "payment failed": agoOf(row.past_due_since), "premium until": until(row.grace_until) }),
    ...(row.customer_deleted_at && { "customer deleted": agoOf(row.customer_deleted_at) }),
    "read at Polar": agoOf(row.synced_at),
    "waits to be read": row.asked_at && agoOf(row.asked_at),
    "read again": until(row.recheck_at),
  };
}

function saysOf({ customerId, subscriptions }: Customer) {
  if (customerId === null) return { customer: "unknown there" };
  const each = subscriptions.map((one, index) => [
    `subscription ${index + 1}`,
    [one.plan, one.status, one.id, `paid until ${one.periodEnd}`, one.endsAt && `ends ${one.endsAt}`]
      .filter(Boolean)
      .join(", "),
  ]);
  return { customer: customerId, ...Object.fromEntries(each), ...(each.length === 0 && { subscriptions: "none" }) };
}

async function sync(who: string, json: boolean | undefined): Promise<void> {
  const { id } = await aboutThem(who);
  const result = await done({ act: "sync-billing", subscriber: id });
  const { tier } = await aboutThem(id);
  await tell(json, { subscriber: id, result, tier }, () => `${id} is ${tier}: ${JSON.stringify(result)}`);
}

const owedBack = z.array(z.object({ subscription: z.string(), erasedAt: at }));

/** Payments of erased people: their subscriptions were ended, and the money has to be refunded by hand. */
async function owed(json: boolean | undefined): Promise<void> {
  const known = await serviceDb().call("operator_owed", {}, owedBack);
  await tell(json, known, () =>
    tableOf(
      ["subscription at Polar", "person erased"],
      known.map((one) => [one.subscription, agoOf(one.erasedAt)]),
    ),
  );
}

async function reconcile(yes: boolean, force: boolean, json: boolean | undefined): Promise<void> {
  if (!yes) {
    const forced = force ? ", also where more people than usual would lose premium" : "";
    throw new Refusal(
      `This has everybody's premium compared with Polar, and read again what differs${forced}. Say --yes.`,
    );
  }
  const result = await done({ act: "reconcile", ...(force && { force }) });
  await tell(json, { result }, () => listOf(result as Record<string, string | number | boolean | null>));
}

async function done(operation: object): Promise<unknown> {
  const { status } = (await act("/operations", operation)).result as { status: string };
  return (await follow(status)).result;
}
