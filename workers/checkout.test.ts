import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { billing as billingJob } from "../jobs/billing.ts";
import type { Plan } from "../lib/billing/plans.ts";
import { readVisit, visitAt } from "../lib/billing/visits.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { onQueue } from "../lib/queue.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertSubscriber, signupPayload, someSignup } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { openShop, type Shop } from "../test/shop.ts";
import { doBilling, payloadOf } from "../test/subscription-life.ts";
import { until } from "../test/until.ts";
import billing from "./billing.ts";
import checkout from "./checkout.ts";
import erase from "./erase.ts";
import reconcile from "./reconcile.ts";
import signup from "./signup.ts";
import sweep from "./sweep.ts";
import webhook from "./webhook.ts";

let shop: Shop;
let polar: Shop["polar"];
let sql: Shop["sql"];
beforeAll(async () => {
  shop = await openShop();
  ({ polar, sql } = shop);
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

const proof = (key: string) => seal(hashLinkKey(key), "key-hash");
async function person(over: Record<string, unknown> = {}) {
  const { id: subscriberId, key, email } = await insertSubscriber(sql, { next_digest_at: new Date(), ...over });
  const sealed = proof(key);
  const go = (to: "checkout" | "portal", visit: string = randomUUID(), plan: Plan = "monthly") => {
    const asked = { visit, subscriberId, sealed, to, ...(to === "checkout" && { plan }) };
    return {
      visit,
      done: runOnce(checkout, { ...asked, locale: "de" }),
      state: async () => (await readVisit(visit))?.state,
    };
  };
  return {
    ...{ id: subscriberId, email, go },
    sync: () => runOnce(billing, { subscriberId }),
    tier: async () => (await sql`select tier from subscribers where id = ${subscriberId}`)[0]?.tier,
    erase: () => runOnce(erase, { subscriberId, sealed }),
  };
}
const made = () => [...polar.polar.books.checkouts.values()];

describe("the way to a checkout", () => {
  test("is opened for the person, leads back to its page, and says so when premium is on", async () => {
    const { id, email, go, sync } = await person();
    const { visit, done, state } = go("checkout");
    expect(await done).toEqual({ outcome: "ready" });
    const [opened] = made();
    expect(opened).toMatchObject({
      ...{ external_customer_id: id, customer_email: email, locale: "de", product_id: polar.products.monthly },
    });
    for (const [from, url] of [
      ["checkout", opened?.success_url],
      ["back", opened?.return_url],
    ]) {
      const { origin, pathname, search } = new URL(url ?? "");
      expect([origin, search]).toEqual([env.PUBLIC_URL, `?from=${from}&lang=de`]);
      expect(visitAt(pathname.replace("/billing/visits/", ""))).toBe(visit);
    }
    expect((await readVisit(visit))?.url).toBe(`${polar.url}/checkout/${opened?.client_secret}`);
    polar.pay(opened?.id ?? "");
    await sync();
    expect(await state()).toBe("started");
  });

  test("is one, however often, however fast and to whatever plan it is clicked", async () => {
    const { go } = await person();
    const clicks = [go("checkout"), go("checkout", undefined, "quarterly"), go("checkout")];
    const ends = await Promise.allSettled(clicks.map(({ done }) => done));
    expect(ends.filter(({ status }) => status === "fulfilled")).not.toHaveLength(0);
    for (const { status, reason } of ends.map((end) => ({ reason: null, ...end })))
      if (status === "rejected") expect(reason).toBeInstanceOf(LaterError);
    for (const { visit } of clicks) await go("checkout", visit).done;
    expect(made()).toHaveLength(1);
    const urls = await Promise.all(clicks.map(async ({ visit }) => (await readVisit(visit))?.url));
    expect(new Set(urls)).toEqual(new Set([`${polar.url}/checkout/${made()[0]?.client_secret}`]));
  });

  test("that is paid already waits for Polar's word; one that is over is opened anew", async () => {
    const { go, sync } = await person();
    await go("checkout").done;
    polar.pay(made()[0]?.id ?? "");
    const second = go("checkout", undefined, "quarterly");
    await expect(second.done).rejects.toBeInstanceOf(LaterError);
    expect(await second.state()).toBe("paid");
    await sync();
    expect(await second.state()).toBe("started");
    // Its job once more, as when it was to look again what becomes of the payment; and a click after it.
    expect(await go("checkout", second.visit).done).toEqual({ outcome: "unneeded" });
    expect(await second.state()).toBe("started");
    const third = go("checkout");
    expect(await third.done).toEqual({ outcome: "unneeded" });
    await sync();
    expect(await third.state()).toBe("unneeded");

    const other = await person();
    await other.go("checkout").done;
    const over = made().at(-1);
    if (over) over.expires_at = new Date(0).toISOString();
    expect(await other.go("checkout").done).toEqual({ outcome: "ready" });
    expect(made().filter(({ status }) => status === "open")).toHaveLength(1);
  });

  test("that has sold something which was taken back at once is over as soon as that is read", async () => {
    const { id, go, sync } = await person();
    await go("checkout").done;
    polar.pay(made()[0]?.id ?? "");
    polar.revoke(id);
    const { visit, done } = go("checkout");
    await expect(done).rejects.toBeInstanceOf(LaterError);
    await sync();
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
  });

  test("whose payment is being processed is looked at again: it may fail yet", async () => {
    const { go } = await person();
    await go("checkout").done;
    const [first] = made();
    if (first) first.status = "confirmed";
    const { visit, done, state } = go("checkout");
    await expect(done).rejects.toBeInstanceOf(LaterError);
    expect(await state()).toBe("paid");
    if (first) first.status = "failed";
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
    expect(made()).toHaveLength(2);
  });

  test("is closed to whose link counts no more, also while Polar is asked; what is open there is for the portal", async () => {
    const { id, go } = await person();
    shop.wire.hold();
    const asked = go("checkout");
    await until("the question", () => shop.wire.waiting() > 0);
    await sql`update subscribers set erasure_asked_at = now() where id = ${id}`;
    shop.wire.pass();
    expect(await asked.done).toEqual({ outcome: "closed" });
    expect(await go("checkout").done).toEqual({ outcome: "closed" });
    const paused = await person();
    await sql`insert into billing ${sql({ subscriber_id: paused.id, status: "paused" })}`;
    expect(await paused.go("checkout").done).toEqual({ outcome: "owed" });
    expect(made()).toHaveLength(1);
  });

  test("is slow while Polar is away, and open as soon as it is back; what it refuses for good has failed", async () => {
    const { go } = await person();
    polar.setDown(true);
    const { visit, done, state } = go("checkout");
    await expect(done).rejects.not.toBeInstanceOf(PermanentError);
    expect(await state()).toBe("slow");
    // Polar may have made one, and not said so.
    const second = go("checkout");
    await expect(second.done).rejects.toThrow("another click");
    expect(await second.state()).toBe("slow");
    polar.setDown(false);
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
    polar.faults.set({ status: 422, times: 1 });
    const other = await person();
    const refused = other.go("checkout");
    const error = await refused.done.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentError);
    expect(String(error)).toMatch(/^PolarRefused: Polar refuses to create a checkout: 422[\w ]*$/);
    expect(await refused.state()).toBe("failed");
    expect(await other.go("checkout").done).toEqual({ outcome: "ready" });
  });

  test("is open also to whose address Polar does not take, which it asks them itself then", async () => {
    const { go } = await person({ email: "person@host.invalid" });
    expect(await go("checkout").done).toEqual({ outcome: "ready" });
    expect(made()[0]?.customer_email).toBeNull();
  });
});

test("the portal is there for who has bought, in whatever state, and for nobody else", async () => {
  const { id, go } = await person();
  expect(await go("portal").done).toEqual({ outcome: "nobody" });
  polar.buy(id);
  polar.revoke(id);
  const { visit, done } = go("portal");
  expect(await done).toEqual({ outcome: "ready" });
  expect((await readVisit(visit))?.url).toContain(`${polar.url}/portal`);
});

describe("who types an address that a customer of Polar's has", () => {
  const earlier = randomUUID();
  /** Somebody of an earlier life, whose address is typed now. */
  async function buyer(over: { email?: string } = {}) {
    const one = await person();
    const address = over.email ?? one.email;
    if (over.email === undefined) {
      polar.buy(earlier, "monthly", { email: address });
      polar.revoke(earlier);
    }
    await one.go("checkout").done;
    const opened = made().at(-1);
    if (!opened) throw new Error("nothing was opened");
    return { ...one, opened, pay: () => polar.pay(opened.id, { email: address }) };
  }
  const night = async () => {
    await sql`update billing set synced_at = now() - interval '1 minute'`;
    return runOnce(reconcile, { part: "all" });
  };

  test("has premium by Polar's events, is no stranger, comes to the portal, and is forgotten there", async () => {
    const { id, go, erase: erased, opened, tier, pay } = await buyer();
    const before = polar.events().length;
    pay();
    expect(polar.state(id)).toBeNull();
    // Those of the subscription alone: they carry another external id.
    const events = polar.events().slice(before);
    for (const event of events.filter(({ type }) => type.startsWith("subscription.")))
      expect(await runOnce(webhook, payloadOf(event))).toEqual({ outcome: "noted" });
    await doBilling();
    expect(await tier()).toBe("premium");
    expect(await night()).toMatchObject({ strangers: 0, differing: 0, unseen: 0 });
    expect(await go("portal").done).toEqual({ outcome: "ready" });
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(polar.polar.books.customers.get(opened.customer_id ?? "")?.deleted_at).not.toBeNull();
    expect([...polar.polar.books.subscriptions.values()].map(({ status }) => status)).toEqual(["canceled", "canceled"]);
  });

  test("has it after three minutes if no event comes, or in the night", async () => {
    const { tier, pay } = await buyer();
    pay();
    expect(await night()).toMatchObject({ strangers: 0, differing: 1, unseen: 0 });
    await onQueue(billingJob, (queue) => queue.obliterate({ force: true }));
    await sql`update billing set recheck_at = now()`;
    expect(await runOnce(sweep, {})).toMatchObject({ billing: 1 });
    await doBilling();
    expect(await tier()).toBe("premium");
  });

  test("is forgotten there also before anybody has read that they paid", async () => {
    const { opened, pay, erase: erased } = await buyer();
    pay();
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(polar.polar.books.customers.get(opened.customer_id ?? "")?.deleted_at).not.toBeNull();
  });

  test("has what they paid for, and nothing else, where that customer is somebody here", async () => {
    const other = await person();
    polar.buy(other.id, "monthly", { email: other.email });
    polar.cancel(other.id);
    polar.revoke(other.id);
    const one = await buyer({ email: other.email });
    one.pay();
    for (const { sync } of [other, one]) await sync();
    expect([await other.tier(), await one.tier()]).toEqual(["free", "premium"]);
    expect(await night()).toMatchObject({ strangers: 0, differing: 0, unseen: 0 });
    expect(await one.go("portal").done).toEqual({ outcome: "nobody" });
    expect(await one.erase()).toEqual({ outcome: "erased" });
    expect(polar.state(other.id)).toMatchObject({ active_subscriptions: [] });
  });

  test("keeps it when the one who is that customer is erased; then it is theirs to be forgotten", async () => {
    const other = await person();
    polar.buy(other.id, "monthly", { email: other.email });
    polar.revoke(other.id);
    const one = await buyer({ email: other.email });
    one.pay();
    for (const { sync } of [other, one]) await sync();
    const statuses = () => [...polar.polar.books.subscriptions.values()].map(({ status }) => status);
    expect(await other.erase()).toEqual({ outcome: "erased" });
    expect(statuses()).toEqual(["canceled", "active"]);
    await one.sync();
    expect(await one.tier()).toBe("premium");
    expect(await one.erase()).toEqual({ outcome: "erased" });
    expect(statuses()).toEqual(["canceled", "canceled"]);
    expect(polar.state(other.id)).toBeNull();
  });
});

describe("an erasure", () => {
  test("ends the subscription at Polar first; while it is away nothing of the person is lost, and no mail goes out", async () => {
    const { id, email, sync, erase: erased } = await person();
    polar.buy(id, "monthly", { email });
    await sync();
    polar.setDown(true);
    await expect(erased()).rejects.toThrow(/Polar|answer/);
    expect(await sql`select email, status, next_digest_at from subscribers`).toEqual([
      { email, status: "unsubscribed", next_digest_at: null },
    ]);
    expect(await sync()).toEqual({ outcome: "gone" });
    await sql`update subscribers set erasure_asked_at = now() - interval '11 minutes'`;
    expect(await runOnce(sweep, {})).toMatchObject({ erasing: 1 });
    polar.setDown(false);
    // It ends the subscription, and its answer is lost: it would refuse to do so again.
    polar.faults.set([{}, {}, { drop: true }]);
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(polar.state(id)).toBeNull();
    expect(JSON.stringify([...polar.polar.books.customers.values()])).not.toContain(email);
    expect(await sql`select status from subscribers`).toEqual([{ status: "erasing" }]);
  });

  test("of whom Polar should know and does not waits for an operator, and ends when it had told that they are gone", async () => {
    const { id, email, sync, erase: erased } = await person();
    polar.buy(id, "monthly", { email });
    await sync();
    const { id: customerId = "" } = polar.state(id) ?? {};
    polar.polar.books.clear();
    const error = await erased().catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/does not know .* the token/);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(await sql`select email from subscribers`).toEqual([{ email }]);
    const told = {
      source: "polar",
      eventId: randomUUID(),
      type: "customer.deleted",
      at: "2026-11-22T10:00:00Z",
    } as const;
    expect(await runOnce(webhook, { ...told, subscriberId: id, customerId })).toEqual({ outcome: "stranger" });
    expect(await erased()).toEqual({ outcome: "erased" });
  });

  test("that waits takes nothing from who signs up again meanwhile", async () => {
    const { id, email, sync, erase: erased } = await person();
    polar.buy(id, "monthly", { email });
    await sync();
    polar.setDown(true);
    await expect(erased()).rejects.toThrow();
    await runOnce(signup, signupPayload(someSignup({ email })));
    const people = () => sql`select status, email from subscribers order by created_at`;
    const back = { status: "unverified", email };
    expect(await people()).toEqual([{ status: "unsubscribed", email: id }, back]);
    polar.setDown(false);
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(await people()).toEqual([back]);
    expect(await sql`select kind from deliveries`).toEqual([{ kind: "verification" }]);
    expect(polar.state(id)).toBeNull();
  });

  test("of who never bought asks Polar nothing; of whom it does not know goes on", async () => {
    const [never, unknown] = [await person(), await person()];
    expect(await never.erase()).toEqual({ outcome: "erased" });
    expect(polar.requests).toHaveLength(0);
    await unknown.go("checkout").done;
    expect(await unknown.erase()).toEqual({ outcome: "erased" });
  });
});
