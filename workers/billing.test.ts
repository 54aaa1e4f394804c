import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billing as billingJob } from "../jobs/billing.ts";
import { enqueue, onQueue } from "../lib/queue.ts";
import { seal } from "../lib/seal.ts";
import { nextDigest } from "../lib/subscribers/cadence.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { earlierMonthlyId } from "../local/polar/catalogue.ts";
import { insertBuyer } from "../test/buyer.ts";
import { insertAddressChange, insertDelivery } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { shopOfFile } from "../test/shop.ts";
import { live, steps } from "../test/subscription-life.ts";
import { until } from "../test/until.ts";
import address from "./address.ts";
import billing from "./billing.ts";
import reconcile from "./reconcile.ts";
import sweep from "./sweep.ts";

const shop = shopOfFile();
const person = (over?: Record<string, unknown>) => insertBuyer(shop, over);
const sync = (subscriberId: string) => runOnce(billing, { subscriberId });

describe("what Polar says of a person", () => {
  test("starts premium, moves their digest, promises one mail; to the end of what is paid, and then it is over", async () => {
    const { id, row, known, mails } = await person({ cadence: "daily" });
    shop.polar.buy(id, "quarterly");
    expect(await sync(id)).toEqual({ outcome: "stored" });
    expect(await sync(id)).toEqual({ outcome: "stored" });
    const next = nextDigest({ cadence: "daily", tier: "premium", timeZone: "Europe/Berlin" }, Temporal.Now.instant());
    expect(await row()).toMatchObject({ tier: "premium", next_digest_at: new Date(next.epochMilliseconds) });
    expect(await known()).toMatchObject({ plan: "quarterly", status: "active", ends_at: null });
    shop.polar.cancel(id);
    await sync(id);
    expect(await row()).toMatchObject({ tier: "premium" });
    expect(await known()).toMatchObject({ status: "active", ends_at: expect.any(Date) });
    shop.polar.renew(id);
    await sync(id);
    expect(await row()).toMatchObject({ tier: "free" });
    expect(await mails()).toEqual(["premium_started", "premium_ended"]);
  });

  test("is that premium is over: weekly digests leave the welcome its three days", async () => {
    const weekly = { cadence: "daily", tier: "free", timeZone: "Europe/Berlin" } as const;
    const tooSoon = nextDigest(weekly, Temporal.Now.instant());
    const { id, row } = await person({ cadence: "daily" });
    const sent = { status: "sent", settled_at: tooSoon.subtract({ hours: 24 }).toString() };
    await insertDelivery(shop.sql, id, { kind: "digest", period: "welcome", ...sent });
    shop.polar.buy(id);
    await sync(id);
    shop.polar.cancel(id);
    shop.polar.renew(id);
    await sync(id);
    const next = nextDigest(weekly, tooSoon);
    expect(await row()).toMatchObject({ tier: "free", next_digest_at: new Date(next.epochMilliseconds) });
  });

  test("that they bought: what is due now leaves a welcome that waits its three days, as the planner does", async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const { id, row, mails } = await person({ next_digest_at: ago(1) });
    await insertDelivery(shop.sql, id, { kind: "digest", period: "welcome", created_at: ago(120) });
    shop.polar.buy(id);
    await sync(id);
    const after = await row();
    expect([after.tier, await mails()]).toEqual(["premium", ["digest", "premium_started"]]);
    expect(after.next_digest_at).toEqual(expect.toSatisfy((at: Date) => at.getTime() > ago(-70).getTime()));
  });

  test("not paid: premium for seven days with a mail, then none, and again as soon as it is paid", async () => {
    const { id, row, mails } = await person();
    shop.polar.buy(id);
    await sync(id);
    shop.polar.failPayment(id);
    await sync(id);
    expect([(await row()).tier, await mails()]).toEqual(["premium", ["premium_started", "payment_failed"]]);
    const [subscription] = shop.polar.polar.books.subscriptions.values();
    if (subscription) subscription.past_due_at = new Date(Date.now() - 8 * 86_400_000).toISOString();
    await sync(id);
    expect((await row()).tier).toBe("free");
    shop.polar.recover(id);
    await sync(id);
    expect([(await row()).tier, await mails()]).toEqual([
      "premium",
      ["premium_started", "payment_failed", "premium_ended"],
    ]);
  });

  test("of a product that another has replaced gives premium as before, and differs in no comparison", async () => {
    const { id, row, known } = await person();
    shop.polar.buy(id, "monthly", { product: earlierMonthlyId });
    await sync(id);
    expect([(await row()).tier, (await known()).plan]).toEqual(["premium", "monthly"]);
    await shop.sql`update billing set synced_at = now() - interval '1 minute'`;
    const fine = { looked: 1, differing: 0, unseen: 0, strangers: 0 };
    expect(await runOnce(reconcile, { part: "all" })).toMatchObject(fine);
  });

  test.each([
    ["after it", 0],
    ["before it", 1],
  ])("an answer of before does not count after one of now, whose reading began %s", async (_, old) => {
    const { id, tiers } = await person();
    shop.polar.buy(id);
    shop.wire.hold();
    const readings: Promise<unknown>[] = [];
    for (const many of [1, 2]) {
      readings.push(sync(id));
      await until("its question is on its way", () => shop.wire.waiting() === many);
    }
    const passes = async (which: number) => {
      shop.wire.release(which);
      await until("the next is on its way", () => shop.wire.waiting() === 2);
    };
    await passes(old);
    shop.polar.revoke(id);
    // The state, and the list: the old answer is the first in line meanwhile.
    for (const which of [0, 1, 1]) await passes(which);
    shop.wire.release(1);
    await readings[1 - old];
    shop.wire.pass();
    await readings[old];
    expect(await tiers()).toEqual([]);
  });

  test("somebody who has paid and whom it does not know keeps what was paid for", async () => {
    const { id, row, known } = await person();
    shop.polar.buy(id);
    await sync(id);
    shop.polar.polar.books.clear();
    expect(await sync(id)).toEqual({ outcome: "doubted" });
    expect((await row()).tier).toBe("premium");
    expect((await known()).recheck_at).toEqual((await known()).period_end);
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

describe("who moves to another mailbox", () => {
  /** Both mailboxes agree. @returns where the mails go now */
  async function moved(id: string, over: Record<string, unknown> = {}) {
    const change = await insertAddressChange(shop.sql, id, { old_confirmed_at: new Date(), ...over });
    const sealed = seal(hashLinkKey(change.newKey), "key-hash");
    const agreed = { step: "confirm", changeId: change.id, side: "new", sealed } as const;
    expect(await runOnce(address, agreed)).toEqual({ outcome: "moved" });
    return (await shop.sql<{ email: string }[]>`select email from subscribers where id = ${id}`)[0]?.email;
  }
  const told = () => shop.polar.requests.filter(({ method }) => method === "PATCH").map(({ status }) => status);

  test("is written to there by Polar, as soon as it takes that; premium does not wait for it", async () => {
    const { id, email, known } = await person();
    shop.polar.buy(id, "monthly", { email });
    await sync(id);
    await moved(id);
    const to = await moved(id);
    expect(await runOnce(sweep, {})).toMatchObject({ billing: 1 });
    shop.polar.setDown(true);
    await expect(sync(id)).rejects.toThrow("read a customer");
    shop.polar.setDown(false);
    shop.polar.cancel(id);
    shop.polar.faults.set([{}, { status: 503 }]);
    await expect(sync(id)).rejects.toThrow("failed to move a customer");
    expect(await known()).toMatchObject({ ends_at: expect.any(Date), recheck_at: expect.any(Date) });
    expect(shop.polar.state(id)?.email).toBe(email);
    for (let turn = 0; turn < 2; turn++) expect(await sync(id)).toEqual({ outcome: "stored" });
    expect([shop.polar.state(id)?.email, (await known()).moved_from, told()]).toEqual([to, [], [503, 200]]);
  });

  test("stays where they are at Polar if they pay with another address, or somebody there has the new one", async () => {
    const [other, taken] = [await person(), await person()];
    shop.polar.buy(other.id, "monthly", { email: "payer@example.org" });
    shop.polar.buy(taken.id, "monthly", { email: taken.email });
    shop.polar.buy(randomUUID(), "monthly", { email: "new@example.org" });
    for (const { id } of [other, taken]) await sync(id);
    await moved(other.id);
    await moved(taken.id, { email: "new@example.org" });
    for (const { id } of [other, taken]) expect(await sync(id)).toEqual({ outcome: "stored" });
    expect([other, taken].map(({ id }) => shop.polar.state(id)?.email)).toEqual(["payer@example.org", taken.email]);
    expect(told()).toEqual([422]);
    expect(await runOnce(sweep, {}), "asks not again for it").toMatchObject({ billing: 0 });
    const to = await moved(taken.id);
    expect(await sync(taken.id)).toEqual({ outcome: "stored" });
    expect([shop.polar.state(taken.id)?.email, (await taken.known()).moved_from]).toEqual([to, []]);
  });

  test("is written to there after a time in which Polar, by mistake, knew nobody", async () => {
    const { id, email } = await person();
    shop.polar.buy(id, "monthly", { email });
    for (const each of shop.polar.polar.books.subscriptions.values()) each.metadata = {};
    await sync(id);
    const to = await moved(id);
    shop.polar.faults.set({ status: 404, times: 1 });
    expect(await sync(id)).toEqual({ outcome: "doubted" });
    expect(await sync(id)).toEqual({ outcome: "stored" });
    expect(shop.polar.state(id)?.email).toBe(to);
  });
});

test("whatever order events come in, twice or never, between whatever readings: the tier follows Polar and never flaps", async () => {
  await fc.assert(
    fc.asyncProperty(steps, (told) => live(told, shop)),
    { numRuns: 5 },
  );
});
