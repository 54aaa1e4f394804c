import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { signup } from "../../jobs/signup.ts";
import { enqueue } from "../../lib/queue.ts";
import { asked, ops } from "../../test/ops.ts";
import { insertDelivery, insertPosting, insertSubscriber, signupPayload, someSignup } from "../../test/people.ts";
import { runOnce } from "../../test/run.ts";
import { emptied } from "../../test/services.ts";
import { startWorld, type World } from "../../test/world.ts";
import match from "../../workers/match.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.sql`update postings set closed_at = now(), changed_at = clock_timestamp()`;
  await emptied(world.sql, "subscribers", "suppressions", "dead_letters");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);

describe("digest --dry-run", () => {
  const dryRun = async (who: string) => (await asked("digest", "--dry-run", "--subscriber", who)).answer;

  /** Somebody's promised digest, and postings of which some fit. */
  async function arranged(period: string) {
    const person = await insertSubscriber(world.sql, { excluded_companies: ["Unwanted GmbH"] });
    await world.sql`update subscribers set wishes = wishes || '{"countries": []}' where id = ${person.id}`;
    const delivery = await insertDelivery(world.sql, person.id, { kind: "digest", period, status: "planned" });
    const posting = (over: Record<string, unknown> = {}) =>
      insertPosting(world.sql, { first_seen_at: ago(48), posted_at: ago(48), ...over });
    const one = { company: "Large AG" };
    await Promise.all([posting(one), posting(one), posting(one), posting({ company: "Unwanted" })]);
    const hamburg = [{ city: "Hamburg", geonameId: 2911298, country: "DE", lat: 53.55, lon: 9.99, raw: "Hamburg" }];
    await Promise.all([
      posting(),
      posting({ title: "Data Trainee", level: "graduate" }),
      posting({ first_seen_at: new Date() }),
      posting({ level: "senior", title: "Senior Data Analyst" }),
      posting({ locations: world.sql.json(hamburg) }),
      posting({ source: "jsearch" }),
    ]);
    const before = await insertDelivery(world.sql, person.id, { kind: "digest", period: "before", status: "sent" });
    await world.sql`insert into matches ${world.sql({ subscriber_id: person.id, delivery_id: before, posting_id: await posting(), rank: 1, score: 90, parts: world.sql.json({}), reasons: [], gaps: [] })}`;
    return { person, delivery };
  }

  test.each(["welcome", "2026-11-26"])(
    "of %s tells what the worker then stores, and why not the rest",
    async (period) => {
      const { person, delivery } = await arranged(period);
      const stored = () => world.sql`
      select posting_id as "postingId", rank, score, parts, reasons, gaps, same_company as "sameCompany"
      from matches where delivery_id = ${delivery} order by rank`;
      const told = await dryRun(person.email);
      expect(await stored()).toHaveLength(0);
      expect(told).toMatchObject({ period, sends: true, reason: null, subscriber: person.id });
      await runOnce(match, { subscribers: [person.id] });
      const { title: _, company: __, ...first } = told.matches[0];
      expect(first).toHaveProperty("postingId");
      expect(told.matches.map(({ title, company, ...each }: Record<string, unknown>) => each)).toEqual(await stored());
      const [row] = await world.sql`select looked_at, more from deliveries where id = ${delivery}`;
      expect(row).toEqual({ looked_at: told.lookedAt, more: told.more });
      const regular = period === "welcome" ? {} : { "too-new": 1, link: 1 };
      const always = { "company-limit": 1, company: 1, level: 1, place: 1, "matched-before": 1 };
      expect(told.leftOut).toEqual({ ...always, ...regular });
      const reasons = told.nearest.map(({ why }: { why: string }) => why).sort();
      expect(reasons).toEqual(Object.keys({ ...always, ...regular }).sort());
    },
  );

  test.each([
    ["paused", { paused_until: new Date(Date.now() + 86_400_000) }, true],
    ["unsubscribed", { status: "unsubscribed" }, true],
    ["no_new", {}, false],
    ["too_few", { min_score: 100 }, true],
  ])("says %s as the worker does, who stores nothing", async (reason, over, posting) => {
    const person = await insertSubscriber(world.sql, over);
    const digest = { kind: "digest", period: "2026-11-26", status: "planned" };
    const delivery = await insertDelivery(world.sql, person.id, digest);
    if (posting) await insertPosting(world.sql, { first_seen_at: ago(25), visa: "unknown", posted_at: ago(300) });
    expect(await dryRun(person.id)).toMatchObject({ sends: false, reason });
    await runOnce(match, { subscribers: [person.id] });
    const [row] = await world.sql`select status, reason from deliveries where id = ${delivery}`;
    expect(row).toEqual({ status: "skipped", reason });
  });

  test("without a promise it goes by the planner's rule, and knows a period that is done", async () => {
    const person = await insertSubscriber(world.sql, { next_digest_at: ago(1) });
    const { period } = await dryRun(person.id);
    expect(period).toMatch(/^\d{4}-\d\d-\d\d$/);
    await insertDelivery(world.sql, person.id, { kind: "digest", period, status: "sent" });
    expect(await dryRun(person.id)).toMatchObject({ sends: false, reason: "already sent" });
  });

  test("shows it to people, and is not understood without --dry-run", async () => {
    const { person } = await arranged("welcome");
    const { stdout } = await ops(["digest", "--dry-run", "--subscriber", person.id]);
    expect(stdout).toMatch(/would be sent[\s\S]*Large AG[\s\S]*two of its company fit better/);
    expect(await ops(["digest", "--subscriber", person.id])).toMatchObject({ code: 2 });
  });
});

