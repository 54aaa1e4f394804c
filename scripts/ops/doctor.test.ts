import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fineFigures } from "../../lib/figures/fixtures.ts";
import { asked, ops } from "../../test/ops.ts";
import { type Played, startPlayed } from "../../test/played.ts";
import { openPolar, type TestPolar } from "../../test/polar.ts";
import { play, startRedis, type TestRedis } from "../../test/services.ts";

/** For this file alone, as it is misconfigured here. lib/env reads its address at the import below. */
let redis: TestRedis;
let machine: typeof import("../../lib/schedules.ts") & typeof import("../../lib/redis.ts");
let world: Awaited<ReturnType<typeof import("../../test/world.ts")["startWorld"]>>;

beforeAll(async () => {
  redis = await startRedis();
  process.env.REDIS_URL = redis.url;
  machine = { ...(await import("../../lib/schedules.ts")), ...(await import("../../lib/redis.ts")) };
  world = await (await import("../../test/world.ts")).startWorld();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
  await redis.close();
});

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);

describe("doctor", () => {
  interface Finding {
    check: string;
    state: string;
    says: string;
  }
  const findings = async () => (await asked("doctor")).answer.findings as Finding[];
  const faults = async () =>
    (await findings()).filter(({ state }) => state !== "PASS").map(({ check, state }) => `${state} ${check}`);

  let vendor: Played;
  let polar: TestPolar;
  let schedules: typeof import("../../workers/schedules.ts")["schedules"];
  beforeAll(async () => {
    schedules = (await import("../../workers/schedules.ts")).schedules;
    vendor = await startPlayed();
    vendor.routes.push([/^\/readyz$/, () => ({ ready: true })]);
    vendor.routes.push([/^\/domains/, () => ({ data: [{ name: "jobping.example", status: domain }] })]);
    play("outbox", vendor.url);
    const { POLAR_ACCESS_TOKEN: token = "", POLAR_WEBHOOK_SECRET: secret = "" } = process.env;
    polar = await openPolar({ token, webhook: { url: "http://127.0.0.1:3000/webhooks/polar", secret } });
    play("polar", polar.url);
    vi.stubEnv("INGRESS", vendor.url);
    vi.stubEnv("SEAL_SECRET", "given-to-this-shell-as-it-is-to-the-system");
    for (const name of Object.keys(process.env)) if (name.startsWith("NEXT_")) vi.stubEnv(name, "");
  });
  let domain = "verified";
  beforeEach(async () => {
    domain = "verified";
    await machine.upsertSchedules(schedules);
    const redis = await machine.connected();
    await redis.set(machine.redisKey("figures"), JSON.stringify(fineFigures(new Date())));
  });
  afterAll(async () => {
    vendor.close();
    await polar.close();
  });

  test("finds nothing where all is well, and says so", async () => {
    expect(await faults()).toEqual([]);
    const { code, stdout } = await ops(["doctor"]);
    expect({ code, last: stdout.trim().split("\n").at(-1) }).toEqual({
      code: 0,
      last: expect.stringMatching(/ 0 FAIL, 0 WARN$/),
    });
  });

  test("finds a Redis that drops jobs, or loses them", async () => {
    const setUp = async (policy: string, appendonly: string) => {
      const redis = await machine.connected();
      await redis.config("SET", "maxmemory-policy", policy);
      await redis.config("SET", "appendonly", appendonly);
    };
    await setUp("allkeys-lru", "no");
    const found = await asked("doctor");
    await setUp("noeviction", "yes");
    expect(found.code).toBe(1);
    const failed = found.answer.findings.filter(({ state }: Finding) => state === "FAIL");
    expect(failed).toMatchObject([
      { check: "redis policy", says: expect.stringContaining("allkeys-lru") },
      { check: "redis persistence" },
    ]);
  });

  test("finds a Redis that takes no work", async () => {
    const become = async (...whose: [string, string]) => (await machine.connected(10_000)).replicaof(...whose);
    await become("127.0.0.1", "1");
    const found = await findings();
    // A refused client has reconnected.
    await become("NO", "ONE");
    expect(found.find(({ check }) => check === "redis role")).toMatchObject({
      state: "FAIL",
      says: "a replica of 127.0.0.1: it takes no work",
    });
  });

  test("finds workers that people reach, and that run as a developer's", async () => {
    const figures = fineFigures(new Date());
    const tried = { ...figures, environment: { ...figures.environment, name: "development" } };
    await (await machine.connected()).set(machine.redisKey("figures"), JSON.stringify(tried));
    const here = await faults();
    vi.stubEnv("PUBLIC_URL", "https://127.0.0.1:1");
    const reached = await faults();
    vi.stubEnv("PUBLIC_URL", undefined);
    expect([here, reached]).toEqual([[], ["WARN public address", "WARN environment"]]);
  });

  test("finds that links in mails lead to something else", async () => {
    vi.stubEnv("PUBLIC_URL", `${vendor.url}/`);
    vi.stubEnv("INGRESS", vendor.url.replace("127.0.0.1", "localhost"));
    const ask = async () => (await findings()).find(({ check }) => check === "public address");
    vendor.routes.push([/^\/healthz$/, () => ({ status: "ok" })]);
    const ours = await ask();
    vendor.routes.splice(-1, 1, [/^\/healthz$/, () => ({ parked: true })]);
    const parked = await ask();
    vendor.routes.pop();
    const absent = await ask();
    vi.stubEnv("PUBLIC_URL", undefined);
    vi.stubEnv("INGRESS", vendor.url);
    expect(ours).toMatchObject({ state: "PASS" });
    expect(parked).toMatchObject({ state: "WARN", says: expect.stringMatching(/is something else: every link/) });
    expect(absent).toMatchObject({ state: "WARN", says: expect.stringMatching(/answers \d+: every link/) });
  });

  test("finds what browsers could reach", async () => {
    await world.sql`create table later (id int)`;
    await world.sql`grant select on postings to anon`;
    await world.sql`create function later_function() returns int language sql set search_path = '' as 'select 1'`;
    await world.sql`grant execute on function later_function() to authenticated`;
    await world.sql`create policy all_of_it on matches using (true)`;
    const found = await faults();
    await world.sql`drop policy all_of_it on matches`;
    await world.sql`drop function later_function()`;
    await world.sql`revoke select on postings from anon`;
    await world.sql`drop table later`;
    expect(found).toEqual([
      "FAIL row level security",
      "WARN policies",
      "FAIL rights on tables",
      "FAIL rights on functions",
    ]);
  });

  test("finds a migration that is not applied, and one that this checkout does not know", async () => {
    const table = world.sql`supabase_migrations.schema_migrations`;
    await world.sql`update ${table} set version = '99999999999999' where version = (select min(version) from ${table})`;
    const found = (await findings()).filter(({ check }) => check === "migrations");
    await world.sql`update ${table} set version = '20261121000100' where version = '99999999999999'`;
    expect(found).toMatchObject([
      { state: "FAIL", says: "not applied: 20261121000100" },
      { state: "WARN", says: expect.stringContaining("99999999999999") },
    ]);
  });

  test("finds a clock of the product that is missing, or stands still, and a queue that is paused", async () => {
    const { queueHandles } = await import("../../lib/queue-admin.ts");
    const queueOf = async (name: string) => (await queueHandles()).find((queue) => queue.name === name);
    await (await queueOf("snapshot"))?.removeJobScheduler("snapshot");
    const due = machine.redisKey("plan", "repeat");
    const next = Number(await (await machine.connected()).zscore(due, "plan"));
    await (await machine.connected()).zadd(due, Date.now() - 300_000, "plan");
    await (await queueOf("email"))?.pause();
    const found = await findings();
    await (await machine.connected()).zadd(due, next, "plan");
    await (await queueOf("email"))?.resume();
    expect(found.filter(({ state }) => state !== "PASS")).toMatchObject([
      { check: "schedule plan", state: "FAIL", says: "is overdue by 5 min" },
      { check: "schedule snapshot", state: "FAIL" },
      { check: "queues", state: "WARN", says: "paused: email" },
    ]);
  });

  test("finds secrets that are alike or known, keys sealed with the next one, and workers that write nothing", async () => {
    const { env } = await import("../../lib/env.ts");
    const { insertSubscriber } = await import("../../test/people.ts");
    await insertSubscriber(world.sql, { link_key_sealed: "nothing-that-opens" });
    vi.stubEnv("ADMIN_API_KEY", "x".repeat(32));
    vi.stubEnv("METRICS_TOKEN", "x".repeat(32));
    vi.stubEnv("SYSTEM_API_KEY", env.SYSTEM_API_KEY);
    vi.stubEnv("NEXT_SYSTEM_API_KEY", env.NEXT_SYSTEM_API_KEY);
    await (await machine.connected()).set(machine.redisKey("figures"), JSON.stringify(fineFigures(ago(1))));
    const found = await faults();
    await world.sql`delete from subscribers`;
    for (const name of ["ADMIN_API_KEY", "METRICS_TOKEN", "SYSTEM_API_KEY", "NEXT_SYSTEM_API_KEY"])
      vi.stubEnv(name, "");
    expect(found).toEqual(["FAIL workers", "FAIL secrets", "FAIL secrets", "WARN rotation", "FAIL link keys"]);
  });

  test("finds that mail cannot go out or nothing is heard of it", async () => {
    domain = "pending";
    await world.sql`insert into email_batches ${world.sql({ status: "sent", created_at: ago(1) })}`;
    const found = await faults();
    await world.sql`delete from email_batches`;
    expect(found).toEqual(["WARN webhooks", "FAIL resend domain"]);
    const [told] = vendor.routes.splice(1, 1);
    const silent = await faults();
    if (told) vendor.routes.push(told);
    expect(silent).toEqual(["WARN resend domain"]);
  });

  test("finds that Polar sells something else than our page says, or tells us nothing", async () => {
    const [endpoint] = polar.polar.books.endpoints.values();
    const { products } = await import("../../local/polar/catalogue.ts");
    const [monthly, quarterly] = products;
    if (!endpoint || !monthly || !quarterly) throw new Error("nothing is sold");
    Object.assign(endpoint, { enabled: false });
    Object.assign(quarterly, { is_archived: true });
    Object.assign(monthly.prices[0], { price_amount: 900 });
    const found = (await findings()).filter(({ check }) => check.startsWith("polar"));
    Object.assign(endpoint, { enabled: true, secret: "another".repeat(5) });
    Object.assign(quarterly, { is_archived: false });
    Object.assign(monthly.prices[0], { price_amount: 500 });
    expect(found).toMatchObject([
      { check: "polar", state: "PASS", says: expect.stringContaining("no money moves") },
      { check: "polar monthly", says: expect.stringContaining("costs 9.00 EUR, our page says 5.00 EUR every month") },
      { check: "polar quarterly", says: expect.stringContaining("is archived") },
      { check: "polar subscriptions", state: "PASS", says: "0 run" },
      { check: "polar endpoint", state: "FAIL", says: expect.stringContaining("is disabled") },
    ]);
    expect(await faults()).toEqual(["FAIL polar endpoint"]);
    Object.assign(endpoint, { secret: process.env.POLAR_WEBHOOK_SECRET });
  });

  test("finds an ingress whose clock is off, or that is not ready", async () => {
    const [fine] = vendor.routes.splice(0, 1);
    vendor.routes.unshift([/^\/readyz$/, (_, __, response) => void response.setHeader("date", ago(1).toUTCString())]);
    const off = await faults();
    vendor.routes.splice(0, 1);
    const absent = await faults();
    if (fine) vendor.routes.unshift(fine);
    expect([off, absent]).toEqual([["FAIL clock of ingress"], ["FAIL ingress"]]);
  });

  test("goes on where one thing does not answer", async () => {
    play("database", vendor.url);
    const found = await faults();
    play("database", world.database.supabaseUrl);
    expect(found).toEqual(expect.arrayContaining(["FAIL postgres", "FAIL link keys"]));
    expect(found).not.toContain("FAIL schedules");
  });
});

test("with Redis away status says so, and doctor looks at the rest", async () => {
  await redis.stop();
  const { code, stdout } = await ops(["status"]);
  const { answer } = await asked("doctor");
  await redis.start();
  expect({ code, first: stdout.split("\n")[0] }).toEqual({ code: 1, first: expect.stringContaining("Redis is away") });
  const postgres = answer.findings.filter(({ check }: { check: string }) => check === "postgres");
  expect(postgres).toMatchObject([{ state: "PASS" }]);
});
