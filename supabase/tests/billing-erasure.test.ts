import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { claimDeliveries, only, signupRow, storeSignup } from "./arrange.ts";
import { beginVisit, buyer, call, inDays, loose, note, settleVisit } from "./billing.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "suppressions", "webhook_events"));

const person = (over?: Record<string, unknown>) => buyer(sql, over);

describe("erasing", () => {
  test("begins with an end of all mails and readings, and waits for Polar", async () => {
    const { id, keyHash, running, read, begin, store, row, visit } = await person({ next_digest_at: inDays(1) });
    await read();
    const { ticket } = await begin();
    const erasure = { p: { subscriberId: id, keyHash } };
    for (let turn = 0; turn < 2; turn++)
      expect(await call("begin_erasure", erasure, loose)).toEqual({
        ...{ outcome: "ready", atPolar: true, customerId: running.customerId, visits: [] },
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
      ...{ outcome: "ready", atPolar: false, customerId: null, visits: [] },
    });
    const visits: string[] = [];
    for (const { visit } of [other, buyer]) {
      const to = visit();
      await beginVisit(to);
      if (visit === buyer.visit) await settleVisit(to.id);
      visits.push(to.id);
    }
    expect(await begin({ subscriberId: other.id, keyHash: other.keyHash })).toMatchObject({ atPolar: false });
    expect(await begin({ subscriberId: buyer.id, keyHash: buyer.keyHash })).toMatchObject({
      ...{ atPolar: true, visits: [visits[1]] },
    });
    // Also while the erasure waits for Polar.
    expect(await call("is_erased_buyer", { p_subscriber: buyer.id }, z.boolean())).toBe(true);
    expect(await call("is_erased_buyer", { p_subscriber: one.id }, z.boolean())).toBe(false);
  });

  test("leaves a hash of whose checkout may be paid yet, and of nobody else", async () => {
    const hour = 1 / 24;
    const asked = { url_sealed: null, expires_at: null, settled_at: null };
    const may = [{}, { expires_at: inDays(-hour / 2) }, { ...asked, asking_since: inDays(-1.5 * hour) }];
    const over = [
      { expires_at: inDays(-1.1 * hour) },
      { ...asked, asking_since: inDays(-2.1 * hour) },
      { destination: "portal" },
    ];
    const left = await Promise.all(
      [...may, ...over].map(async (visit) => {
        const { id } = await person();
        const row = {
          id: randomUUID(),
          subscriber_id: id,
          destination: "checkout",
          expires_at: inDays(hour),
          ...visit,
        };
        await sql`insert into billing_visits ${sql(row)}`;
        await sql`select forget_subscribers(${[id]})`;
        return call("is_erased_buyer", { p_subscriber: id }, z.boolean());
      }),
    );
    expect(left).toEqual([...may.map(() => true), ...over.map(() => false)]);
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
