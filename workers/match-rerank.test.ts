import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { picking } from "../test/openai.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { startWorld, type World } from "../test/world.ts";

const vendor = await vi.hoisted(async () => {
  const { startOpenai } = await import("../test/openai.ts");
  const played = await startOpenai();
  Object.assign(process.env, { OPENAI_API_KEY: "sk-played", OPENAI_BASE_URL: played.url });
  return played;
});
const { default: match } = await import("./match.ts");

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  vendor.reset();
  await world.sql`update postings set closed_at = now(), changed_at = clock_timestamp()`;
  await emptied(world.sql, "subscribers");
});
afterAll(async () => {
  await world.close();
  await vendor.close();
});

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
async function promised(period: string, over: Record<string, unknown> = {}) {
  const person = await insertSubscriber(world.sql, over);
  return {
    person,
    delivery: await insertDelivery(world.sql, person.id, { kind: "digest", period, status: "planned" }),
  };
}
const matchesOf = (delivery: string) =>
  world.sql`select posting_id, sentence, provenance from matches where delivery_id = ${delivery} order by rank`;
/** The better for being the newer; each with words of its own that the model must not see the end of. */
const insertPostings = async (count: number) => {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const known = { first_seen_at: ago(2), posted_at: ago(2 + at) };
    ids.push(await insertPosting(world.sql, { ...known, description: `Numbers. ${"x".repeat(5000)} THE END` }));
  }
  return ids;
};

test("welcome and premium digests are the model's choice of twenty; nobody else's are asked about", async () => {
  const ids = await insertPostings(15);
  const [weekly, welcome] = [await promised("2026-11-26"), await promised("welcome")];
  const premium = await promised("2026-11-26", { tier: "premium", cadence: "daily" });
  const all = [weekly, welcome, premium].map(({ person }) => person.id);
  expect(await runOnce(match, { subscribers: all })).toEqual({ digests: 3, mails: 3 });

  const code = await matchesOf(weekly.delivery);
  expect(code.map(({ posting_id }) => posting_id)).toEqual(ids.slice(0, 5));
  for (const row of code) expect(row).toMatchObject({ sentence: null, provenance: { by: "code" } });
  for (const { delivery } of [welcome, premium]) {
    const chosen = await matchesOf(delivery);
    // The played model turns the order round: the last ten of fifteen.
    expect(chosen.map(({ posting_id }) => posting_id)).toEqual(ids.toReversed().slice(0, 10));
    expect(chosen[0]?.provenance).toEqual({ by: "rerank", model: "gpt-4o-mini" });
    expect(chosen[0]?.sentence).toEqual(expect.any(String));
  }
  for (const { text } of vendor.requests) {
    expect(text).toContain("Berlin, Germany; On site; Entry-level role; Pay not stated");
    for (const { person } of [welcome, premium]) {
      for (const personal of [person.id, person.email, "Ångström"]) expect(text).not.toContain(personal);
    }
    expect(text).not.toContain("THE END");
  }
});

test("what is not good enough for the person is nothing that the model could pick", async () => {
  const ids = await insertPostings(2);
  await insertPosting(world.sql, { first_seen_at: ago(2), posted_at: ago(29), level: "unknown" });
  const { person, delivery } = await promised("welcome", { min_score: 80 });
  await runOnce(match, { subscribers: [person.id] });
  expect((await matchesOf(delivery)).map(({ posting_id }) => posting_id)).toEqual(ids.toReversed());
});

test("a visa that is offered is a fact for who needs one", async () => {
  await insertPosting(world.sql, { first_seen_at: ago(2), posted_at: ago(2), visa: "offered" });
  const [asks, other] = [await promised("welcome"), await promised("welcome")];
  await world.sql`update subscribers set wishes = wishes || '{"visa": "needed"}' where id = ${asks.person.id}`;
  for (const { person } of [asks, other]) await runOnce(match, { subscribers: [person.id] });
  const fact = "Entry-level role; Visa sponsorship offered; Pay not stated";
  expect(vendor.requests.map(({ text }) => text.includes(fact))).toEqual([true, false]);
});

test("facts and sentences are in the subscriber's language", async () => {
  await insertPostings(1);
  const said = "Du arbeitest mit Daten in Berlin, wie gewünscht.";
  vendor.model = () => picking([{ number: 1, why: said }]);
  const { person, delivery } = await promised("welcome", { locale: "de" });
  await runOnce(match, { subscribers: [person.id] });
  expect(vendor.requests[0]?.text).toContain("Berlin, Deutschland; Vor Ort; Einstiegsstelle;");
  expect(await matchesOf(delivery)).toMatchObject([{ sentence: said }]);
});

test("without an answer the digest is as code has it, at once, and says why", async () => {
  const ids = await insertPostings(12);
  vendor.faults.set({ status: 429, name: "insufficient_quota", times: 100 });
  const { person, delivery } = await promised("welcome");
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 1 });
  const rows = await matchesOf(delivery);
  expect(rows.map(({ posting_id }) => posting_id)).toEqual(ids.slice(0, 10));
  expect(rows[0]).toMatchObject({ sentence: null, provenance: { by: "code", fallback: "quota" } });
});

test("an empty digest asks nobody", async () => {
  const { person } = await promised("welcome");
  expect(await runOnce(match, { subscribers: [person.id] })).toEqual({ digests: 1, mails: 1 });
  expect(vendor.requests).toEqual([]);
});
