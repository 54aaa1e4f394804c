import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { digestsSkipped } from "../lib/metrics.ts";
import { readProgress } from "../lib/subscribers/progress.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { startWorld, type World } from "../test/world.ts";
import match from "./match.ts";
import plan from "./plan.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  // Closing, not deleting: a worker's catalogue hears of changes only, as in production.
  await world.sql`update postings set closed_at = now(), changed_at = clock_timestamp()`;
  await emptied(world.sql, "subscribers");
});
afterAll(() => world.close());

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);
/** Long enough ago for everybody's digests. */
const known = { first_seen_at: ago(25) };
const promised = async (period = "welcome", over: Record<string, unknown> = {}) => {
  const person = await insertSubscriber(world.sql, over);
  return {
    person,
    delivery: await insertDelivery(world.sql, person.id, { kind: "digest", period, status: "planned" }),
  };
};
const deliveryOf = async (id: string) =>
  (await world.sql`select status, reason, looked_at from deliveries where id = ${id}`)[0];

test("fills the promised digest with postings that fit, their scores and reasons", async () => {
  const { person, delivery } = await promised();
  const fitting = await insertPosting(world.sql);
  await insertPosting(world.sql, { title: "Senior Chef", level: "senior", career_paths: ["operations-supply-chain"] });
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 1 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "pending", looked_at: 2 });
  const matches = await world.sql`select posting_id, rank, score, reasons from matches`;
  expect(matches).toEqual([{ posting_id: fitting, rank: 1, score: expect.any(Number), reasons: expect.any(Array) }]);
  expect(matches[0]?.reasons.join(" ")).toContain("Berlin");
});

test("run twice and at once, every digest is stored once", async () => {
  const { person } = await promised();
  await Promise.all(Array.from({ length: 4 }, () => insertPosting(world.sql)));
  await Promise.all([runOnce(match, { subscribers: [person.id] }), runOnce(match, { subscribers: [person.id] })]);
  await runOnce(match, { subscribers: [person.id] });
  expect(await world.sql`select 1 from matches`).toHaveLength(4);
  expect(await world.sql`select 1 from deliveries where kind = 'digest'`).toHaveLength(1);
});

test("never the same posting twice", async () => {
  const { person } = await promised();
  const first = await insertPosting(world.sql);
  await runOnce(match, { subscribers: [person.id] });
  const fresh = await insertPosting(world.sql, { title: "Data Trainee", ...known });
  await insertDelivery(world.sql, person.id, { kind: "digest", period: "2026-11-26", status: "planned" });
  await runOnce(match, { subscribers: [person.id] });
  const rows = await world.sql`select posting_id from matches order by created_at`;
  expect(rows.map(({ posting_id }) => posting_id)).toEqual([first, fresh]);
});

test("a posting that closed after the catalogue was read is left out when the digest is stored", async () => {
  const { delivery } = await promised("2026-11-26");
  const posting = await insertPosting(world.sql, { closed_at: new Date() });
  const digest = [
    {
      deliveryId: delivery,
      lookedAt: 1,
      more: 0,
      matches: [{ postingId: posting, score: 90, parts: {}, reasons: [], gaps: [] }],
    },
  ];
  await world.sql`select store_digests(${world.sql.json(digest)})`;
  expect(await deliveryOf(delivery)).toMatchObject({ status: "skipped", reason: "no_new" });
});

test("with nothing that fits a regular digest is no mail, and the row says why", async () => {
  const { person, delivery } = await promised("2026-11-26");
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 0 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "skipped", reason: "no_new" });
});

test("what fits, but not well enough, is no mail either, and that is another reason", async () => {
  const { person, delivery } = await promised("2026-11-26", { min_score: 100 });
  await insertPosting(world.sql, { level: "unknown", ...known });
  const skips = async () =>
    (await digestsSkipped.get()).values.find(({ labels }) => labels.reason === "too_few")?.value;
  const before = (await skips()) ?? 0;
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 0 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "skipped", reason: "too_few" });
  expect(await skips()).toBe(before + 1);
});

test("premium sees a posting at once, others a day later, and a welcome shows all that there is", async () => {
  const free = await promised("2026-11-26");
  const premium = await promised("2026-11-26", { tier: "premium" });
  const welcome = await promised();
  const [fresh, old] = [await insertPosting(world.sql), await insertPosting(world.sql, known)];
  await runOnce(match, { subscribers: [free, premium, welcome].map(({ person }) => person.id) });
  const postingsOf = async (delivery: string) =>
    (await world.sql`select posting_id from matches where delivery_id = ${delivery}`)
      .map((row) => row.posting_id)
      .sort();
  expect(await postingsOf(free.delivery)).toEqual([old]);
  expect(await postingsOf(premium.delivery)).toEqual([fresh, old].sort());
  expect(await postingsOf(welcome.delivery)).toEqual([fresh, old].sort());
});

