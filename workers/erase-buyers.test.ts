import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { erasedPayments } from "../lib/metrics.ts";
import { insertBuyer } from "../test/buyer.ts";
import { signupPayload, someSignup } from "../test/people.ts";
import { runOnce, takeAsked } from "../test/run.ts";
import { shopOfFile } from "../test/shop.ts";
import { payloadOf } from "../test/subscription-life.ts";
import erase from "./erase.ts";
import signup from "./signup.ts";
import sweep from "./sweep.ts";
import webhook from "./webhook.ts";

const shop = shopOfFile();
const person = (over?: Record<string, unknown>) => insertBuyer(shop, over);
const paid = async () => (await erasedPayments.get()).values[0]?.value ?? 0;
const made = () => [...shop.polar.polar.books.checkouts.values()];

describe("an erasure", () => {
  test("ends the subscription at Polar first; while it is away nothing of the person is lost, and no mail goes out", async () => {
    const { id, email, sync, erase: erased } = await person();
    shop.polar.buy(id, "monthly", { email });
    await sync();
    shop.polar.setDown(true);
    await expect(erased()).rejects.toThrow(/Polar|answer/);
    expect(await shop.sql`select email, status, next_digest_at from subscribers`).toEqual([
      { email, status: "unsubscribed", next_digest_at: null },
    ]);
    expect(await sync()).toEqual({ outcome: "gone" });
    await shop.sql`update subscribers set erasure_asked_at = now() - interval '11 minutes'`;
    expect(await runOnce(sweep, {})).toMatchObject({ erasing: 1 });
    expect(await takeAsked(erase.job)).toMatchObject([{ subscriberId: id }]);
    shop.polar.setDown(false);
    // It ends the subscription, and its answer is lost: it would refuse to do so again.
    shop.polar.faults.set([{}, {}, { drop: true }]);
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(shop.polar.state(id)).toBeNull();
    expect(JSON.stringify([...shop.polar.polar.books.customers.values()])).not.toContain(email);
    expect(await shop.sql`select status from subscribers`).toEqual([{ status: "erasing" }]);
  });

  test("of whom Polar should know and does not waits for an operator, and ends when it had told that they are gone", async () => {
    const { id, email, sync, erase: erased } = await person();
    shop.polar.buy(id, "monthly", { email });
    await sync();
    const { id: customerId = "" } = shop.polar.state(id) ?? {};
    shop.polar.polar.books.clear();
    const error = await erased().catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/does not know .* the token/);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(await shop.sql`select email from subscribers`).toEqual([{ email }]);
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
    shop.polar.buy(id, "monthly", { email });
    await sync();
    shop.polar.setDown(true);
    await expect(erased()).rejects.toThrow();
    await runOnce(signup, signupPayload(someSignup({ email })));
    const people = () => shop.sql`select status, email from subscribers order by created_at`;
    const back = { status: "unverified", email };
    expect(await people()).toEqual([{ status: "unsubscribed", email: id }, back]);
    shop.polar.setDown(false);
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(await people()).toEqual([back]);
    expect(await shop.sql`select kind from deliveries`).toEqual([{ kind: "verification" }]);
    expect(shop.polar.state(id)).toBeNull();
  });

  test("closes no checkout: what is paid there is ended and forgotten, and an operator is told; no other stranger's", async () => {
    const { id, go, erase: erased } = await person();
    const visit = go("checkout");
    await visit.done;
    expect(await visit.state()).toBe("ready");
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(await visit.state()).toBe("erased");
    const before = shop.polar.events().length;
    shop.polar.pay(made()[0]?.id ?? "", { email: "typed@example.org" });
    const other = randomUUID();
    shop.polar.buy(other);
    const paidBefore = await paid();
    const events = shop.polar.events().slice(before);
    shop.polar.setDown(true);
    const sale = events.find(({ type }) => type === "order.paid");
    if (!sale) return expect.fail("nothing was sold");
    const { eventId, ...first } = payloadOf(sale);
    await expect(runOnce(webhook, { ...first, eventId })).rejects.toThrow("read a customer");
    shop.polar.setDown(false);
    // It claims to tell, and ends before it does: it tells when it comes again, although the others have ended it.
    const [sold = ""] = shop.polar.polar.books.subscriptions.keys();
    await shop.sql`select owe_back(${id}, ${shop.sql.json({ [sold]: eventId })})`;
    for (const event of events) if (event !== sale) await runOnce(webhook, payloadOf(event));
    expect((await paid()) - paidBefore).toBe(0);
    for (let turn = 0; turn < 2; turn++) {
      const outcomes = await Promise.all(events.map((event) => runOnce(webhook, payloadOf(event))));
      expect(outcomes).not.toContainEqual({ outcome: "noted" });
    }
    expect((await paid()) - paidBefore).toBe(1);
    const [owed] = await shop.sql`select operator_owed() as owed`;
    expect(owed).toMatchObject({ owed: [{ subscription: shop.polar.polar.books.subscriptions.keys().next().value }] });
    expect(shop.polar.state(id)).toBeNull();
    expect(shop.polar.state(other)?.active_subscriptions).toHaveLength(1);
    const kept = [...shop.polar.polar.books.subscriptions.values()].map(({ status }) => status);
    expect(kept).toEqual(["canceled", "active"]);
    expect(JSON.stringify([...shop.polar.polar.books.customers.values()])).not.toContain("typed@");
  });

  test("ends what is paid after it also where Polar takes them for somebody here, who keeps what is theirs; a refusal is tried on", async () => {
    const other = await person();
    shop.polar.buy(other.id, "monthly", { email: other.email });
    shop.polar.revoke(other.id);
    await other.sync();
    const { go, erase: erased } = await person();
    await go("checkout").done;
    expect(await erased()).toEqual({ outcome: "erased" });
    const [before, paidBefore] = [shop.polar.events().length, await paid()];
    shop.polar.pay(made().at(-1)?.id ?? "", { email: other.email });
    const statuses = () => [...shop.polar.polar.books.subscriptions.values()].map(({ status }) => status);
    const sale = shop.polar
      .events()
      .slice(before)
      .find(({ type }) => type === "order.paid");
    if (!sale) throw new Error("nothing was sold");
    shop.polar.faults.set([...Array.from({ length: 4 }, () => ({})), { status: 409 }]);
    const refused = await runOnce(webhook, payloadOf(sale)).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(LaterError);
    expect(statuses()).toEqual(["canceled", "active"]);
    expect(await runOnce(webhook, payloadOf(sale))).toEqual({ outcome: "seen" });
    expect(statuses()).toEqual(["canceled", "canceled"]);
    await other.sync();
    expect([await other.tiers(), (await paid()) - paidBefore]).toEqual([[], 1]);
    expect(shop.polar.state(other.id)).toMatchObject({ email: other.email });
  });

  test("whose payload does not open is given up at once", async () => {
    const { id } = await person();
    const error = await runOnce(erase, { subscriberId: id, sealed: "torn" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentError);
  });

  test("of who never bought asks Polar nothing; of whom it does not know goes on", async () => {
    const [never, unknown] = [await person(), await person()];
    expect(await never.erase()).toEqual({ outcome: "erased" });
    expect(shop.polar.requests).toHaveLength(0);
    await unknown.go("checkout").done;
    expect(await unknown.erase()).toEqual({ outcome: "erased" });
  });
});
