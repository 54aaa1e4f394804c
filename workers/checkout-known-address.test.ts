import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { billing as billingJob } from "../jobs/billing.ts";
import { onQueue } from "../lib/queue.ts";
import { insertBuyer } from "../test/buyer.ts";
import { runOnce } from "../test/run.ts";
import { shopOfFile } from "../test/shop.ts";
import { doBilling, payloadOf } from "../test/subscription-life.ts";
import reconcile from "./reconcile.ts";
import sweep from "./sweep.ts";
import webhook from "./webhook.ts";

const shop = shopOfFile();
const person = (over?: Record<string, unknown>) => insertBuyer(shop, over);
const made = () => [...shop.polar.polar.books.checkouts.values()];

describe("who types an address that a customer of Polar's has", () => {
  const earlier = randomUUID();
  /** Somebody of an earlier life, whose address is typed now. */
  async function buyer(over: { email?: string } = {}) {
    const one = await person();
    const address = over.email ?? one.email;
    if (over.email === undefined) {
      shop.polar.buy(earlier, "monthly", { email: address });
      shop.polar.revoke(earlier);
    }
    await one.go("checkout").done;
    const opened = made().at(-1);
    if (!opened) throw new Error("nothing was opened");
    return { ...one, opened, pay: () => shop.polar.pay(opened.id, { email: address }) };
  }
  const night = async () => {
    await shop.sql`update billing set synced_at = now() - interval '1 minute'`;
    return runOnce(reconcile, { part: "all" });
  };

  test("has premium by Polar's events, is no stranger, comes to the portal, and is forgotten there", async () => {
    const { id, go, erase: erased, opened, tier, pay } = await buyer();
    const before = shop.polar.events().length;
    pay();
    expect(shop.polar.state(id)).toBeNull();
    // Those of the subscription alone: they carry another external id.
    const events = shop.polar.events().slice(before);
    for (const event of events.filter(({ type }) => type.startsWith("subscription.")))
      expect(await runOnce(webhook, payloadOf(event))).toEqual({ outcome: "noted" });
    await doBilling();
    expect(await tier()).toBe("premium");
    expect(await night()).toMatchObject({ strangers: 0, differing: 0, unseen: 0 });
    expect(await go("portal").done).toEqual({ outcome: "ready" });
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(shop.polar.polar.books.customers.get(opened.customer_id ?? "")?.deleted_at).not.toBeNull();
    expect([...shop.polar.polar.books.subscriptions.values()].map(({ status }) => status)).toEqual([
      "canceled",
      "canceled",
    ]);
  });

  test("has it after three minutes if no event comes, or in the night", async () => {
    const { tier, pay } = await buyer();
    pay();
    expect(await night()).toMatchObject({ strangers: 0, differing: 1, unseen: 0 });
    await onQueue(billingJob, (queue) => queue.obliterate({ force: true }));
    await shop.sql`update billing set recheck_at = now()`;
    expect(await runOnce(sweep, {})).toMatchObject({ billing: 1 });
    await doBilling();
    expect(await tier()).toBe("premium");
  });

  test("is forgotten there also before anybody has read that they paid", async () => {
    const { opened, pay, erase: erased } = await buyer();
    pay();
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(shop.polar.polar.books.customers.get(opened.customer_id ?? "")?.deleted_at).not.toBeNull();
  });

  test("has what they paid for, and nothing else, where that customer is somebody here", async () => {
    const other = await person();
    shop.polar.buy(other.id, "monthly", { email: other.email });
    shop.polar.cancel(other.id);
    shop.polar.revoke(other.id);
    const one = await buyer({ email: other.email });
    one.pay();
    for (const { sync } of [other, one]) await sync();
    expect([await other.tier(), await one.tier()]).toEqual(["free", "premium"]);
    expect(await night()).toMatchObject({ strangers: 0, differing: 0, unseen: 0 });
    expect(await one.go("portal").done).toEqual({ outcome: "nobody" });
    expect(await one.erase()).toEqual({ outcome: "erased" });
    expect(shop.polar.state(other.id)).toMatchObject({ active_subscriptions: [] });
  });

  test("keeps it when the one who is that customer is erased; then it is theirs to be forgotten", async () => {
    const other = await person();
    shop.polar.buy(other.id, "monthly", { email: other.email });
    shop.polar.revoke(other.id);
    const one = await buyer({ email: other.email });
    one.pay();
    for (const { sync } of [other, one]) await sync();
    const statuses = () => [...shop.polar.polar.books.subscriptions.values()].map(({ status }) => status);
    expect(await other.erase()).toEqual({ outcome: "erased" });
    expect(statuses()).toEqual(["canceled", "active"]);
    await one.sync();
    expect(await one.tier()).toBe("premium");
    expect(await one.erase()).toEqual({ outcome: "erased" });
    expect(statuses()).toEqual(["canceled", "canceled"]);
    expect(shop.polar.state(other.id)).toBeNull();
  });
});