test("five postings a week, ten with premium or for a welcome", async () => {
  for (let count = 0; count < 12; count++) await insertPosting(world.sql, known);
  const digests = [await promised("2026-11-26"), await promised("2026-11-26", { tier: "premium" }), await promised()];
  await runOnce(match, { subscribers: digests.map(({ person }) => person.id) });
  const sizes = digests.map(async ({ delivery }) => {
    const [row] = await world.sql`select count(*)::int as size from matches where delivery_id = ${delivery}`;
    return row?.size;
  });
  expect(await Promise.all(sizes)).toEqual([5, 10, 10]);
});

test("an empty welcome goes out, as who has just confirmed is told; the first morning with a posting brings it", async () => {
  const { person, delivery } = await promised();
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 1 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "pending", looked_at: 0 });
  const morning = async (postings: number) => {
    for (let count = 0; count < postings; count++) await insertPosting(world.sql);
    const [row] = await world.sql`
      update subscribers set next_digest_at = now() - interval '1 minute' where id = ${person.id}
      returning (select next_digest_at from subscribers where id = ${person.id}) as planned`;
    await runOnce(plan, {});
    await runOnce(match, { subscribers: [person.id] });
    // The day that names the digest is the same for both mornings of a test: the second is yesterday's.
    await world.sql`update deliveries set period = 'welcome:yesterday' where status = 'skipped'`;
    return row?.planned as Date;
  };
  const hoursAway = (await morning(0)).getTime() - Date.now();
  expect(hoursAway).toBeLessThanOrEqual(25 * 3600_000);
  await morning(7);
  const digests = await world.sql`
    select period, status, reason, (select count(*)::int from matches where delivery_id = d.id) as postings
    from deliveries d where subscriber_id = ${person.id} order by created_at`;
  const today = Temporal.Now.zonedDateTimeISO("Europe/Berlin").toPlainDate();
  expect(digests).toMatchObject([
    { period: "welcome", status: "pending", postings: 0 },
    { period: "welcome:yesterday", status: "skipped", reason: "no_new" },
    { period: `welcome:${today}`, status: "pending", postings: 7 },
  ]);
  const [row] = await world.sql`
    select welcome_until, next_digest_at > now() + interval '3 days' as later from subscribers where id = ${person.id}`;
  expect(row).toEqual({ welcome_until: null, later: true });
});

test("an empty welcome tells the signup's page how many it looked at, and why none fits", async () => {
  const paris = [{ city: "Paris", geonameId: 2988507, country: "FR", lat: 48.85, lon: 2.35, raw: "Paris" }];
  await insertPosting(world.sql, { locations: world.sql.json(paris) });
  await insertPosting(world.sql, { locations: world.sql.json(paris) });
  await insertPosting(world.sql, { level: "senior" });
  const progressId = randomUUID();
  const { id } = await insertSubscriber(world.sql);
  await insertDelivery(world.sql, id, {
    kind: "digest",
    period: "welcome",
    status: "planned",
    progress_id: progressId,
  });
  await runOnce(match, { subscribers: [id] });
  expect(await readProgress(progressId)).toMatchObject({
    lookedAt: 3,
    why: [
      { code: "place", count: 2 },
      { code: "level", count: 1 },
    ],
  });
});

test("what a person excluded or said about postings is asked for with them", async () => {
  const { person, delivery } = await promised("welcome", { excluded_companies: ["Acme GmbH"] });
  await insertPosting(world.sql, { company: "Acme" });
  const [other] = [await insertPosting(world.sql, { company: "Bolt" })];
  await runOnce(match, { subscribers: [person.id] });
  const rows = await world.sql`select posting_id from matches where delivery_id = ${delivery}`;
  expect(rows).toEqual([{ posting_id: other }]);
});

test("reasons and gaps are in the subscriber's language; in the first where theirs is spoken no more", async () => {
  await insertPosting(world.sql, { title: "Data Analyst", level: "entry" });
  for (const [locale, told] of [
    ["de", "Daten und Analyse, wie gewünscht"],
    ["xx", "Data and analytics, as you asked"],
  ] as const) {
    const { person, delivery } = await promised("welcome", { locale });
    await runOnce(match, { subscribers: [person.id] });
    const [row] = await world.sql`select reasons from matches where delivery_id = ${delivery}`;
    expect(row?.reasons).toContain(told);
  }
});

