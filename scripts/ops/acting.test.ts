import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { buildApp } from "../../ingress/app.ts";
import { startOperation } from "../../ingress/routes/operations.ts";
import { showJob } from "../../ingress/routes/system.ts";
import { scrape } from "../../jobs/scrape.ts";
import { env } from "../../lib/env.ts";
import { PermanentError } from "../../lib/errors.ts";
import { closeQueues, enqueue } from "../../lib/queue.ts";
import { jobStatus, queueCounts } from "../../lib/queue-admin.ts";
import { upsertSchedules } from "../../lib/schedules.ts";
import { second } from "../../lib/time.ts";
import { defineWorker, type RunningWorker, startWorker } from "../../lib/worker.ts";
import { ops } from "../../test/ops.ts";
import { insertSubscriber } from "../../test/people.ts";
import { openPolar, type TestPolar } from "../../test/polar.ts";
import { forgetKeys } from "../../test/redis-keys.ts";
import { runOnce } from "../../test/run.ts";
import { emptied, play } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { startWorld, type World } from "../../test/world.ts";
import billing from "../../workers/billing.ts";
import deadLetters from "../../workers/dead-letters.ts";
import erase from "../../workers/erase.ts";
import exportData from "../../workers/export.ts";
import operate from "../../workers/operate.ts";
import reconcile from "../../workers/reconcile.ts";

let world: World;
let server: Server;
let workers: RunningWorker[];
let broken = true;
beforeAll(async () => {
  world = await startWorld();
  const fetched = defineWorker(scrape, { concurrency: 1, timeoutMs: 5 * second }, async ({ target }) => {
    if (broken) throw new PermanentError(`${target} is broken`);
    return { seen: 7 };
  });
  workers = [operate, erase, exportData, billing, reconcile, fetched].map((worker) => startWorker(worker));
  server = createServer(getRequestListener(buildApp([startOperation, showJob]).fetch));
  server.listen(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), ...workers.map((worker) => worker.ready())]);
});
beforeEach(async () => {
  await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
  await world.reset();
  await emptied(world.sql, "dead_letters");
  broken = true;
  vi.stubEnv("INGRESS", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("SYSTEM_API_KEY", env.SYSTEM_API_KEY);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all(workers.map((worker) => worker.close(1 * second)));
  server.closeAllConnections();
  server.close();
  await closeQueues();
  await world.close();
});

const state = async (id: string) => (await jobStatus("scrape", id))?.state;
async function failed(target: string): Promise<string> {
  const id = await enqueue(scrape, { source: "greenhouse", target });
  await until("it failed", async () => (await state(id)) === "failed");
  return id;
}
async function json(...args: string[]) {
  const { code, lines, stderr } = await ops([...args, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return lines[0];
}

test("retry runs the named jobs again, and says which not and why", async () => {
  const id = await failed("t");
  broken = false;
  const said = await ops(["retry", "--queue", "scrape", "--id", id, "--id", "gone"]);
  expect(said).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 of scrape run again[\s\S]*gone.*no such job/),
  });
  await until("it ran", async () => (await state(id)) === "completed");
  const passedOver = { [id]: "it runs or has run since" };
  expect(await json("retry", "--queue", "scrape", "--id", id)).toEqual({ queue: "scrape", retried: 0, passedOver });
});

test("redrive runs again what Redis has lost, by age and error, at a rate, and only with --yes", async () => {
  await failed("one");
  await failed("other");
  await runOnce(deadLetters, {});
  await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
  const asked = ["redrive", "--queue", "scrape", "--after", "2h", "--before", new Date().toISOString(), "--max", "5"];
  expect(await ops([...asked, "--error", "ONE is"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/up to 5 failed jobs of scrape with "ONE is".*--yes/),
  });
  broken = false;
  expect(await json(...asked, "--rate", "50", "--error", "ONE is", "--yes")).toMatchObject({
    ...{ queue: "scrape", redriven: 1, passedOver: {}, more: false },
  });
  expect((await ops([...asked, "--yes"])).stdout).toBe("1 of scrape run again.\n");
  await until("both ran", async () => (await queueCounts()).scrape?.states.completed === 2);
});

test("pause and resume stop a queue or a source and let it go on", async () => {
  broken = false;
  expect((await ops(["pause", "--queue", "scrape"])).stdout).toBe("The queue scrape is paused until you resume it.\n");
  const id = await enqueue(scrape, { source: "greenhouse", target: "later" });
  expect(await state(id)).toBe("waiting");
  expect(await json("resume", "--queue", "scrape")).toEqual({ queue: "scrape", paused: false });
  await until("it ran", async () => (await state(id)) === "completed");
  expect(await json("pause", "--source", "greenhouse")).toEqual({ source: "greenhouse", paused: true });
  expect((await ops(["resume", "--source", "greenhouse"])).stdout).toBe("The source greenhouse goes on.\n");
});

