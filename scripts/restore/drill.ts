import { execFile } from "node:child_process";
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres, { type Sql } from "postgres";
import { insertPostings } from "../../bench/digests-people.ts";
import { second, wait } from "../../lib/time.ts";
import { act, follow } from "../ops/system.ts";
import { type System, startSystem } from "./system.ts";
import { addressOf, Town } from "./town.ts";

export interface Options {
  bin: string;
  redis: "kept" | "emptied";
  /** Whether to run `ops restored`, as docs/backup.md says. */
  hold: boolean;
  say(line: string): void;
}

/** People, named by what happens to their digest; newcomers sign up after the dump. */
const sizes = { settled: 3, sending: 3, pending: 3, gap: 4, later: 4, left: 2, erased: 1, newcomer: 2 };
type Group = keyof typeof sizes;
const groups = Object.keys(sizes) as Group[];
const namesOf = (group: Group) => Array.from({ length: sizes[group] }, (_, at) => `${group}-${at + 1}`);
const everybody = groups.flatMap(namesOf);
const patienceMs = 60 * second;

/** A system's life from the first signup, through the loss of its database, to the week after. */
export async function drill({ bin, redis, hold, say }: Options) {
  await using closing = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "jobping-restore-"));
  const system = await startSystem(bin, folder, closing);
  const sql = postgres(system.cluster.url("supabase_admin"), { max: 1, idle_timeout: 1, onnotice: () => {} });
  closing.defer(() => sql.end({ timeout: 1 }));
  Object.assign(process.env, { INGRESS: system.ingressUrl, SYSTEM_API_KEY: system.secrets.SYSTEM_API_KEY });
  await insertPostings(sql, 3000);
  await system.start();
  const town = new Town(system.ingressUrl, system.outbox);
  const scene: Scene = { system, sql, town };

  say("People sign up; then the dump, with mails under way.");
  await town.arrive(everybody.filter((name) => !name.startsWith("newcomer")));
  const file = join(folder, "jobping.dump");
  const dumped = await untilTheDump(scene, file);
  await afterTheDump(scene);
  const before = await town.digests();

  const lost = new Date();
  say(`The database is destroyed; Redis is ${redis}.`);
  await system.cluster.destroy();
  await system.kill();
  await system.postgrest.service.stop();
  if (redis === "emptied") await system.emptyRedis();
  const restored = performance.now();
  const cluster = await system.another();
  await cluster.restore(file);
  const restoreMs = Math.round(performance.now() - restored);
  await system.postgrest.service.start();
  const held = hold ? await holdBack(system, dumped, lost) : null;

  say("Restored; everything starts.");
  await due(sql, ["later"], new Date(lost.getTime() + 1));
  await system.start();
  await sendAll(scene);
  const after = more(before, await town.digests());
  await town.arrive(namesOf("newcomer"));
  say("A week passes.");
  const then = await town.digests();
  await aWeekPasses(sql);
  await sendAll(scene);
  const figures = judge(after, more(then, await town.digests()));
  const bytes = statSync(file).size;
  // If Redis is emptied too, nothing tells who unsubscribed: docs/backup.md says what to do.
  const ok = figures.doubled + figures.missed === 0 && (redis === "emptied" || figures.cameBack === 0);
  return { redis, ok, people: everybody.length, dumpBytes: bytes, restoreMs, held, ...figures };
}

interface Scene {
  system: System;
  sql: Sql;
  town: Town;
}

/** Digests in each state: sent, at the vendor, waiting for its request, due soon. @returns when the dump began */
async function untilTheDump(scene: Scene, file: string): Promise<Date> {
  const { sql, town, system } = scene;
  await due(sql, ["settled"]);
  await sendAll(scene);
  await town.slowVendor(15 * second);
  await due(sql, ["sending"]);
  await runSchedule("plan");
  await reached(sql, "sending", sizes.sending);
  await act("/operations", { act: "pause", queue: "email" });
  await due(sql, ["pending"]);
  await runSchedule("plan");
  await reached(sql, "pending", sizes.pending);
  // Digests due in a moment are not planned yet.
  await act("/operations", { act: "pause", queue: "plan" });
  await due(sql, ["gap"]);
  const dumped = new Date();
  await system.cluster.dump(file);
  for (const queue of ["plan", "email"]) await act("/operations", { act: "resume", queue });
  return dumped;
}

