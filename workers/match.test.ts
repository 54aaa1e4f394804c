import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import match from "./match.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  // Closing, not deleting: a worker's catalogue hears of changes only, as in production.
  await world.sql`update postings set closed_at = now(), changed_at = clock_timestamp()`;
  await world.sql`truncate subscribers cascade`;
});
afterAll(() => world.close());

const promised = async (period = "welcome") => {
  const person = await insertSubscriber(world.sql);
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
  const fresh = await insertPosting(world.sql, { title: "Data Trainee" });
  await insertDelivery(world.sql, person.id, { kind: "digest", period: "2026-11-23", status: "planned" });
  await runOnce(match, { subscribers: [person.id] });
  const rows = await world.sql`select posting_id from matches order by created_at`;
  expect(rows.map(({ posting_id }) => posting_id)).toEqual([first, fresh]);
});

test("a posting that closed after the catalogue was read is left out when the digest is stored", async () => {
  const { delivery } = await promised("2026-11-23");
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
  expect(await deliveryOf(delivery)).toMatchObject({ status: "skipped", reason: "no posting matched" });
});

test("with nothing that fits a regular digest is no mail, and the row says why", async () => {
  const { person, delivery } = await promised("2026-11-23");
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 0 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "skipped", reason: "no posting matched" });
});

test("a welcome goes out also when nothing fits: who has just confirmed is told", async () => {
  const { person, delivery } = await promised();
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 1 });
  expect(await deliveryOf(delivery)).toMatchObject({ status: "pending", looked_at: 0 });
});

test("an aggregator's posting is in a regular digest only if its link was seen to be there; a welcome takes what is known", async () => {
  const [regular, welcome] = [await promised("2026-11-23"), await promised()];
  const titled = (title: string, over: object) => insertPosting(world.sql, { title, source: "himalayas", ...over });
  await titled("Data Analyst, live", { link_status: "live", link_checked_at: new Date() });
  await titled("Data Analyst, unsure", { link_status: "uncertain", link_checked_at: new Date() });
  await titled("Data Analyst, new", {});
  await insertPosting(world.sql, { title: "Data Analyst, own board", link_status: "uncertain" });
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
  expect(await deliveryOf(bad.delivery)).toMatchObject({ status: "skipped", reason: "wishes do not parse" });
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
  await insertPosting(world.sql);
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