test("schedule lists every clock with its last run, and runs one now", async () => {
  const payload = { source: "greenhouse", target: "t" };
  await upsertSchedules([{ id: "often", job: scrape, payload, pattern: "* * * * * *" }], [scrape]);
  await until("it ran", async () => ((await queueCounts()).scrape?.states.failed ?? 0) > 0);
  const { stdout } = await ops(["schedule", "list"]);
  expect(stdout).toMatch(/often .*scrape .*\* \* \* \* \* \* .*UTC .*in \d+ .*ago, failed/);
  const [often] = await json("schedule", "list");
  expect(often).toMatchObject({ id: "often", queue: "scrape", last: { outcome: "failed" } });
  await upsertSchedules([{ id: "yearly", job: scrape, payload, pattern: "0 0 1 1 *" }], [scrape]);
  broken = false;
  expect(await json("schedule", "run", "yearly")).toMatchObject({ schedule: "yearly", result: { seen: 7 } });
});

describe("a person", () => {
  test("is exported to stdout or by mail, by id or by address", async () => {
    const { id, email } = await insertSubscriber(world.sql);
    for (const who of [
      ["--subscriber", id],
      ["--email", email.toUpperCase()],
    ]) {
      const { code, stdout } = await ops(["export", ...who]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).subscribers).toMatchObject([{ id, email }]);
    }
    expect((await ops(["export", "--email", "-", "--mail", "--json"], `${email}\n`)).lines).toEqual([
      { subscriber: id, mail: true },
    ]);
    expect(await world.sql`select kind from deliveries`).toEqual([{ kind: "export" }]);
  });

  test("is erased with --yes alone, also one whom no mail reaches", async () => {
    const { id, email } = await insertSubscriber(world.sql);
    await world.sql`insert into suppressions select mailbox_hash, 'bounce' from subscribers where id = ${id}`;
    expect(await ops(["erase", "--email", email])).toMatchObject({ code: 1, stderr: expect.stringMatching(/--yes/) });
    expect(await world.sql`select from subscribers where id = ${id}`).toHaveLength(1);
    expect((await ops(["erase", "--email", email, "--yes"])).stdout).toContain(`${id} is erased: no mail may go there`);
    expect(await world.sql`select from subscribers where id = ${id}`).toHaveLength(0);
    expect(await ops(["erase", "--subscriber", id, "--yes"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no such subscriber/),
    });
  });
});

test.each([
  [["retry", "--queue", "scrape"], 2, /Which jobs\?/],
  [["retry", "--queue", "nope", "--id", "1"], 1, /422.*must be one of signup, verify/],
  [["redrive", "--yes"], 2, /Which queue\?/],
  [["redrive", "--queue", "scrape", "--after", "soon", "--yes"], 2, /neither an age such as 6h nor a time/],
  [["redrive", "--queue", "scrape", "--rate", "0", "--yes"], 2, /--rate is a whole number/],
  [["pause"], 2, /What\? pause --queue Q/],
  [["pause", "--queue", "operate"], 1, /must be one of/],
  [["resume", "--source", "monster"], 1, /must be one of greenhouse/],
  [["schedule", "run", "never"], 1, /The schedule must be one of/],
  [["schedule", "forget"], 2, /schedule list/],
  [["erase", "--yes"], 2, /Whom\? erase --subscriber ID/],
  [["export", "--email", "nobody@example.org"], 1, /no such subscriber/],
])("%j is refused in a sentence", async (args, code, sentence) => {
  expect(await ops(args)).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(sentence) });
});

describe("premium", () => {
  let polar: TestPolar;
  beforeAll(async () => {
    polar = await openPolar({ token: env.POLAR_ACCESS_TOKEN ?? "" });
    play("polar", polar.url);
  });
  afterAll(() => polar.close());

  test("billing sync reads it again at Polar, and show tells what we have and what Polar says", async () => {
    const { id } = await insertSubscriber(world.sql);
    polar.buy(id, "quarterly");
    const before = (await ops(["billing", "show", id])).stdout;
    expect(before).toMatch(/tier +free\n {2}premium +never asked for[\s\S]*own word, now[\s\S]*quarterly, active/);
    expect((await ops(["billing", "sync", id])).stdout).toBe(`${id} is premium: {"outcome":"stored"}\n`);
    const [shown] = (await ops(["billing", "show", id, "--json"])).lines;
    expect(shown).toMatchObject({
      ...{ tier: "premium", billing: { plan: "quarterly", status: "active" }, mails: [{ kind: "premium_started" }] },
      atPolar: { subscriptions: [{ plan: "quarterly", status: "active" }] },
    });
  });

  test("billing reconcile wants --yes, and tells what was found; billing owed, what erased people paid", async () => {
    polar.buy((await insertSubscriber(world.sql)).id);
    const owed = { subscriber_sha256: Buffer.from("someone"), owed: { polar_sub_1: null } };
    await world.sql`insert into erased_buyers ${world.sql(owed)}`;
    expect((await ops(["billing", "owed"])).stdout).toContain("polar_sub_1");
    expect(await ops(["billing", "reconcile", "--force"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/more people than usual.*--yes/),
    });
    const { result } = await json("billing", "reconcile", "--yes");
    expect(result).toMatchObject({ differing: 1, unseen: 0, asked: 1, held: false });
  });
});
