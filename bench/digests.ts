import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { second, wait } from "../lib/time.ts";
import { supabaseKey } from "../local/keys.ts";
import { openLeash } from "../local/leash.ts";
import { startPostgres } from "../local/postgres.ts";
import { startRedis } from "../local/redis.ts";
import { cpuUs } from "./cpu.ts";
import { insertPeople, insertPostings } from "./digests-people.ts";
import { startDatabase } from "./measured.ts";

const people = Number(process.env.SUBSCRIBERS ?? 100_000);
const postings = Number(process.env.POSTINGS ?? 100_000);
const workers = Number(process.env.WORKER_PROCESSES ?? 1);
/** Nobody waits longer than this for a digest that hangs. */
const patienceMs = 600 * second;
const workerFile = fileURLToPath(new URL("./digests-worker.ts", import.meta.url));

/** Digests a second, from due to stored, with the product's own workers on two cores: plan, match, store. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  await using closing = new AsyncDisposableStack();
  const leash = openLeash(folder);
  closing.defer(() => leash.close());
  const jwtSecret = randomBytes(32).toString("hex");
  const logFile = (name: string) => join(folder, `${name}.log`);
  const password = randomBytes(16).toString("hex");
  const database = await startPostgres({
    folder: join(folder, "postgres"),
    logFile: logFile("postgres"),
    leash,
    password,
  });
  const redis = await startRedis({ folder: join(folder, "redis"), logFile: logFile("redis"), leash });
  const api = await startDatabase({ name: "digests", url: database.url, folder, leash, jwtSecret, closing });
  const sql = postgres(database.url("digests", "supabase_admin"), { max: 2, onnotice: () => {} });
  closing.defer(() => sql.end());
  await insertPostings(sql, postings);
  await insertPeople(sql, people);

  const env = {
    ...{ PATH: process.env.PATH, LOG_LEVEL: "warn" },
    ...{ SUPABASE_URL: api.url, SUPABASE_SERVICE_ROLE_KEY: await supabaseKey("service_role", jwtSecret) },
    REDIS_URL: redis.url,
  };
  const processes = await Promise.all(
    Array.from({ length: workers }, async () => {
      const child = fork(workerFile, { execArgv: [], env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
      closing.defer(async () => void child.kill("SIGKILL"));
      const [ready] = await Promise.race([once(child, "message"), once(child, "exit")]);
      if (ready !== "ready") throw new Error(`a worker ended with ${ready}`);
      return child.pid;
    }),
  );
  const pids = {
    node: processes.join(),
    postgres: `${database.service.pid}`,
    postgrest: `${api.pid}`,
    redis: `${redis.service.pid}`,
  };
  const before = cpu(pids);
  Object.assign(process.env, env);
  const failed = await digested(sql);
  const after = cpu(pids);
  const cpuUs = Object.fromEntries(Object.entries(after).map(([name, us]) => [name, us - (before[name] ?? 0)]));
  return { ...(await figures(sql)), failed, unit: "subscribers/s", postings, workers, ...perPerson(cpuUs) };
}

/** Processor time for each subscriber, and what two otherwise idle cores could do. */
function perPerson(cpuUs: Record<string, number>) {
  const us = Object.entries(cpuUs).map(([name, total]) => [name, Math.round(total / people)] as const);
  const sum = us.reduce((total, [, each]) => total + each, 0);
  return { cpuUs: Object.fromEntries(us), atFullUse: Math.round((2 * 1e6) / sum) };
}

const cpu = (pids: Record<string, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuUs(pid)]));

/** Asks for the plan and waits until no digest is owed. @returns how many jobs have failed for good */
async function digested(sql: Sql): Promise<number> {
  const { enqueue, closeQueues } = await import("../lib/queue.ts");
  const { queueCounts } = await import("../lib/queue-admin.ts");
  const { closeRedis } = await import("../lib/redis.ts");
  const { plan } = await import("../jobs/plan.ts");
  await enqueue(plan, {});
  for (const deadline = Date.now() + patienceMs; ; await wait(2 * second)) {
    const [row] = await sql<{ due: number; planned: number }[]>`
      select (select count(*)::int from subscribers where next_digest_at <= now()) as due,
        (select count(*)::int from deliveries where status = 'planned') as planned`;
    if (row?.due === 0 && row.planned === 0) break;
    if (Date.now() > deadline) throw new Error(`still owed: ${JSON.stringify(row)}`);
  }
  const counts = Object.values(await queueCounts());
  await closeQueues();
  await closeRedis();
  return counts.reduce((sum, { states }) => sum + (states.failed ?? 0), 0);
}

async function figures(sql: Sql) {
  const [row] = await sql`
    select round(count(*) / extract(epoch from (select max(created_at) from matches) - min(created_at)))::int as ours,
      count(*)::int as subscribers, count(*) filter (where status = 'pending')::int as mails,
      (select count(*)::int from matches) as matches
    from deliveries`;
  return row ?? {};
}
