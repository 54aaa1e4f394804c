import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { insertDelivery } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { claimDeliveries } from "./arrange.ts";
import { buyer, call, inDays, loose, note, past, periodEnd, waiting } from "./billing.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "suppressions", "webhook_events"));

const person = (over?: Record<string, unknown>) => buyer(sql, over);

describe("an event", () => {
  test("counts once, by our id or by an id of Polar, and is followed until a later reading is stored", async () => {
    const { id, running, begin, store, read, billing } = await person();
    const event = { eventId: "e1", subscriberId: id, customerId: running.customerId };
    expect(await note(event)).toEqual({ outcome: "noted", subscriberId: id });
    expect(await note(event)).toEqual({ outcome: "seen", subscriberId: id });
    expect((await billing()).ticket).toBe("1");
    await sql`update billing set asked_at = now() - interval '2 minutes'`;
    expect(await waiting()).toEqual([id]);
    const { ticket } = await begin();
    expect(await note({ subscriberId: id })).toMatchObject({ outcome: "noted" });
    await store(ticket);
    expect(await waiting()).toEqual([id]);
    await read();
    expect(await waiting()).toEqual([]);
    expect(await note({ customerId: running.customerId })).toMatchObject({ outcome: "noted", subscriberId: id });
    expect(await note({ subscriptionId: running.subscriptionId })).toMatchObject({ subscriberId: id });
    // An unknown external id hides nobody; one of ours counts.
    const other = await person();
    const customer = { subscriberId: randomUUID(), customerId: running.customerId };
    expect(await note(customer)).toMatchObject({ outcome: "noted", subscriberId: id });
    expect(await note({ ...customer, subscriberId: other.id })).toMatchObject({ subscriberId: other.id });
  });

  test("of a stranger keeps no id at all, nor of who is being erased", async () => {
    const erasing = await person();
    await call("begin_erasure", { p: { subscriberId: erasing.id, keyHash: erasing.keyHash } }, loose);
    for (const subscriberId of [randomUUID(), "somebody else's customer", undefined, erasing.id])
      expect(await note({ subscriberId, customerId: "c" })).toEqual({ outcome: "stranger" });
    expect(await sql`select from billing`).toHaveLength(0);
    expect(await sql`select distinct data - 'at' as data from webhook_events`).toEqual([{ data: {} }]);
  });

  test("that a customer is gone is about that customer only", async () => {
    const { id, running, begin, read } = await person();
    await read();
    const customerDeleted = async () => ((await begin()).known as { customerDeleted: boolean }).customerDeleted;
    const gone = { type: "customer.deleted", subscriberId: id };
    // before the first reading, on its way, is stored
    const early = await person();
    const { ticket } = await early.begin();
    await note({ ...gone, subscriberId: early.id, customerId: early.running.customerId });
    await early.store(ticket);
    expect((await early.begin()).known).toMatchObject({ customerDeleted: true });
    await note({ ...gone, customerId: randomUUID() });
    expect(await customerDeleted()).toBe(false);
    await note({ ...gone, customerId: running.customerId });
    expect(await customerDeleted()).toBe(true);
    await read();
    expect(await customerDeleted()).toBe(true);
    await read({ customerId: randomUUID() });
    expect(await customerDeleted()).toBe(false);
  });
});

