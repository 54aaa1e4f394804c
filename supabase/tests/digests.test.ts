import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { emptied, startDatabase, type TestDatabase } from "../../test/services.ts";
import { callIn, overlapping } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
// Planners claim whoever is due: each test has its own people.
beforeEach(() => emptied(sql, "subscribers", "postings"));

const dueRow = z.object({ id: z.uuid(), due: z.string(), timeZone: z.string(), cadence: z.string(), tier: z.string() });
const claimDue = (limit = 100) => serviceDb().call("claim_due", { p_limit: limit }, z.array(dueRow));
const next = "2026-12-14T07:00:00+00:00";
const plan = (items: { id: string; due: string; period?: string; skip?: string | null }[]) => {
  const p = items.map((item) => ({ next, period: "2026-12-07", skip: null, ...item }));
  return serviceDb().call("plan_digests", { p }, z.array(z.uuid()));
};
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();
const person = async (over: Record<string, unknown> = {}) => {
  const due = new Date(Date.now() - 60_000);
  return (await insertSubscriber(sql, { next_digest_at: due, ...over })).id;
};
const digestsOf = (id: string) =>
  sql`select * from deliveries where subscriber_id = ${id} and kind = 'digest' order by period`;

const promise = z
  .object({ deliveryId: z.uuid(), subscriberId: z.uuid(), matchedBefore: z.array(z.uuid()), period: z.string() })
  .loose();
const begun = z.strictObject({ digests: z.array(promise), skipped: z.record(z.string(), z.int()) });
const beginCounted = (subscribers: string[], period?: string) =>
  serviceDb().call("begin_matching", { p_subscribers: subscribers, ...(period && { p_period: period }) }, begun);
const begin = async (subscribers: string[], period?: string) => (await beginCounted(subscribers, period)).digests;
const stored = z.strictObject({
  deliveryId: z.uuid(),
  status: z.string(),
  reason: z.string().nullable(),
  progressId: z.string().nullable(),
});
const matchOf = (postingId: string) => ({ postingId, score: 80, parts: { place: 40 }, reasons: ["Berlin"], gaps: [] });
const store = (items: { deliveryId: string; postings: string[] }[]) => {
  const p = items.map(({ deliveryId, postings }) => ({
    deliveryId,
    lookedAt: 10,
    more: 3,
    matches: postings.map(matchOf),
  }));
  return serviceDb().call("store_digests", { p }, z.array(stored));
};

describe("claim_due", () => {
  test("takes who is active and due, and nobody else", async () => {
    const due = await person({ time_zone: "Asia/Tokyo", tier: "premium", cadence: "daily" });
    await person({ next_digest_at: new Date(Date.now() + 60_000) });
    await person({ next_digest_at: null });
    await person({ status: "unsubscribed" });
    await person({ status: "unverified" });
    expect(await claimDue()).toMatchObject([{ id: due, timeZone: "Asia/Tokyo", tier: "premium", cadence: "daily" }]);
  });

  test("two planners at once take different people, and all of them", async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => person()));
    const claims = await Promise.all([claimDue(20), claimDue(20)]);
    expect(ids(claims.flat())).toEqual([...people].sort());
    expect(await claimDue()).toEqual([]);
  });

  test("a planner takes others than one that has not committed yet, and does not wait for it", async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => person()));
    const claims = await overlapping(
      sql,
      (transaction) => callIn<{ id: string }[]>(transaction, "claim_due", 2),
      (transaction) => callIn<{ id: string }[]>(transaction, "claim_due", 4),
    );
    expect(claims.map(({ length }) => length)).toEqual([2, 2]);
    expect(ids(claims.flat())).toEqual([...people].sort());
  });

  test("the longest due comes first", async () => {
    await person();
    const longest = await person({ next_digest_at: new Date(Date.now() - 3_600_000) });
    expect(ids(await claimDue(1))).toEqual([longest]);
  });

  test("a planner that died gives its claim back when it is over", async () => {
    const id = await person();
    expect(await claimDue()).toHaveLength(1);
    expect(await claimDue()).toEqual([]);
    await sql`update subscribers set plan_claimed_until = now() - interval '1 second'`;
    expect(ids(await claimDue())).toEqual([id]);
  });
});

