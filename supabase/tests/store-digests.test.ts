import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertPosting } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { callIn, overlapping } from "./arrange.ts";
import { digestsOf, insertDue, matchOf, store, stored } from "./digests.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "postings"));

const person = (over?: Record<string, unknown>) => insertDue(sql, over);

describe("store_digests", () => {
  async function promised() {
    const id = await person();
    return { id, deliveryId: await insertDelivery(sql, id, { kind: "digest", status: "planned", progress_id: "p1" }) };
  }
  const matchesOf = (id: string) => sql`select * from matches where delivery_id = ${id} order by rank`;

  test("stores matches and delivery together, in the order given", async () => {
    const { deliveryId, id } = await promised();
    const postings = [await insertPosting(sql), await insertPosting(sql)];
    expect(await store([{ deliveryId, postings }])).toEqual([
      { deliveryId, status: "pending", reason: null, progressId: "p1" },
    ]);
    expect(await matchesOf(deliveryId)).toMatchObject([
      { rank: 1, posting_id: postings[0], subscriber_id: id, score: 80, reasons: ["Berlin"], parts: { place: 40 } },
      { rank: 2, posting_id: postings[1] },
    ]);
    expect(await digestsOf(sql, id)).toMatchObject([{ status: "pending", looked_at: 10, more: 3, settled_at: null }]);
  });

  test("twice, also at once and with another choice, it stores the first", async () => {
    const { deliveryId } = await promised();
    const [one, two] = [await insertPosting(sql), await insertPosting(sql)];
    await Promise.all([store([{ deliveryId, postings: [one] }]), store([{ deliveryId, postings: [one] }])]);
    expect(await store([{ deliveryId, postings: [two] }])).toMatchObject([{ status: "pending" }]);
    expect((await matchesOf(deliveryId)).map(({ posting_id }) => posting_id)).toEqual([one]);
  });

  test("two that overlap: the second finds it stored", async () => {
    const { deliveryId } = await promised();
    const posting = await insertPosting(sql);
    const p = [{ deliveryId, lookedAt: 1, more: 0, matches: [matchOf(posting)] }];
    const results = await overlapping(
      sql,
      (transaction) => callIn<{ status: string }[]>(transaction, "store_digests", p),
      (transaction) => callIn<{ status: string }[]>(transaction, "store_digests", p),
    );
    expect(results.flat().map(({ status }) => status)).toEqual(["pending", "pending"]);
  });

  test("two at once with the same digests in opposite orders both end", async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => promised()));
    const posting = await insertPosting(sql);
    const items = people.map(({ deliveryId }) => ({ deliveryId, postings: [posting] }));
    await Promise.all([store(items), store(items.toReversed()), store(items), store(items.toReversed())]);
    expect(await sql`select from matches`).toHaveLength(20);
  });

  test("leaves out what has closed, is gone or was matched before", async () => {
    const { id, deliveryId } = await promised();
    const before = await insertDelivery(sql, id, { kind: "digest", status: "planned" });
    const [open, closed, known] = [
      await insertPosting(sql),
      await insertPosting(sql, { closed_at: new Date() }),
      await insertPosting(sql),
    ];
    await store([{ deliveryId: before, postings: [known] }]);
    await store([{ deliveryId, postings: [closed, known, crypto.randomUUID(), open] }]);
    expect((await matchesOf(deliveryId)).map(({ posting_id }) => posting_id)).toEqual([open]);
  });

  test.each(["no_new", "too_few"])("nothing to say is a skip with its reason: %s", async (skip) => {
    const { id, deliveryId } = await promised();
    const why = [{ code: "level", count: 7 }];
    const p = [{ deliveryId, lookedAt: 10, more: 3, skip, why, matches: [] }];
    const call = () => serviceDb().call("store_digests", { p }, z.array(stored));
    expect(await call()).toMatchObject([{ status: "skipped", reason: skip }]);
    expect(await digestsOf(sql, id)).toMatchObject([
      { reason: skip, looked_at: 10, why, settled_at: expect.any(Date) },
    ]);
    // Reported once, so that it is counted once.
    expect(await call()).toMatchObject([{ status: "skipped", reason: null }]);
  });

  test("keeps who ordered it, the sentences and how many more of a company there are", async () => {
    const { deliveryId } = await promised();
    const postings = [await insertPosting(sql), await insertPosting(sql)];
    const provenance = { by: "rerank", model: "some-model" };
    const [first, second] = postings.map(matchOf);
    const matches = [{ ...first, sameCompany: 7, sentence: "Close to home." }, second];
    const p = [{ deliveryId, lookedAt: 2, more: 0, provenance, matches }];
    await serviceDb().call("store_digests", { p }, z.array(stored));
    expect(await matchesOf(deliveryId)).toMatchObject([
      { same_company: 7, sentence: "Close to home.", provenance },
      { same_company: 0, sentence: null, provenance },
    ]);
  });

  describe("of a welcome", () => {
    const [after, again, until] = ["2026-12-17", "2026-12-08", "2027-01-07"].map((day) => `${day}T07:00:00+00:00`);
    const welcome = { after, again, until };
    const owed = async (period: string, over: Record<string, unknown> = {}) => {
      const id = await person({ next_digest_at: null, ...over });
      return { id, deliveryId: await insertDelivery(sql, id, { kind: "digest", status: "planned", period }) };
    };
    const fill = (deliveryId: string, postings: string[]) => {
      const p = [{ deliveryId, lookedAt: 1, more: 0, skip: "no_new", welcome, matches: postings.map(matchOf) }];
      return serviceDb().call("store_digests", { p }, z.array(stored));
    };
    const rhythmOf = async (id: string) => {
      const [row] = await sql`select next_digest_at, welcome_until from subscribers where id = ${id}`;
      return [row?.next_digest_at, row?.welcome_until];
    };
    const dates = (...texts: (string | null | undefined)[]) => texts.map((text) => (text ? new Date(text) : null));

    test("the first digest after it is a while away", async () => {
      const { id, deliveryId } = await owed("welcome");
      expect(await fill(deliveryId, [await insertPosting(sql)])).toMatchObject([{ status: "pending" }]);
      expect(await rhythmOf(id)).toEqual(dates(after, null));
    });

    test("an empty one goes out, and is looked for again from the next morning on", async () => {
      const { id, deliveryId } = await owed("welcome-2");
      expect(await fill(deliveryId, [])).toMatchObject([{ status: "pending", reason: null }]);
      expect(await rhythmOf(id)).toEqual(dates(again, until));
    });

    test("looked for again and empty it is no mail, and nothing moves; found, it ends the search", async () => {
      const [next, end] = dates("2026-12-09T07:00:00Z", "2026-12-30T07:00:00Z");
      const { id, deliveryId } = await owed("welcome:2026-12-08", { next_digest_at: next, welcome_until: end });
      expect(await fill(deliveryId, [])).toMatchObject([{ status: "skipped", reason: "no_new" }]);
      expect(await rhythmOf(id)).toEqual([next, end]);
      const found = await insertDelivery(sql, id, { kind: "digest", status: "planned", period: "welcome:2026-12-09" });
      expect(await fill(found, [await insertPosting(sql)])).toMatchObject([{ status: "pending" }]);
      expect(await rhythmOf(id)).toEqual(dates(after, null));
    });

    test("nothing is due for who has left", async () => {
      const { id, deliveryId } = await owed("welcome", { status: "unsubscribed" });
      await fill(deliveryId, []);
      expect(await rhythmOf(id)).toEqual([null, null]);
    });
  });

  test("two digests of one person at once, the same postings in opposite orders, both end", async () => {
    const id = await person();
    const postings = await Promise.all(Array.from({ length: 10 }, () => insertPosting(sql)));
    const [one, two] = await Promise.all(
      ["a", "b"].map((period) => insertDelivery(sql, id, { kind: "digest", status: "planned", period })),
    );
    const items = (deliveryId: string, of: string[]) => [
      { deliveryId, lookedAt: 1, more: 0, matches: of.map(matchOf) },
    ];
    const results = await overlapping(
      sql,
      (transaction) => callIn<{ status: string }[]>(transaction, "store_digests", items(one ?? "", postings)),
      (transaction) =>
        callIn<{ status: string }[]>(transaction, "store_digests", items(two ?? "", postings.toReversed())),
    );
    expect(results.flat().map(({ status }) => status)).toEqual(["pending", "skipped"]);
    expect(await sql`select from matches`).toHaveLength(10);
  });

  test("a digest that was skipped meanwhile stays skipped", async () => {
    const { deliveryId, id } = await promised();
    const posting = await insertPosting(sql);
    await sql`update deliveries set status = 'skipped', reason = 'unsubscribed' where subscriber_id = ${id}`;
    expect(await store([{ deliveryId, postings: [posting] }])).toMatchObject([{ status: "skipped" }]);
    expect(await matchesOf(deliveryId)).toHaveLength(0);
  });

  test("one bad digest stores none of the call", async () => {
    const [one, two] = [await promised(), await promised()];
    const posting = await insertPosting(sql);
    const p = [
      { deliveryId: one.deliveryId, lookedAt: 1, more: 0, matches: [matchOf(posting)] },
      { deliveryId: two.deliveryId, lookedAt: 1, more: 0, matches: [{ ...matchOf(posting), score: 101 }] },
    ];
    await expect(serviceDb().call("store_digests", { p }, z.unknown())).rejects.toThrow(/23514/);
    expect(await sql`select from matches`).toHaveLength(0);
    expect(await digestsOf(sql, one.id)).toMatchObject([{ status: "planned" }]);
  });
});