/** Everything that happens after the dump. */
async function afterTheDump(scene: Scene): Promise<void> {
  const { town, sql } = scene;
  await sendAll(scene);
  await town.arrive(namesOf("newcomer"));
  await Promise.all(namesOf("left").map((name) => town.leave(name)));
  const gone = await sql<{ id: string }[]>`
    select id from subscribers where email = any (${namesOf("erased").map(addressOf)})`;
  for (const { id } of gone) await act("/operations", { act: "erase", subscriber: id });
  await until("who left is gone", async () => {
    const [row] = await sql<{ active: number }[]>`
      select count(*)::int as active from subscribers
      where status = 'active' and email = any (${[...namesOf("left"), ...namesOf("erased")].map(addressOf)})`;
    return row?.active === 0;
  });
  await sendAll(scene);
}

/** The steps of docs/backup.md. */
async function holdBack({ cluster, redis }: System, dumped: Date, lost: Date): Promise<unknown> {
  const times = ["--dumped", dumped.toISOString(), "--lost", lost.toISOString()];
  const args = ["--import", "./local/runtime.ts", "scripts/ops/main.ts", "restored", ...times, "--yes", "--json"];
  const env = { PATH: process.env.PATH, DATABASE_URL: cluster.url("postgres"), REDIS_URL: redis.url };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}

/** Makes these people's next digest due. */
async function due(sql: Sql, of: readonly Group[], at = new Date(Date.now() - 1)): Promise<void> {
  await sql`
    update subscribers set next_digest_at = ${at}
    where status = 'active' and email = any (${of.flatMap(namesOf).map(addressOf)})`;
}

/** Makes all digests a week older, and the next ones due. */
async function aWeekPasses(sql: Sql): Promise<void> {
  await sql`update deliveries set period = (period::date - 7)::text where kind = 'digest' and period ~ '^\\d{4}-'`;
  await sql`update subscribers set next_digest_at = now() where status = 'active'`;
}

/** Enqueues the scheduled jobs, and waits until nothing is owed. */
async function sendAll({ sql }: Scene): Promise<void> {
  await runSchedule("plan");
  await runSchedule("sweep-promises");
  await until("nothing is owed", async () => {
    const [row] = await sql<{ owed: number }[]>`
      select (select count(*) from deliveries where settled_at is null)::int
        + (select count(*) from subscribers where status = 'active' and next_digest_at <= now())::int as owed`;
    return row?.owed === 0;
  });
}

async function runSchedule(schedule: string): Promise<void> {
  const { result } = await act("/operations", { act: "run-schedule", schedule });
  await follow((result as { status: string }).status);
}

const reached = (sql: Sql, status: string, count: number) =>
  until(`${count} digests are ${status}`, async () => {
    const rows = await sql`select from deliveries where status = ${status}`;
    return rows.length === count;
  });

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await isSo()); await wait(second / 5)) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
  }
}

const more = (before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>) =>
  new Map(everybody.map((name) => [name, (now.get(name) ?? 0) - (before.get(name) ?? 0)]));

/** `after`: people's digests once everything runs again; `week`: a week later. */
function judge(after: ReadonlyMap<string, number>, week: ReadonlyMap<string, number>) {
  const sum = (of: readonly string[], count: (name: string) => number) =>
    of.reduce((all, name) => all + count(name), 0);
  const [later, gone] = [namesOf("later"), [...namesOf("left"), ...namesOf("erased")]];
  const staying = everybody.filter((name) => !gone.includes(name));
  return {
    /** Mails from before the loss that were sent again. */
    doubled: sum(everybody, (name) => Math.max(0, (after.get(name) ?? 0) - Number(later.includes(name)))),
    /** Missing digests that were due after the loss or in the week after. */
    missed:
      sum(later, (name) => Math.max(0, 1 - (after.get(name) ?? 0))) +
      sum(staying, (name) => Math.abs(1 - (week.get(name) ?? 0))),
    wentOn: sum(staying, (name) => week.get(name) ?? 0),
    /** People who unsubscribed or were erased after the dump and still got a digest. */
    cameBack: sum(gone, (name) => week.get(name) ?? 0),
  };
}