describe("plan_digests", () => {
  test("moves the row on and promises one digest, also with two planners at once", async () => {
    const id = await person();
    const [row = expect.fail("nobody is due")] = await claimDue();
    const planned = await Promise.all([plan([row]), plan([row])]);
    expect(planned.flat()).toEqual([id]);
    expect(await plan([row])).toEqual([]);
    expect(await digestsOf(id)).toMatchObject([{ period: "2026-12-07", status: "planned" }]);
    const [{ next_digest_at, plan_claimed_until } = expect.fail("no row")] =
      await sql`select * from subscribers where id = ${id}`;
    expect(next_digest_at).toEqual(new Date(next));
    expect(plan_claimed_until).toBeNull();
  });

  test("two that overlap promise one digest", async () => {
    const id = await person();
    const rows = (await claimDue()).map((row) => ({ ...row, next, period: "2026-12-07", skip: null }));
    const results = await overlapping(
      sql,
      (transaction) => callIn<string[]>(transaction, "plan_digests", rows),
      (transaction) => callIn<string[]>(transaction, "plan_digests", rows),
    );
    expect(results).toEqual([[id], []]);
  });

  test("a period that is too old moves on without a mail, and says why", async () => {
    const id = await person();
    const [row = expect.fail("nobody is due")] = await claimDue();
    expect(await plan([{ ...row, skip: "too_late" }])).toEqual([]);
    expect(await digestsOf(id)).toMatchObject([
      { status: "skipped", reason: "too_late", settled_at: expect.any(Date) },
    ]);
  });

  test("who has left meanwhile, or is due at another time now, stays as they are", async () => {
    const [left, moved] = [await person(), await person()];
    const rows = await claimDue();
    await sql`update subscribers set status = 'unsubscribed' where id = ${left}`;
    await sql`update subscribers set next_digest_at = next_digest_at + interval '1 hour' where id = ${moved}`;
    expect(await plan(rows)).toEqual([]);
    expect(await sql`select from deliveries`).toHaveLength(0);
  });

  test("a digest of that day that is there already is not promised again, and the row moves on", async () => {
    const id = await person();
    await insertDelivery(sql, id, { kind: "digest", period: "2026-12-07", status: "sent" });
    const rows = await claimDue();
    expect(await plan(rows)).toEqual([]);
    expect(await sql`select next_digest_at from subscribers`).toMatchObject([{ next_digest_at: new Date(next) }]);
  });
});

