import fc from "fast-check";
import { expect } from "vitest";
import { webhook as webhookJob } from "../jobs/webhook.ts";
import { nextDigest } from "../lib/subscribers/cadence.ts";
import { day, wait } from "../lib/time.ts";
import billing from "../workers/billing.ts";
import reconcile from "../workers/reconcile.ts";
import sweep from "../workers/sweep.ts";
import webhook from "../workers/webhook.ts";
import { insertSubscriber } from "./people.ts";
import type { TestPolar } from "./polar.ts";
import { runOnce, runWaiting } from "./run.ts";
import { emptied } from "./services.ts";
import type { Shop } from "./shop.ts";

type Tier = "free" | "premium";

const acts = [
  "buy",
  "buyMore",
  "cancel",
  "uncancel",
  "renew",
  "failPayment",
  "age",
  "recover",
  "giveUp",
  "revoke",
  "refund",
  "deleteCustomer",
] as const;
/** A turn buys or ends at once, whichever is possible, so that an old answer differs from a new one. */
type Act = (typeof acts)[number] | "turn";
const turns = Array.from({ length: 2 * acts.length }, (): Act[] => ["turn"]);
/** Sequences that chance seldom brings: a grace that ends, one that is given up, and two that must not be confused. */
const stories: Act[][] = [
  ["failPayment", "age"],
  ["failPayment", "giveUp"],
  ["failPayment", "buyMore", "revoke"],
];
const moves = [...turns, ...acts.map((act): Act[] => [act]), ...stories, ...stories];
/**
 * What may happen: at Polar, to one of its events (which may come again, or never), to a reading, to what is under way.
 */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ at: fc.constant("polar" as const), acts: fc.constantFrom(...moves) }),
  },
  { weight: 2, arbitrary: fc.record({ at: fc.constant("event" as const), which: fc.nat(99) }) },
  { weight: 3, arbitrary: fc.record({ at: fc.constant("reading" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ at: fc.constant("wire" as const), which: fc.nat(3), hops: fc.integer({ min: 1, max: 5 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
export const steps = fc.array(step, { minLength: 4, maxLength: 40, size: "max" });

/** Does the billing jobs that were asked for, as a worker would. */
export const doBilling = () => runWaiting(billing);

/** A life of one subscriber at Polar, and what we make of what we hear of it. */
export async function live(told: readonly Step[], shop: Shop): Promise<void> {
  const { sql, polar } = shop;
  polar.reset();
  // A new Polar would not know too many people, and the nightly comparison would be held.
  await emptied(sql, "subscribers");
  const dueAs = (tier: Tier) =>
    nextDigest({ cadence: "daily", timeZone: "Europe/Berlin", tier }, Temporal.Now.instant()).toString();
  const { id } = await insertSubscriber(sql, { cadence: "daily", next_digest_at: dueAs("free") });
  const { truth, delivered } = await happen(told, id, shop);
  // The sweep, a minute later; then the nightly comparison.
  const later = () => sql`
    update billing set asked_at = asked_at - interval '2 minutes', synced_at = synced_at - interval '1 minute'
    where subscriber_id = ${id}`;
  await later();
  await runOnce(sweep, {});
  await doBilling();
  await later();
  await runOnce(reconcile, { part: "all" });
  await doBilling();
  const isTold = polar.events().some((event) => event.type === "customer.deleted" && delivered.has(event.id));
  if (polar.state(id) === null && !isTold) {
    // Polar has forgotten them without telling anybody: premium lasts as long as it was paid for.
    await sql`update billing set period_end = now(), ends_at = null, grace_until = null where subscriber_id = ${id}`;
    await runOnce(billing, { subscriberId: id });
  }
  const [after] = await sql`
    select tier, next_digest_at, b.asked_at from subscribers s left join billing b on b.subscriber_id = s.id
    where s.id = ${id}`;
  const tier = tierAtPolar(polar, id);
  expect(after).toEqual({ tier, next_digest_at: new Date(dueAs(tier)), asked_at: null });
  const seen = await shop.tiersOf(id);
  expect(isWithin(["free", ...seen], truth), `${seen} of ${truth}`).toBe(true);
}

function tierAtPolar(polar: TestPolar, id: string): Tier {
  if (polar.state(id) === null) return "free";
  const inGrace = (since: string | null = null) => since !== null && Date.parse(since) > Date.now() - 7 * day;
  const gives = ({ status, past_due_at }: ReturnType<TestPolar["subscription"]>) =>
    status === "active" || (status === "past_due" && inGrace(past_due_at));
  return polar.subscriptions(id).some(gives) ? "premium" : "free";
}

/** Step by step, until nothing is under way. @returns what was true at Polar, in order, and the events we received */
async function happen(told: readonly Step[], id: string, shop: Shop) {
  const { sql, polar, wire } = shop;
  const truth: Tier[] = ["free"];
  const delivered = new Set<string>();
  const readings: Promise<unknown>[] = [];
  let running = 0;
  /** A stored reading must not bring back what was true before it began. */
  let past = 0;
  const read = () => {
    running++;
    const began = truth.length - 1;
    const ended = ({ outcome }: { outcome?: string }) => {
      running--;
      if (outcome === "stored") past = Math.max(past, began);
    };
    // A reading that waits too long fails, and is retried as any job.
    readings.push(runOnce(billing, { subscriberId: id }).then((result) => ended(Object(result)), ended));
  };
  /** Each running reading has a request or an answer held back. */
  const atRest = async () => {
    while (wire.waiting() < running) await wait(1);
  };
  wire.hold();
  for (const one of told) {
    if (one.at === "polar") {
      truth.push(...(await Array.fromAsync(one.acts, (act) => after(act, { id, shop, running }))));
    } else if (one.at === "event") {
      const events = polar.events();
      const event = events[one.which % Math.max(1, events.length)];
      if (!event) continue;
      delivered.add(event.id);
      await runOnce(webhook, payloadOf(event));
      read();
    } else if (one.at === "reading") read();
    else {
      wire.release(one.which);
      // The next request or answer of the same reading is the last in line.
      for (let hop = 1, before = running; hop < one.hops; hop++) {
        await atRest();
        if (running < before) break;
        wire.release(running - 1);
      }
    }
    await atRest();
    const [row] = await sql<{ tier: Tier }[]>`select tier from subscribers where id = ${id}`;
    expect(truth.slice(past), "what was once over does not come back").toContain(row?.tier);
  }
  wire.pass();
  await Promise.all(readings);
  return { truth, delivered };
}

/** What is true at Polar afterwards; it refuses what cannot be done to a subscription in its present state. */
async function after(act: Act, { id, shop, running }: { id: string; shop: Shop; running: number }): Promise<Tier> {
  const { sql, polar } = shop;
  // Within eight days every reading has ended, and the times that we keep have come closer.
  if (act === "age" && running > 0) return tierAtPolar(polar, id);
  if (act === "age")
    await sql`
      update billing set past_due_since = past_due_since - interval '8 days', recheck_at = recheck_at - interval '8 days',
        grace_until = grace_until - interval '8 days'
      where subscriber_id = ${id} and status = 'past_due'`;
  const turn = tierAtPolar(polar, id) === "free" ? "buy" : "revoke";
  try {
    polar[act === "turn" ? turn : act](id);
  } catch {}
  return tierAtPolar(polar, id);
}

/** As the ingress reads it. */
export function payloadOf({ id: eventId, type, at, body }: ReturnType<TestPolar["events"]>[number]) {
  const { data } = JSON.parse(body);
  const [about] = type.split(".");
  return webhookJob.payload.parse({
    ...{ source: "polar", eventId, type, at },
    subscriberId:
      data.metadata?.subscriber ??
      data.customer?.external_id ??
      data.external_customer_id ??
      data.external_id ??
      undefined,
    customerId: (about === "customer" ? data.id : data.customer_id) ?? undefined,
    subscriptionId: (about === "subscription" ? data.id : data.subscription_id) ?? undefined,
  });
}

/** Whether all of `some` come in `all`, in that order. */
function isWithin<T>(some: readonly T[], all: readonly T[]): boolean {
  let from = 0;
  return some.every((one) => {
    const at = all.indexOf(one, from);
    from = at + 1;
    return at >= 0;
  });
}
