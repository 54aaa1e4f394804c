import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { billing as billingJob } from "../jobs/billing.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { enqueue, onQueue } from "../lib/queue.ts";
import { nextDigest } from "../lib/subscribers/cadence.ts";
import { insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { openShop, type Shop } from "../test/shop.ts";
import { doBilling, live, steps } from "../test/subscription-life.ts";
import { until } from "../test/until.ts";
import billing from "./billing.ts";
import reconcile from "./reconcile.ts";
import webhook from "./webhook.ts";

let shop: Shop;
let polar: Shop["polar"];
let wire: Shop["wire"];
let sql: Shop["sql"];
beforeAll(async () => {
  shop = await openShop();
  ({ polar, wire, sql } = shop);
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

const sync = (subscriberId: string) => runOnce(billing, { subscriberId });
async function person(over: Record<string, unknown> = {}) {
  const { id } = await insertSubscriber(sql, { next_digest_at: new Date(Date.now() + 86_400_000), ...over });
  const one = async (rows: PromiseLike<readonly Record<string, unknown>[]>) => (await rows)[0] ?? {};
  return {
    id,
    row: () => one(sql`select * from subscribers where id = ${id}`),
    known: () => one(sql`select * from billing where subscriber_id = ${id}`),
    mails: async () =>
      (await sql`select kind from deliveries where subscriber_id = ${id} order by created_at`).map((row) => row.kind),
    tiers: () => shop.tiersOf(id),
  };
}

describe("what Polar says of a person", () => {
  test("starts premium, moves their digest, promises one mail; to the end of what is paid, and then it is over", async () => {
    const { id, row, known, mails } = await person({ cadence: "daily" });
    polar.buy(id, "quarterly");
    expect(await sync(id)).toEqual({ outcome: "stored" });
    expect(await sync(id)).toEqual({ outcome: "stored" });
    const next = nextDigest({ cadence: "daily", tier: "premium", timeZone: "Europe/Berlin" }, Temporal.Now.instant());
    expect(await row()).toMatchObject({ tier: "premium", next_digest_at: new Date(next.epochMilliseconds) });
    expect(await known()).toMatchObject({ plan: "quarterly", status: "active", ends_at: null });
    polar.cancel(id);
    await sync(id);
    expect(await row()).toMatchObject({ tier: "premium" });
    expect(await known()).toMatchObject({ status: "active", ends_at: expect.any(Date) });
    polar.renew(id);
    await sync(id);
    expect(await row()).toMatchObject({ tier: "free" });
    expect(await mails()).toEqual(["premium_started", "premium_ended"]);
  });

  test("not paid: premium for seven days with a mail, then none, and again as soon as it is paid", async () => {
    const { id, row, mails } = await person();
    polar.buy(id);
    await sync(id);
    polar.failPayment(id);
    await sync(id);
    expect([(await row()).tier, await mails()]).toEqual(["premium", ["premium_started", "payment_failed"]]);
    const [subscription] = polar.polar.books.subscriptions.values();
    if (subscription) subscription.past_due_at = new Date(Date.now() - 8 * 86_400_000).toISOString();
    await sync(id);
    expect((await row()).tier).toBe("free");
    polar.recover(id);
    await sync(id);
    expect([(await row()).tier, await mails()]).toEqual([
      "premium",
      ["premium_started", "payment_failed", "premium_ended"],
    ]);
  });

  test.each([
    ["after it", 0],
    ["before it", 1],
  ])("an answer of before does not count after one of now, whose reading began %s", async (_, old) => {
    const { id, tiers } = await person();
    polar.buy(id);
    wire.hold();
    const readings: Promise<unknown>[] = [];
    for (const many of [1, 2]) {
      readings.push(sync(id));
      await until("its question is on its way", () => wire.waiting() === many);
    }
    const passes = async (which: number) => {
      wire.release(which);
      await until("the next is on its way", () => wire.waiting() === 2);
    };
    await passes(old);
    polar.revoke(id);
    // The state, and the list: the old answer is the first in line meanwhile.
    for (const which of [0, 1, 1]) await passes(which);
    wire.release(1);
    await readings[1 - old];
    wire.pass();
    await readings[old];
    expect(await tiers()).toEqual([]);
  });

  test("somebody who has paid and whom it does not know keeps what was paid for", async () => {
    const { id, row, known } = await person();
    polar.buy(id);
    await sync(id);
    polar.polar.books.clear();
    expect(await sync(id)).toEqual({ outcome: "doubted" });
    expect((await row()).tier).toBe("premium");
    expect((await known()).recheck_at).toEqual((await known()).period_end);
  });

  test.each([
    ["is away", () => polar.setDown(true), /No answer|failed to/],
    ["fails", () => polar.faults.set({ status: 503, times: 1 }), /failed to/],
    ["does not take our token", () => polar.faults.set({ status: 401, times: 1 }), /POLAR_ACCESS_TOKEN/],
    ["has had enough", () => polar.faults.set({ status: 429, times: 1 }), /later, in 1000 ms/],
  ])("while it %s the job is tried again", async (_, fault, message) => {
    const { id, row } = await person({ tier: "premium" });
    fault();
    const error = await sync(id).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(String(error)).toMatch(message);
    expect((await row()).tier).toBe("premium");
  });

  test("what it refuses of one person is tried on, seldom, so that no sweep makes a dead letter of it", async () => {
    const { id } = await person();
    polar.faults.set({ status: 422, times: 1 });
    const refused = await sync(id).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(LaterError);
    expect(String(refused)).toMatch(/later, in 600000 ms: .*refuses/);
  });

  test("who has just paid is read before those whom sweep and comparison ask for, also if they are one of them", async () => {
    const [first, second] = [await person(), await person()];
    await onQueue(billingJob, (queue) => queue.obliterate({ force: true }));
    for (const { id } of [first, second]) await enqueue(billingJob, { subscriberId: id, later: true });
    await enqueue(billingJob, { subscriberId: second.id });
    const next = await onQueue(billingJob, (queue) => queue.getJobs(["waiting", "prioritized"], 0, -1, true));
    expect(next.map(({ data }) => data.p)).toEqual([
      { subscriberId: second.id },
      { subscriberId: first.id, later: true },
      { subscriberId: second.id, later: true },
    ]);
  });
});

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
    const { customer_id: customerId } = polar.buy(id);
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
    expect(await sql`select from webhook_events`).toHaveLength(1);
  });
});