describe("begin_matching", () => {
  test("gives what is promised and not filled, with what was matched before", async () => {
    const [id, other] = [await person({ locale: "de" }), await person()];
    const posting = await insertPosting(sql);
    const before = await insertDelivery(sql, id, { kind: "digest", period: "2026-11-30", status: "planned" });
    await store([{ deliveryId: before, postings: [posting] }]);
    const planned = await insertDelivery(sql, id, { kind: "digest", period: "2026-12-07", status: "planned" });
    expect(await begin([id, other])).toMatchObject([
      {
        deliveryId: planned,
        subscriberId: id,
        period: "2026-12-07",
        matchedBefore: [posting],
        tier: "free",
        timeZone: "Europe/Berlin",
        locale: "de",
      },
    ]);
  });

  test("an operator's period is promised once, to who is active", async () => {
    const [id, left] = [await person(), await person({ status: "unsubscribed" })];
    expect(await begin([id, left], "now-1")).toMatchObject([{ subscriberId: id, period: "now-1" }]);
    expect(await begin([id, left], "now-1")).toHaveLength(1);
    expect(await sql`select from deliveries`).toHaveLength(1);
  });

  test("gives what the person has set, and what they said since they asked to forget", async () => {
    const [id, other] = [await person({ excluded_companies: ["Acme"], min_score: 70 }), await person()];
    const matchIds: string[] = [];
    for (const subscriber of [id, id, other]) {
      const deliveryId = await insertDelivery(sql, subscriber, { kind: "digest", status: "planned" });
      await store([{ deliveryId, postings: [await insertPosting(sql, { company: `Company ${matchIds.length}` })] }]);
      const [row] = await sql<{ id: string }[]>`select id from matches where delivery_id = ${deliveryId}`;
      matchIds.push(row?.id ?? "");
    }
    const say = (subscriber: string, match: string, verdict: string, reason?: string) =>
      serviceDb().call(
        "record_verdict",
        { p_subscriber: subscriber, p_match: match, p_verdict: verdict, ...(reason && { p_reason: reason }) },
        z.boolean(),
      );
    const [first = "", second = "", others = ""] = matchIds;
    expect(await say(id, first, "more")).toBe(true);
    expect(await say(id, second, "less", "company")).toBe(true);
    expect(await say(id, others, "more")).toBe(false);
    await insertDelivery(sql, id, { kind: "digest", period: "2026-12-07", status: "planned" });
    const posting = { occupation: "data", level: "entry", careerPaths: ["data-analytics"] };
    const verdicts = [
      { verdict: "less", reason: "company", at: expect.any(String), posting: { ...posting, company: "Company 1" } },
      { verdict: "more", reason: null, at: expect.any(String), posting: { ...posting, company: "Company 0" } },
    ];
    expect(await begin([id])).toMatchObject([{ excludedCompanies: ["Acme"], minScore: 70, verdicts }]);
    // The last word counts, and what came before a reset does not.
    await sql`update subscribers set taste_reset_at = now() where id = ${id}`;
    await say(id, first, "irrelevant", "pay");
    expect((await begin([id]))[0]?.verdicts).toMatchObject([{ verdict: "irrelevant", reason: "pay" }]);
    expect(await sql`select from verdicts`).toHaveLength(2);
  });

  test.each([
    ["paused", { paused_until: new Date(Date.now() + 60_000) }],
    ["suppressed", { mailbox_hash: "of a complaint" }],
  ])("who is %s gets none, and the row says so", async (reason, over) => {
    const [id, over_] = [await person(over), await person({ paused_until: new Date(Date.now() - 60_000) })];
    await sql`insert into suppressions values ('of a complaint', 'complaint') on conflict do nothing`;
    for (const each of [id, over_]) await insertDelivery(sql, each, { kind: "digest", status: "planned" });
    const { digests, skipped } = await beginCounted([id, over_]);
    expect(digests).toMatchObject([{ subscriberId: over_ }]);
    expect(skipped).toEqual({ [reason]: 1 });
    expect(await digestsOf(id)).toMatchObject([{ status: "skipped", reason, settled_at: expect.any(Date) }]);
  });

  test("ends what nobody wants any more or is late, with the reason", async () => {
    const [left, late] = [await person({ status: "unsubscribed" }), await person()];
    await insertDelivery(sql, left, { kind: "digest", status: "planned" });
    await insertDelivery(sql, late, {
      kind: "digest",
      status: "planned",
      created_at: new Date(Date.now() - 73 * 3_600_000),
    });
    expect(await beginCounted([left, late])).toEqual({ digests: [], skipped: { unsubscribed: 1, too_late: 1 } });
    expect(await digestsOf(left)).toMatchObject([{ status: "skipped", reason: "unsubscribed" }]);
    expect(await digestsOf(late)).toMatchObject([{ status: "skipped", reason: "too_late" }]);
  });
});

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
    expect(await digestsOf(id)).toMatchObject([{ status: "pending", looked_at: 10, more: 3, settled_at: null }]);
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
    expect(await digestsOf(id)).toMatchObject([{ reason: skip, looked_at: 10, why, settled_at: expect.any(Date) }]);
    // Told once, as it is counted.
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
    expect(await digestsOf(one.id)).toMatchObject([{ status: "planned" }]);
  });
});