describe("a reading", () => {
  test("counts only if it began after the last one that counted was stored", async () => {
    const { begin, store, row } = await person();
    const [first, second] = [(await begin()).ticket, (await begin()).ticket];
    expect(await store(second)).toMatchObject({ outcome: "stored", change: "started" });
    expect(await store(first, { tier: "free" })).toEqual({ outcome: "outrun" });
    expect(await store(second, { tier: "free" })).toEqual({ outcome: "outrun" });
    // The slower of two overlapping readings may have asked first or last, so it is repeated.
    const [third, fourth] = [(await begin()).ticket, (await begin()).ticket];
    expect(await store(third)).toMatchObject({ outcome: "stored", change: null, deliveries: [] });
    expect(await store(fourth, { tier: "free" })).toEqual({ outcome: "outrun" });
    expect((await row()).tier).toBe("premium");
  });

  test("moves tier and next digest together, and only from where the digest was read", async () => {
    const next_digest_at = inDays(4);
    const { begin, store, row, billing } = await person({ next_digest_at });
    const next = inDays(1);
    const { ticket } = await begin();
    for (const other of [{ before: null, next }, { before: null }, { next, cadence: "daily" }])
      expect(await store(ticket, other)).toEqual({ outcome: "moved" });
    expect(await row()).toMatchObject({ tier: "free", next_digest_at: new Date(next_digest_at) });
    expect(await store(ticket, { next })).toMatchObject({ outcome: "stored" });
    expect(await row()).toMatchObject({ tier: "premium", next_digest_at: new Date(next) });
    expect(await billing()).toMatchObject({ plan: "monthly", status: "active", period_end: new Date(periodEnd) });
    // nothing of the digest's changes
    expect(await store((await begin()).ticket, { before: null, endsAt: periodEnd })).toMatchObject({
      outcome: "stored",
    });
  });

  test("promises each mail once, with what it is about, also to who left", async () => {
    const { subscription, read, mails, row } = await person({ status: "unsubscribed", cadence: "daily" });
    const started = await read();
    expect(started).toMatchObject({ change: "started", deliveries: [expect.any(String)] });
    const failed = past(2);
    for (let turn = 0; turn < 2; turn++) await read(failed);
    await read();
    expect(await read({ tier: "free", status: "canceled" })).toMatchObject({ change: "ended" });
    await read({ tier: "free", status: "canceled" });
    const told = await mails();
    const today = new Date().toISOString().slice(0, 10);
    const at = (time: string) => expect.stringContaining(time.slice(0, 19));
    expect(told).toEqual([
      {
        ...{ kind: "premium_started", period: `${subscription}:${today}`, status: "pending" },
        about: { plan: "monthly", until: at(periodEnd), cadence: "daily", left: true },
      },
      {
        kind: "payment_failed",
        period: `${subscription}:${failed.pastDueSince.slice(0, 19)}Z`,
        status: "pending",
        about: { plan: "monthly", until: at(failed.graceUntil), left: true },
      },
      {
        ...{ kind: "premium_ended", period: `${subscription}:${today}`, status: "pending" },
        about: { plan: "monthly", until: expect.stringContaining(today), left: true },
      },
    ]);
    expect(await row()).toMatchObject({ tier: "free", next_digest_at: null });
    const { batches, skipped } = await claimDeliveries(started.deliveries as string[]);
    expect([batches.map(({ items }) => items), skipped]).toMatchObject([[[{ about: { plan: "monthly" } }]], {}]);
  });

  test("tells of each payment that fails, also of two on a day", async () => {
    const { read, mails } = await person();
    const at = (hours: number) => ({
      ...past(1),
      pastDueSince: new Date(Date.now() - hours * 3_600_000).toISOString(),
    });
    const [first, second] = [at(3), at(2)];
    for (const said of [{}, first, first, {}, second, second]) await read(said);
    const kinds = (await mails()).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(["payment_failed", "payment_failed", "premium_started"]);
  });

  test("whose grace is over says that it was not paid; a suppressed mailbox gets nothing", async () => {
    const { id, read, mails } = await person();
    await read(past(0));
    await sql`insert into suppressions select mailbox_hash, 'complaint' from subscribers where id = ${id}`;
    const { deliveries } = await read({ tier: "free", ...past(8) });
    const kinds = (await mails()).map(({ kind, about }) => [kind, about.unpaid]);
    expect(kinds).toEqual([
      ["payment_failed", undefined],
      ["premium_ended", true],
    ]);
    expect((await claimDeliveries(deliveries as string[])).batches).toEqual([]);
  });

  test("a digest on its way says the same after the tier has changed", async () => {
    const { id, read } = await person();
    const [before, after] = [
      await insertDelivery(sql, id, { kind: "digest" }),
      await insertDelivery(sql, id, { kind: "digest", status: "planned" }),
    ];
    await claimDeliveries([before]);
    await read();
    await sql`update deliveries set status = 'pending' where id = ${after}`;
    await sql`update email_batches set lease_until = now()`;
    const items = (await claimDeliveries([before, after])).batches.flatMap((batch) => batch.items);
    expect(Object.fromEntries(items.map((item) => [item.id, [item.tier, item.about]]))).toEqual({
      [before]: ["free", null],
      [after]: ["premium", null],
    });
  });
});
