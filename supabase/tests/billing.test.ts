import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { anonDb, type DbFunction, serviceDb } from "../../lib/db.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { emptied, startDatabase, type TestDatabase } from "../../test/services.ts";
import { callIn, claimDeliveries, only, overlapping, signupRow, storeSignup } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
beforeEach(() => emptied(sql, "subscribers", "suppressions", "webhook_events", "billing_checks"));

const call = <T extends z.ZodType>(fn: DbFunction, args: object, answer: T) =>
  serviceDb().call(fn, args as never, answer);
const loose = z.looseObject({ outcome: z.string() });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const periodEnd = inDays(30);

/** Somebody, and what may be done about their premium. */
async function person(over: Record<string, unknown> = {}) {
  const { id, key, email } = await insertSubscriber(sql, over);
  const keyHash = hashLinkKey(key);
  const due = (over.next_digest_at as string | undefined) ?? null;
  const begin = () =>
    call("begin_billing", { p_subscriber: id }, z.looseObject({ ticket: z.int(), known: z.unknown() }));
  const subscription = randomUUID();
  const running = {
    customerId: randomUUID(),
    subscriptionId: subscription,
    plan: "monthly",
    status: "active",
    periodEnd,
  };
  const store = (ticket: number, said: Record<string, unknown> = {}) =>
    call(
      "store_billing",
      { p: { subscriberId: id, ticket, before: due, tier: "premium", ...running, ...said } },
      loose,
    );
  return {
    ...{ id, email, keyHash, subscription, running, begin, store },
    visit: (more: Record<string, unknown> = {}) => ({
      ...{ id: randomUUID(), subscriberId: id, keyHash, to: "checkout" },
      ...more,
    }),
    /** One reading, from beginning to end. */
    read: async (said?: Record<string, unknown>) => store((await begin()).ticket, said),
    row: async () => only(await sql`select * from subscribers where id = ${id}`),
    billing: async () => only(await sql`select * from billing where subscriber_id = ${id}`),
    mails: () =>
      sql`select kind, period, status, about from deliveries where subscriber_id = ${id} order by created_at, kind`,
  };
}
const beginVisit = (p: object) => call("begin_visit", { p }, loose);
const settleVisit = (id: string, over: Record<string, unknown> = {}) =>
  call(
    "settle_visit",
    { p: { id, checkoutId: randomUUID(), urlSealed: `to ${id}`, expiresAt: inDays(1), ...over } },
    z.boolean(),
  );
const note = (over: Record<string, unknown>) =>
  call(
    "note_billing_event",
    { p: { eventId: randomUUID(), type: "subscription.updated", at: inDays(0), ...over } },
    loose,
  );
const waiting = () => call("waiting_billing", { p_limit: 10 }, z.array(z.uuid()));
const past = (days: number) => ({ status: "past_due", pastDueSince: inDays(-days), graceUntil: inDays(7 - days) });

