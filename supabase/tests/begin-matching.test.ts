import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertPosting } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { digestsOf, insertDue, store } from "./digests.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "postings"));

const promise = z
  .object({ deliveryId: z.uuid(), subscriberId: z.uuid(), matchedBefore: z.array(z.uuid()), period: z.string() })
  .loose();
const begun = z.strictObject({ digests: z.array(promise), skipped: z.record(z.string(), z.int()) });
const beginCounted = (subscribers: string[], period?: string) =>
  serviceDb().call("begin_matching", { p_subscribers: subscribers, ...(period && { p_period: period }) }, begun);
const begin = async (subscribers: string[], period?: string) => (await beginCounted(subscribers, period)).digests;
const person = (over?: Record<string, unknown>) => insertDue(sql, over);

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

  test("keeps the order in which people were named", async () => {
    const people = (await Promise.all(Array.from({ length: 8 }, () => person()))).sort().reverse();
    expect((await begin(people, "now-1")).map(({ subscriberId }) => subscriberId)).toEqual(people);
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
    // The last verdict counts, and those before a reset do not.
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
    expect(await digestsOf(sql, id)).toMatchObject([{ status: "skipped", reason, settled_at: expect.any(Date) }]);
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
    expect(await digestsOf(sql, left)).toMatchObject([{ status: "skipped", reason: "unsubscribed" }]);
    expect(await digestsOf(sql, late)).toMatchObject([{ status: "skipped", reason: "too_late" }]);
  });
});