describe("the night", () => {
  const check = async () => (await sql`select * from billing_checks order by at desc limit 1`)[0];

  test("finds what lost events have left wrong, and reads it again", async () => {
    const [lostStart, lostEnd, right] = [await person(), await person(), await person()];
    for (const { id } of [lostEnd, right]) {
      polar.buy(id);
      await sync(id);
    }
    polar.buy(lostStart.id);
    polar.revoke(lostEnd.id);
    polar.buy("somebody of another shop");
    await sql`update billing set synced_at = now() - interval '1 minute'`;
    const found = { looked: 3, differing: 1, unseen: 1, strangers: 1, doubled: 0, asked: 2, held: false };
    expect(await runOnce(reconcile, { part: "all" })).toEqual(found);
    expect(await check()).toMatchObject({ part: "all", ...found });
    await doBilling();
    expect([(await lostStart.row()).tier, (await lostEnd.row()).tier]).toEqual(["premium", "free"]);
    await sql`update billing set synced_at = now() - interval '1 minute'`;
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ differing: 0, unseen: 0, asked: 0 });
  });

  test("takes premium from nobody when too many would lose it, until an operator has looked; whom Polar knows it reads", async () => {
    const given = await person({ tier: "premium" });
    const [over, left, paid] = [await person(), await person(), await person()];
    for (const { id } of [over, left]) {
      polar.buy(id);
      await sync(id);
    }
    polar.polar.books.clear();
    polar.buy(paid.id);
    for (let n = 0; n < 18; n++) await person({ tier: "premium" });
    await sql`update billing set synced_at = now() - interval '1 minute', period_end = now() - interval '1 second'`;
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ unseen: 21, asked: 1, held: true });
    expect(await check()).toMatchObject({ held: true });
    await doBilling();
    expect((await paid.row()).tier).toBe("premium");
    // The end of what they have paid for proves nothing either, but that Polar deleted them does.
    for (const { id } of [given, over]) expect(await sync(id)).toEqual({ outcome: "doubted" });
    expect(await over.known()).toMatchObject({ plan: "monthly", recheck_at: expect.any(Date) });
    await sql`update billing set customer_deleted_at = now() where subscriber_id = ${left.id}`;
    expect(await sync(left.id)).toEqual({ outcome: "stored" });
    expect([(await given.row()).tier, (await over.row()).tier, (await left.row()).tier]).toEqual([
      "premium",
      "premium",
      "free",
    ]);
    await sql`update billing set synced_at = now() - interval '1 minute'`;
    expect(await runOnce(reconcile, { part: "all", force: true })).toMatchObject({ asked: 20, held: false });
    await doBilling();
    expect(await sql`select from subscribers where tier = 'premium'`).toHaveLength(1);
  });

  test("counts who pays twice, and waits where Polar has had enough of it", async () => {
    const { id } = await person();
    polar.buy(id);
    polar.buyMore(id);
    polar.faults.set({ status: 429, times: 1 });
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ looked: 2, doubled: 1 });
    expect(await check()).toMatchObject({ doubled: 1 });
  });

  test("sees that Polar has stopped to tell us", async () => {
    const endpoint = () => runOnce(reconcile, { part: "endpoint" });
    expect(await endpoint()).toEqual({ endpoint: "missing" });
    polar.webhooks.open({ url: `${env.PUBLIC_URL}/webhooks/polar` });
    expect(await endpoint()).toEqual({ endpoint: "enabled" });
    polar.webhooks.set({ enabled: false });
    expect(await endpoint()).toEqual({ endpoint: "disabled" });
    expect(await check()).toMatchObject({ part: "endpoint", endpoint: "disabled" });
  });
});

test("whatever order events come in, twice or never, between whatever readings: the tier follows Polar and never flaps", async () => {
  await fc.assert(
    fc.asyncProperty(steps, (told) => live(told, shop)),
    { numRuns: 5 },
  );
});