describe("a visit", () => {
  test("two clicks at once ask Polar once, and then share the checkout; both are told when premium is on", async () => {
    const { visit, read } = await person();
    const [one, two] = [visit(), visit()];
    const outcomes = await overlapping(
      sql,
      (a) => callIn<{ outcome: string }>(a, "begin_visit", one),
      (b) => callIn<{ outcome: string }>(b, "begin_visit", two),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ask", "busy"]);
    // its own job again, as after a crash
    expect(await beginVisit(one)).toMatchObject({ outcome: "ask", email: expect.stringContaining("@"), locale: "en" });
    expect(await settleVisit(one.id)).toBe(true);
    for (const again of [two, two, one])
      expect(await beginVisit(again)).toMatchObject({ outcome: "open", urlSealed: `to ${one.id}` });
    expect((await read()).visits).toHaveLength(2);
    expect(await beginVisit(visit())).toEqual({ outcome: "unneeded" });
    // Ended within the hour: that checkout is spent.
    await read({ tier: "free", status: "canceled" });
    expect(await beginVisit(visit())).toMatchObject({ outcome: "ask" });
  });

  test("that came to nothing makes room, with all that lead to the same checkout; one whose asker died too", async () => {
    const { visit } = await person();
    const [one, two] = [visit(), visit()];
    await beginVisit(one);
    await settleVisit(one.id);
    await beginVisit(two);
    for (let turn = 0; turn < 2; turn++) await call("drop_visit", { p_id: one.id }, z.null());
    expect(await sql`select from billing_visits`).toHaveLength(0);
    expect((await beginVisit(two)).outcome).toBe("ask");
    expect((await beginVisit(one)).outcome).toBe("busy");
    await sql`update billing_visits set asking_since = now() - interval '31 seconds'`;
    expect((await beginVisit(one)).outcome).toBe("ask");
    expect(await settleVisit(randomUUID())).toBe(false);
  });

  test("is for who has the key; without digests there is only the portal", async () => {
    const [one, left] = [await person(), await person({ status: "unsubscribed" })];
    expect(await beginVisit(one.visit({ keyHash: left.keyHash }))).toEqual({ outcome: "gone" });
    expect(await beginVisit(left.visit())).toEqual({ outcome: "gone" });
    const portal = left.visit({ to: "portal" });
    expect(await beginVisit(portal)).toMatchObject({ outcome: "ask" });
    await settleVisit(portal.id);
    expect(await beginVisit(portal)).toMatchObject({ outcome: "open", urlSealed: `to ${portal.id}` });
    expect(await beginVisit(left.visit({ to: "portal" }))).toMatchObject({ outcome: "ask" });
    // an open payment is settled there too
    await one.read({ tier: "free", ...past(8) });
    expect(await beginVisit(one.visit())).toEqual({ outcome: "owed" });
    // somebody else's visit
    expect(await beginVisit(one.visit({ id: portal.id, to: "portal" }))).toEqual({ outcome: "gone" });
  });

  test("is looked after, even if Polar never tells: to a checkout until they have bought, to the portal for its hour", async () => {
    const { id, visit, begin, store, read, billing } = await person();
    const { ticket } = await begin();
    expect(await waiting()).toEqual([]);
    const one = visit();
    await beginVisit(one);
    await settleVisit(one.id);
    // read before there was a checkout
    await store(ticket, { tier: "free", status: null, subscriptionId: null, plan: null });
    const inThree = async () => Math.abs(Number((await billing()).recheck_at) - Date.now() - 180_000) < 60_000;
    expect(await inThree()).toBe(true);
    await sql`update billing set recheck_at = recheck_at - interval '3 minutes'`;
    expect(await waiting()).toEqual([id]);
    await read({ recheckAt: periodEnd });
    await read({ recheckAt: periodEnd });
    expect((await billing()).recheck_at).toEqual(new Date(periodEnd));
    const portal = visit({ to: "portal" });
    await beginVisit(portal);
    expect(await inThree()).toBe(true);
    await settleVisit(portal.id, { checkoutId: undefined });
    await read({ recheckAt: periodEnd });
    expect(await inThree()).toBe(true);
    await sql`update billing_visits set expires_at = now()`;
    await read({ recheckAt: periodEnd });
    expect((await billing()).recheck_at).toEqual(new Date(periodEnd));
  });
});

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
    // An external id that is none of ours hides nobody; one that is counts.
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
    // The slower of two that overlap may have asked first, or last: it is asked again.
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
        ...{ kind: "payment_failed", period: `${subscription}:${failed.pastDueSince.slice(0, 10)}`, status: "pending" },
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

describe("the nightly check", () => {
  const compare = (run: string, ...rows: object[]) =>
    call("compare_billing", { p: { run, rows } }, z.strictObject({ differing: z.array(z.uuid()), strangers: z.int() }));
  const unseen = (run: string, limit = 10) =>
    call(
      "unseen_billing",
      { p_run: run, p_limit: limit },
      z.strictObject({ premium: z.int(), unseen: z.int(), ids: z.array(z.uuid()) }),
    );
  type Someone = Awaited<ReturnType<typeof person>>;
  const told = ({ id, running: { customerId: _, ...row } }: Someone, over: object = {}) => ({
    ...{ subscriberId: id, endsAt: null, ...row },
    ...over,
  });
  const now = async () => only(await sql<{ now: string }[]>`select clock_timestamp()::text as now`).now;
  const paying = async () => {
    const somebody = await person();
    await somebody.read();
    return somebody;
  };

  test("finds who differs, in whatever, and who is nobody's; whoever is the same, is being read or was just read, is left", async () => {
    const [same, ends, asked] = [await paying(), await paying(), await paying()];
    const [lost, other, erasing] = [await person(), await paying(), await paying()];
    await note({ subscriberId: asked.id });
    await call("begin_erasure", { p: { subscriberId: erasing.id, keyHash: erasing.keyHash } }, loose);
    const [moved, renamed] = [await paying(), await paying()];
    const run = await now();
    const late = await paying();
    const rows = [
      told(same),
      told(ends, { endsAt: periodEnd }),
      told(asked, { status: "past_due" }),
      told(lost),
      told(other),
      told(other, { subscriptionId: randomUUID(), plan: "quarterly" }),
      told(late, { status: "past_due" }),
      told(erasing, { status: "past_due" }),
      told(same, { subscriberId: "of another shop", subscriptionId: randomUUID() }),
      told(same, { subscriberId: randomUUID(), subscriptionId: randomUUID() }),
      // Polar has another external id of them.
      told(moved, { subscriberId: null, customerId: moved.running.customerId }),
      // What is no product of ours is nobody's business, unless somebody had premium by it.
      told(same, { subscriberId: null, subscriptionId: randomUUID(), plan: null }),
      told(renamed, { plan: null }),
    ];
    for (let turn = 0; turn < 2; turn++) {
      const found = await compare(run, ...rows);
      expect(found.strangers).toBe(2);
      expect(found.differing.sort()).toEqual([ends.id, lost.id, renamed.id].sort());
    }
    expect(await unseen(run)).toEqual({ premium: 7, unseen: 0, ids: [] });
    // Another product of ours is no premium.
    expect((await compare(await now(), told(lost, { plan: null }))).differing).toEqual([]);
  });

  test("a payment that is open is premium until its grace is over", async () => {
    const one = await person();
    await one.read(past(2));
    const row = told(one, { status: "past_due" });
    expect((await compare(await now(), row)).differing).toEqual([]);
    await sql`update billing set grace_until = now() - interval '1 second'`;
    expect((await compare(await now(), row)).differing).toEqual([one.id]);
    await one.read({ tier: "free", ...past(8) });
    expect((await compare(await now(), row)).differing).toEqual([]);
  });

  test("counts who has premium here and nothing there, also where nothing was ever bought", async () => {
    const [seen, gone, given] = [await paying(), await paying(), await person({ tier: "premium" })];
    const run = await now();
    await compare(run, told(seen));
    const { ids, ...counts } = await unseen(run);
    expect([counts, ids.sort()]).toEqual([{ premium: 3, unseen: 2 }, [gone.id, given.id].sort()]);
    expect((await unseen(run, 1)).ids).toHaveLength(1);
  });

  test("is in the figures with who pays, ends, owes and waits", async () => {
    const figures = () => call("billing_figures", {}, z.record(z.string(), z.unknown()));
    const none = { at: null, held: false, differing: 0, unseen: 0, strangers: 0, doubled: 0 };
    expect(await figures()).toEqual({
      ...{ premium: { monthly: 0, quarterly: 0 }, pastDue: 0, ending: 0, waiting: 0, oldestWaitingAt: null },
      ...{ erasing: 0, oldestErasureAt: null, undelivered: 0 },
      check: { ...none, since: null, endpoint: null, endpointAt: null },
    });
    const [, quarterly, owing, over] = [await paying(), await person(), await paying(), await paying()];
    await quarterly.read({ plan: "quarterly", endsAt: periodEnd });
    await owing.read(past(1));
    await over.read({ tier: "free", ...past(8) });
    await note({ subscriberId: over.id });
    // Not compared since the first of them; who waits with two reasons is one; who left and who bounced pay, too.
    expect(await figures()).toMatchObject({ check: { at: null, since: expect.any(String) } });
    await sql`update billing set recheck_at = now() - interval '1 hour' where subscriber_id in ${sql([over.id, owing.id])}`;
    await sql`update subscribers set status = 'unsubscribed' where id = ${owing.id}`;
    await sql`insert into suppressions (mailbox_hash, reason)
      select mailbox_hash, 'bounce' from subscribers where id = ${quarterly.id}`;
    const erasing = await person();
    await call("begin_erasure", { p: { subscriberId: erasing.id, keyHash: erasing.keyHash } }, loose);
    expect((await quarterly.begin()).held).toBe(false);
    const check = {
      doubled: 2,
      part: "all",
      looked: 3,
      differing: 1,
      unseen: 30,
      strangers: 0,
      asked: 0,
      held: true,
    };
    await call("store_billing_check", { p: check }, z.null());
    await call("store_billing_check", { p: { part: "endpoint", endpoint: "disabled" } }, z.null());
    expect(await sql`select from billing_checks`).toHaveLength(2);
    expect((await quarterly.begin()).held).toBe(true);
    const seen = await figures();
    expect(Date.now() - Date.parse(String(seen.oldestWaitingAt))).toBeGreaterThan(3_500_000);
    expect(seen).toEqual({
      ...{ premium: { monthly: 2, quarterly: 1 }, pastDue: 2, ending: 1, waiting: 2 },
      ...{ oldestWaitingAt: expect.any(String), erasing: 1, oldestErasureAt: expect.any(String), undelivered: 2 },
      check: {
        ...{ at: expect.any(String), since: expect.any(String), held: true },
        ...{ differing: 1, unseen: 30, strangers: 0, doubled: 2 },
        ...{ endpoint: "disabled", endpointAt: expect.any(String) },
      },
    });
  });
});

describe("erasing", () => {
  test("begins with an end of all mails and readings, and waits for Polar", async () => {
    const { id, keyHash, running, read, begin, store, row, visit } = await person({ next_digest_at: inDays(1) });
    await read();
    const { ticket } = await begin();
    const erasure = { p: { subscriberId: id, keyHash } };
    for (let turn = 0; turn < 2; turn++)
      expect(await call("begin_erasure", erasure, loose)).toEqual({
        ...{ outcome: "ready", atPolar: true, customerId: running.customerId },
      });
    expect(await row()).toMatchObject({ status: "unsubscribed", next_digest_at: null, tier: "premium" });
    expect(await store(ticket, { tier: "free", status: "canceled" })).toEqual({ outcome: "gone" });
    expect(await call("begin_billing", { p_subscriber: id }, z.null())).toBeNull();
    expect(await note({ subscriberId: id })).toEqual({ outcome: "stranger" });
    expect(await beginVisit(visit({ to: "portal", plan: undefined }))).toEqual({ outcome: "gone" });
    const lost = () => call("waiting_erasures", { p_limit: 5 }, z.array(z.unknown()));
    expect(await lost()).toEqual([]);
    await sql`update subscribers set erasure_asked_at = now() - interval '11 minutes'`;
    expect(await lost()).toEqual([{ subscriberId: id, keyHash }]);
  });

  test("of who never was at Polar need not ask there; another key opens nothing", async () => {
    const [one, other, buyer] = [await person(), await person(), await person()];
    const begin = (p: object) => call("begin_erasure", { p }, loose);
    expect(await begin({ subscriberId: one.id, keyHash: other.keyHash })).toEqual({ outcome: "gone" });
    expect(await begin({ subscriberId: one.id, keyHash: one.keyHash })).toEqual({
      ...{ outcome: "ready", atPolar: false, customerId: null },
    });
    for (const { visit } of [other, buyer]) {
      const to = visit();
      await beginVisit(to);
      if (visit === buyer.visit) await settleVisit(to.id);
    }
    expect(await begin({ subscriberId: other.id, keyHash: other.keyHash })).toMatchObject({ atPolar: false });
    expect(await begin({ subscriberId: buyer.id, keyHash: buyer.keyHash })).toMatchObject({ atPolar: true });
  });

  test("waits on while they sign up again: the mails beside one that was on its way go out, that one is unknown", async () => {
    const [one, other] = [await person(), await person()];
    for (const { read } of [one, other]) await read();
    const rows = await sql<{ id: string }[]>`select id from deliveries where kind = 'premium_started'`;
    const ids = rows.map(({ id }) => id);
    expect(only((await claimDeliveries(ids, 0)).batches).items).toHaveLength(2);
    await call("begin_erasure", { p: { subscriberId: one.id, keyHash: one.keyHash } }, loose);
    expect(await storeSignup(signupRow(one.email))).toMatchObject({ outcome: "new" });
    expect(only((await claimDeliveries(ids, 0)).batches).items).toMatchObject([{ subscriberId: other.id }]);
    expect([await one.mails(), await other.mails()]).toMatchObject([[{ status: "unknown" }], [{ status: "sending" }]]);
  });

  test("goes the same way a year after somebody left whom Polar knows, without a mail; the others go at once", async () => {
    const left = { status: "unsubscribed", unsubscribed_at: inDays(-366) };
    const [known, unknown] = [await person(left), await person(left)];
    await known.read({ tier: "free", status: "canceled" });
    expect(await call("purge", { p_kind: "left", p_limit: 10 }, z.int())).toBe(2);
    expect(await call("purge", { p_kind: "left", p_limit: 10 }, z.int())).toBe(0);
    expect(await sql`select id, email from subscribers`).toEqual([{ id: known.id, email: known.id }]);
    expect(await sql`select from subscribers where id = ${unknown.id}`).toEqual([]);
    const erasure = { p: { subscriberId: known.id, keyHash: known.keyHash } };
    expect(await call("begin_erasure", erasure, loose)).toMatchObject({ customerId: known.running.customerId });
    expect(await call("erase_subscriber", erasure, z.unknown())).toEqual({});
    expect(await sql`select from subscribers`).toEqual([]);
  });
});

test("a person's page and the operator's show what stands, and no way that only they may go", async () => {
  const { id, email, keyHash, visit, read } = await person({ cadence: "daily" });
  const page = () => anonDb().call("billing_page", { p_subscriber: id, p_key_hash: keyHash }, z.unknown());
  const before = { tier: "free", status: null, plan: null, customer: false, subscribed: true, cadence: "daily" };
  expect(await page()).toMatchObject({ ...before, masked_email: expect.stringContaining("***"), locale: "en" });
  const one = visit();
  await beginVisit(one);
  await settleVisit(one.id);
  await note({ subscriberId: id });
  await read({ endsAt: periodEnd });
  expect(await page()).toMatchObject({ tier: "premium", status: "active", plan: "monthly", customer: true });
  const shown = await call("operator_billing", { p_who: email }, z.looseObject({}));
  expect(shown).toMatchObject({
    ...{ id, tier: "premium", billing: { plan: "monthly" }, visits: [{ id: one.id }] },
    ...{ events: [{ type: "subscription.updated" }], mails: [{ kind: "premium_started" }] },
  });
  expect(JSON.stringify(shown)).not.toMatch(/sealed|to [0-9a-f]{8}/);
});