describe("subscriber show", () => {
  test("finds somebody by id, address or stdin, and Postgres' log keeps who was read, without the address", async () => {
    const person = await insertSubscriber(world.sql, { next_digest_at: ago(-48) });
    await world.sql`insert into suppressions select mailbox_hash, 'bounce' from subscribers where id = ${person.id}`;
    const skipped = {
      kind: "digest",
      period: "2026-11-19",
      status: "skipped",
      reason: "no_new",
      settled_at: new Date(),
    };
    await insertDelivery(world.sql, person.id, skipped);
    const { answer } = await asked("subscriber", "show", person.id);
    expect(answer).toMatchObject({
      ...{ id: person.id, email: person.email, obstacle: "suppressed", linkKeySealedBy: "current", taste: null },
      suppression: { reason: "bounce" },
      deliveries: [{ period: "2026-11-19", status: "skipped", reason: "no_new", postings: 0 }],
    });
    expect(JSON.stringify(answer)).not.toContain('linkKeySealed"');
    const byAddress = await ops(["subscriber", "show", person.email.toUpperCase()]);
    expect(byAddress.stdout).toMatch(/suppressed +bounce[\s\S]*Berlin[\s\S]*no_new/);
    expect((await ops(["subscriber", "show", "-"], `${person.email}\n`)).stdout).toBe(byAddress.stdout);
    const log = readFileSync(join(inject("services").folder, "logs/postgres.log"), "utf8");
    const lines = log.split("\n").filter((line) => line.includes("audit: ") && line.includes(person.id));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.join()).toContain('"act": "subscriber show"');
    expect(lines.join()).not.toContain(person.email);
  });

  test.each([
    [["show", "0198c0de-0000-7000-8000-0000000000cc"], 1, /no such subscriber/],
    [["show", "nobody"], 2, /neither an id nor an address/],
    [["show"], 2, /missing/],
    [["erase", "x"], 2, /subscriber show/],
  ])("%j says why not", async (args, code, sentence) => {
    expect(await ops(["subscriber", ...args])).toMatchObject({ code, stderr: expect.stringMatching(sentence) });
  });
});

describe("jobs", () => {
  const letters = [
    {
      jobId: "gone-1",
      payload: { source: "greenhouse", target: "havelwerk" },
      requestId: "req-1",
      error: "answered 502\u001b[31m",
      stack: "Error: answered 502\n    at scrape (workers/scrape.ts:1:1)",
      attempts: 8,
      failedAt: new Date().toISOString(),
    },
  ];

  test("search looks in the dead letters and the ledger, show tells of one that Redis has forgotten", async () => {
    await world.sql`select bury('scrape', ${world.sql.json(letters)})`;
    const person = await insertSubscriber(world.sql);
    await insertDelivery(world.sql, person.id, { kind: "digest", status: "failed", reason: "mailbox full" });
    const { answer } = await asked("jobs", "search", "--text", "502", "--since", "1h");
    expect(answer).toMatchObject([{ queue: "scrape", id: "gone-1", state: "failed" }]);
    expect((await asked("jobs", "search", "--text", person.id)).answer).toMatchObject([
      { queue: "email", error: "mailbox full" },
    ]);
    const { stdout, code } = await ops(["jobs", "show", "scrape", "gone-1"]);
    expect(stdout).toMatch(/dead letter[\s\S]*answered 502[\s\S]*req-1[\s\S]*havelwerk[\s\S]*scrape\.ts:1:1/);
    expect({ code, steered: stdout.includes("\u001b") }).toEqual({ code: 0, steered: false });
  });

  test("show tells of a job in Redis without what is sealed, and where Bull Board has it", async () => {
    vi.stubEnv("INGRESS", "https://jobping.example/");
    const payload = signupPayload(someSignup());
    const id = await enqueue(signup, payload, { requestId: "req-2" });
    const { answer } = await asked("jobs", "show", "signup", id);
    expect(answer).toMatchObject({ state: "waiting", attempts: 0, requestId: "req-2", error: null });
    expect(answer.payload).toEqual({ ...payload, sealed: "[hidden]" });
    expect(answer.board).toBe(`https://jobping.example/admin/queues/queue/signup/${id}`);
    vi.unstubAllEnvs();
  });

  test.each([
    [["search", "--text", " "], 2, /What is looked for/],
    [["search", "--text", "x", "--since", "yesterday"], 2, /not an age/],
    [["search", "--text", "x", "--queue", "nope"], 2, /no queue; there are .*email/],
    [["show", "email", "999999"], 1, /Neither Redis nor the dead letters/],
  ])("%j says why not", async (args, code, sentence) => {
    expect(await ops(["jobs", ...args])).toMatchObject({ code, stderr: expect.stringMatching(sentence) });
  });
});