test("somebody with a hundred times the history and the wishes gets one digest like the others, who miss nothing", async () => {
  const heavy = await promised("2026-11-26", {
    wishes: world.sql.json({
      ...{ cities: [], countries: ["DE"], careerPaths: ["unsure"], levels: [], workModes: [], languages: [] },
      ...{ visa: "unknown", keywords: [], cadence: "weekly", timeZone: "Europe/Berlin" },
    }),
  });
  const others = await Promise.all(Array.from({ length: 9 }, () => promised("2026-11-26")));
  for (let count = 0; count < 6; count++) await insertPosting(world.sql, known);
  const past = await insertDelivery(world.sql, heavy.person.id, { kind: "digest", status: "sent" });
  await world.sql`
    with old as (
      insert into postings (dedupe_key, source, source_id, url, title, company, locations, remote, level, career_paths,
        occupation, languages, visa, description, confidence, content_hash)
      select 'old ' || n, 'greenhouse', 'old ' || n, 'https://x.example/' || n, 'Data Analyst', 'Company ' || n, locations,
        remote, level, career_paths, occupation, languages, visa, '', confidence, ''
      from generate_series(1, 600) n, (select * from postings where closed_at is null limit 1) o returning id
    )
    insert into matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps)
    select ${heavy.person.id}, id, ${past}, 1, 80, '{}', '{}', '{}' from old`;
  const all = [heavy, ...others];
  expect(await runOnce(match, { subscribers: all.map(({ person }) => person.id) })).toEqual({ digests: 10, mails: 10 });
  const sizes = await world.sql`
    select count(*)::int as size from matches where delivery_id = any(${all.map(({ delivery }) => delivery)}::uuid[])
    group by delivery_id`;
  expect(sizes).toEqual(all.map(() => ({ size: 5 })));
});

test("an aggregator's posting is in a regular digest only if its link was seen to be there; a welcome takes what is known", async () => {
  const [regular, welcome] = [await promised("2026-11-26"), await promised()];
  const titled = (title: string, over: object) =>
    insertPosting(world.sql, { title, source: "himalayas", ...known, ...over });
  await titled("Data Analyst, live", { link_status: "live", link_checked_at: new Date() });
  await titled("Data Analyst, unsure", { link_status: "uncertain", link_checked_at: new Date() });
  await titled("Data Analyst, new", {});
  await insertPosting(world.sql, { title: "Data Analyst, own board", link_status: "uncertain", ...known });
  await runOnce(match, { subscribers: [regular.person.id, welcome.person.id] });
  const titlesOf = async (delivery: string) => {
    const rows = await world.sql`
      select o.title from matches m join postings o on o.id = m.posting_id where m.delivery_id = ${delivery}`;
    return rows.map(({ title }) => title.replace("Data Analyst, ", "")).sort();
  };
  expect(await titlesOf(regular.delivery)).toEqual(["live", "own board"]);
  expect(await titlesOf(welcome.delivery)).toEqual(["live", "new", "own board", "unsure"]);
});

test("wishes that do not parse end that promise with its reason, and nobody else's", async () => {
  const [bad, good] = [await promised(), await promised()];
  await insertPosting(world.sql);
  await world.sql`update subscribers set wishes = '{}' where id = ${bad.person.id}`;
  expect(await runOnce(match, { subscribers: [bad.person.id, good.person.id] })).toMatchObject({ mails: 1 });
  expect(await deliveryOf(bad.delivery)).toMatchObject({ status: "skipped", reason: "bad_wishes" });
});

test("whoever left gets none, an unverified person neither, even when an operator asks", async () => {
  await insertPosting(world.sql);
  const left = await insertSubscriber(world.sql, { status: "unsubscribed" });
  const unverified = await insertSubscriber(world.sql, { status: "unverified" });
  const planned = await insertDelivery(world.sql, left.id, { kind: "digest", status: "planned" });
  await runOnce(match, { subscribers: [left.id, unverified.id], period: "on-demand:2026-11-21" });
  expect(await deliveryOf(planned)).toMatchObject({ status: "skipped", reason: "unsubscribed" });
  expect(await world.sql`select 1 from matches`).toEqual([]);
});

test("an operator's request promises one digest a period", async () => {
  await insertPosting(world.sql, known);
  const person = await insertSubscriber(world.sql);
  const request = { subscribers: [person.id], period: "on-demand:2026-11-21" };
  expect(await runOnce(match, request)).toEqual({ digests: 1, mails: 1 });
  expect(await runOnce(match, request)).toEqual({ digests: 0, mails: 0 });
});

test("at most two postings of one company, the rest counted", async () => {
  const { person, delivery } = await promised();
  for (const title of ["Data Analyst", "Data Trainee", "Data Intern"])
    await insertPosting(world.sql, { title, company: "One Ltd" });
  await runOnce(match, { subscribers: [person.id] });
  expect(await world.sql`select 1 from matches`).toHaveLength(2);
  expect(await world.sql`select more from deliveries where id = ${delivery}`).toEqual([{ more: 1 }]);
});
