import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { callIn, overlapping } from "./arrange.ts";
import { digestsOf, insertDue } from "./digests.ts";

const { sql } = databaseOfFile();
// Planners claim everybody who is due, so each test has its own people.
beforeEach(() => emptied(sql, "subscribers"));

const dueRow = z.object({ id: z.uuid(), due: z.string(), timeZone: z.string(), cadence: z.string(), tier: z.string() });
const claimDue = (limit = 100) => serviceDb().call("claim_due", { p_limit: limit }, z.array(dueRow));
const next = "2026-12-14T07:00:00+00:00";
const plan = (items: { id: string; due: string; period?: string; skip?: string | null }[]) => {
  const p = items.map((item) => ({ next, period: "2026-12-07", skip: null, ...item }));
  return serviceDb().call("plan_digests", { p }, z.array(z.uuid()));
};
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();
const person = (over?: Record<string, unknown>) => insertDue(sql, over);

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
    expect(await digestsOf(sql, id)).toMatchObject([{ period: "2026-12-07", status: "planned" }]);
    const [{ next_digest_at, plan_claimed_until } = expect.fail("no row")] =
      await sql`select * from subscribers where id = ${id}`;
    expect(next_digest_at).toEqual(new Date(next));
    expect(plan_claimed_until).toBeNull();
  });

  test("people of one city come beside each other, and cities of one country", async () => {
    const living = (geonameId: number, country: string) =>
      person({ wishes: { cities: [{ geonameId, name: "", country, lat: 0, lon: 0 }], countries: [] } });
    const anywhereIn = (country: string) => person({ wishes: { cities: [], countries: [country] } });
    const homes = new Map<string, string>();
    for (let round = 0; round < 3; round++) {
      homes.set(await living(2950159, "DE"), "DE Berlin");
      homes.set(await living(2988507, "FR"), "FR Paris");
      homes.set(await anywhereIn("FR"), "FR");
      homes.set(await living(2911298, "DE"), "DE Hamburg");
      homes.set(await anywhereIn("PT"), "PT");
    }
    const planned = await plan(await claimDue());
    const [cities, countries] = [planned.map((id) => homes.get(id)), planned.map((id) => homes.get(id)?.slice(0, 2))];
    const changes = (of: unknown[]) => of.filter((each, at) => each !== of[at - 1]).length;
    expect([planned.length, changes(cities), changes(countries)]).toEqual([15, 5, 3]);
  });

  test("the place that is first is another one in another period", async () => {
    const firsts = new Set<string>();
    const people = new Map<string, string>();
    for (const country of ["DE", "FR", "PT", "ES"])
      people.set(await person({ wishes: { cities: [], countries: [country] } }), country);
    for (let week = 1; week <= 12; week++) {
      await sql`update subscribers set next_digest_at = now() - interval '1 minute'`;
      const [first = ""] = await plan((await claimDue()).map((row) => ({ ...row, period: `week ${week}` })));
      firsts.add(people.get(first) ?? "");
    }
    expect(firsts.size).toBeGreaterThan(1);
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
    expect(await digestsOf(sql, id)).toMatchObject([
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
