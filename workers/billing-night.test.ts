import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { billing as billingJob } from "../jobs/billing.ts";
import { env } from "../lib/env.ts";
import { onQueue } from "../lib/queue.ts";
import { insertBuyer } from "../test/buyer.ts";
import { runOnce } from "../test/run.ts";
import { shopOfFile } from "../test/shop.ts";
import { doBilling } from "../test/subscription-life.ts";
import billing from "./billing.ts";
import reconcile from "./reconcile.ts";
import webhook from "./webhook.ts";

const shop = shopOfFile();
const person = (over?: Record<string, unknown>) => insertBuyer(shop, over);
const sync = (subscriberId: string) => runOnce(billing, { subscriberId });

describe("an event of Polar", () => {
  const told = (over: Record<string, unknown>) =>
    runOnce(webhook, {
      ...{ source: "polar", eventId: randomUUID(), type: "subscription.active", at: "2026-11-22T10:00:00Z" },
      ...over,
    });
  const asked = () => onQueue(billingJob, (queue) => queue.getJobCountByTypes("waiting"));
  beforeEach(() => onQueue(billingJob, (queue) => queue.obliterate({ force: true })));

  test("is kept once, with ids alone, and asks to read whom it is about: whatever its type, known by whichever id", async () => {
    const { id, known } = await person();
    const { customer_id: customerId } = shop.polar.buy(id);
    const eventId = randomUUID();
    expect(await told({ eventId, subscriberId: id })).toEqual({ outcome: "noted" });
    expect(await asked()).toBe(1);
    expect(await told({ eventId, subscriberId: id })).toEqual({ outcome: "seen" });
    await doBilling();
    expect(await known()).toMatchObject({ customer_id: customerId, asked_at: null });
    expect(await told({ customerId, type: "refund.of.next.year" })).toEqual({ outcome: "noted" });
    expect([await asked(), await known()]).toMatchObject([1, { asked_at: expect.any(Date) }]);
  });

  test("about nobody of ours is kept, and asks nothing", async () => {
    expect(await told({ subscriberId: randomUUID(), customerId: randomUUID() })).toEqual({ outcome: "stranger" });
    expect(await asked()).toBe(0);
    expect(await shop.sql`select from webhook_events`).toHaveLength(1);
  });
});

describe("the night", () => {
  const check = async () => (await shop.sql`select * from billing_checks order by at desc limit 1`)[0];

  test("finds what lost events have left wrong, and reads it again", async () => {
    const [lostStart, lostEnd, right] = [await person(), await person(), await person()];
    for (const { id } of [lostEnd, right]) {
      shop.polar.buy(id);
      await sync(id);
    }
    shop.polar.buy(lostStart.id);
    shop.polar.revoke(lostEnd.id);
    shop.polar.buy("somebody of another shop");
    await shop.sql`update billing set synced_at = now() - interval '1 minute'`;
    const found = { looked: 3, differing: 1, unseen: 1, strangers: 1, doubled: 0, asked: 2, held: false };
    expect(await runOnce(reconcile, { part: "all" })).toEqual(found);
    expect(await check()).toMatchObject({ part: "all", ...found });
    await doBilling();
    expect([(await lostStart.row()).tier, (await lostEnd.row()).tier]).toEqual(["premium", "free"]);
    await shop.sql`update billing set synced_at = now() - interval '1 minute'`;
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ differing: 0, unseen: 0, asked: 0 });
  });

  test("takes premium from nobody when too many would lose it, until an operator has looked; whom Polar knows it reads", async () => {
    const given = await person({ tier: "premium" });
    const [over, left, paid] = [await person(), await person(), await person()];
    for (const { id } of [over, left]) {
      shop.polar.buy(id);
      await sync(id);
    }
    shop.polar.polar.books.clear();
    shop.polar.buy(paid.id);
    for (let n = 0; n < 18; n++) await person({ tier: "premium" });
    await shop.sql`update billing set synced_at = now() - interval '1 minute', period_end = now() - interval '1 second'`;
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ unseen: 21, asked: 1, held: true });
    expect(await check()).toMatchObject({ held: true });
    await doBilling();
    expect((await paid.row()).tier).toBe("premium");
    // The end of what they have paid for proves nothing either, but that Polar deleted them does.
    for (const { id } of [given, over]) expect(await sync(id)).toEqual({ outcome: "doubted" });
    expect(await over.known()).toMatchObject({ plan: "monthly", recheck_at: expect.any(Date) });
    await shop.sql`update billing set customer_deleted_at = now() where subscriber_id = ${left.id}`;
    expect(await sync(left.id)).toEqual({ outcome: "stored" });
    expect([(await given.row()).tier, (await over.row()).tier, (await left.row()).tier]).toEqual([
      "premium",
      "premium",
      "free",
    ]);
    await shop.sql`update billing set synced_at = now() - interval '1 minute'`;
    expect(await runOnce(reconcile, { part: "all", force: true })).toMatchObject({ asked: 20, held: false });
    await doBilling();
    expect(await shop.sql`select from subscribers where tier = 'premium'`).toHaveLength(1);
  });

  test("counts who pays twice, and waits where Polar has had enough of it", async () => {
    const { id } = await person();
    shop.polar.buy(id);
    shop.polar.buyMore(id);
    shop.polar.faults.set({ status: 429, times: 1 });
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ looked: 2, doubled: 1 });
    expect(await check()).toMatchObject({ doubled: 1 });
  });

  test("sees that Polar has stopped to tell us", async () => {
    const endpoint = () => runOnce(reconcile, { part: "endpoint" });
    expect(await endpoint()).toEqual({ endpoint: "missing" });
    shop.polar.webhooks.open({ url: `${env.PUBLIC_URL}/webhooks/polar` });
    expect(await endpoint()).toEqual({ endpoint: "enabled" });
    shop.polar.webhooks.set({ enabled: false });
    expect(await endpoint()).toEqual({ endpoint: "disabled" });
    expect(await check()).toMatchObject({ part: "endpoint", endpoint: "disabled" });
  });
});
