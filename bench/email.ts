import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { chunksOf } from "../lib/chunks.ts";
import { second, wait } from "../lib/time.ts";
import { supabaseKey } from "../local/keys.ts";
import { openLeash } from "../local/leash.ts";
import type { Outcome } from "../local/outbox/store.ts";
import { startPostgres } from "../local/postgres.ts";
import { startRedis } from "../local/redis.ts";
import { cpuUs } from "./cpu.ts";
import { median } from "./load.ts";
import { startDatabase } from "./measured.ts";

const mails = Number(process.env.MAILS ?? 20_000);
const workers = Number(process.env.WORKER_PROCESSES ?? 2);
/** Five requests of a hundred mails a second: local/outbox holds to it as the vendor does. */
const ceiling = 500;
const patienceMs = 300 * second;

/** Mails a second that the vendor accepts, from promised to settled, with the product's own email worker. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  await using closing = new AsyncDisposableStack();
  const leash = openLeash(folder);
  closing.defer(() => leash.close());
  const jwtSecret = randomBytes(32).toString("hex");
  const log = (name: string) => ({ folder: join(folder, name), logFile: join(folder, `${name}.log`), leash });
  const database = await startPostgres({ ...log("postgres"), password: randomBytes(16).toString("hex") });
  const redis = await startRedis(log("redis"));
  const api = await startDatabase({ name: "email", url: database.url, folder, leash, jwtSecret, closing });
  const sql = postgres(database.url("email", "supabase_admin"), { max: 2, onnotice: () => {} });
  closing.defer(() => sql.end());
  const start = (file: string, env: NodeJS.ProcessEnv = {}) => startProcess(file, env, closing);
  const { said: outbox } = await start("./email-outbox.ts");
  const env = {
    ...productionEnv(),
    WORKERS: "email",
    RESEND_API_KEY: "re_bench_key_of_this_run",
    REDIS_URL: redis.url,
    SUPABASE_URL: api.url,
    RESEND_BASE_URL: outbox,
    SUPABASE_SERVICE_ROLE_KEY: await supabaseKey("service_role", jwtSecret),
  };
  Object.assign(process.env, env);
  const { insertDigests } = await import("./email-people.ts");
  const deliveries = await insertDigests(sql, mails);
  const processes = await Promise.all(Array.from({ length: workers }, () => start("../workers/main.ts", env)));
  // The vendor has machines of its own: here its process must not wait for the senders'.
  for (const { child } of processes) if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const pids = processes.map(({ child }) => child.pid).join();
  const before = cpuUs(pids);
  await sent(sql, deliveries);
  const workerUs = Math.round((cpuUs(pids) - before) / mails);
  const costs = { workerUsPerMail: workerUs, renderUsPerMail: await renderUs(sql) };
  return { ...(await figures(outbox)), workers, ...costs, settled: await settled(sql) };
}

/** React does a multiple of the work outside production. */
function productionEnv(): Record<string, string> {
  const names = ["EMAIL_VERIFICATION_SECRET", "PREFERENCES_SECRET", "SEAL_SECRET", "SYSTEM_API_KEY"];
  const more = ["INTERNAL_API_HMAC_SECRET", "ADMIN_API_KEY", "METRICS_TOKEN", "SUPABASE_ANON_KEY"];
  const secrets = [...names, ...more].map((name) => [name, randomBytes(32).toString("hex")]);
  const about = { NODE_ENV: "production", LOG_LEVEL: "warn", PUBLIC_URL: "https://jobping.example" };
  return { ...Object.fromEntries(secrets), ...about, EMAIL_DOMAIN: "jobping.example" };
}

async function startProcess(file: string, env: NodeJS.ProcessEnv, closing: AsyncDisposableStack) {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ["--import", fileURLToPath(new URL("../local/runtime.ts", import.meta.url))],
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  closing.defer(async () => void child.kill("SIGKILL"));
  const [said] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (typeof said !== "string") throw new Error(`${file} ended with ${said}`);
  return { child, said };
}

/** Asks for every mail and waits until none is owed. */
async function sent(sql: Sql, deliveries: readonly string[]): Promise<void> {
  const { enqueueMany, closeQueues } = await import("../lib/queue.ts");
  const { closeRedis } = await import("../lib/redis.ts");
  const { email } = await import("../jobs/email.ts");
  await enqueueMany(
    email,
    chunksOf([...deliveries], 100).map((each) => ({ deliveries: each })),
  );
  await closeQueues();
  await closeRedis();
  const owed = async () => (await sql`select from deliveries where settled_at is null limit 1`).length > 0;
  for (const deadline = Date.now() + patienceMs; await owed(); await wait(0.5 * second)) {
    if (Date.now() > deadline) throw new Error("mails are still owed");
  }
}

/** As the vendor saw it, without what its first second takes at once: the rate is what comes after. */
async function figures(outbox: string) {
  const history = (await (await fetch(`${outbox}/history`)).json()) as Outcome[];
  const taken = history.filter(({ status, replayed }) => status === 200 && !replayed);
  const times = taken.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
  const from = (times[0] ?? 0) + 1 * second;
  const later = taken.filter(({ at }) => Date.parse(at) > from);
  const seconds = ((times.at(-1) ?? 0) - from) / second;
  const ours = Math.round((later.reduce((sum, { messageIds }) => sum + messageIds.length, 0) / seconds) * 10) / 10;
  return {
    ...{ ours, baseline: ceiling, ratio: Number((ours / ceiling).toFixed(4)), unit: "mails/s" },
    mails: taken.reduce((sum, { messageIds }) => sum + messageIds.length, 0),
    requests: history.length,
    refusedAsTooMany: history.filter(({ status }) => status === 429).length,
    seconds: Math.round(seconds + 1),
  };
}

/** Processor time for rendering a mail on one core, warm: the rows of one request, many times. */
async function renderUs(sql: Sql): Promise<number> {
  const { deliveryRow } = await import("../lib/mail/row.ts");
  const { render } = await import("../workers/email.ts");
  const [batch] = await sql<
    { items: unknown[] }[]
  >`select batch_contents(id) as items from email_batches where status = 'sent' limit 1`;
  const rows = (batch?.items ?? []).map((item) => deliveryRow.parse(item));
  const once = async () => {
    const before = process.cpuUsage();
    for (const row of rows) await render(row);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / rows.length;
  };
  const rounds: number[] = [];
  for (let at = 0; at < 15; at++) rounds.push(await once());
  return Math.round(median(rounds.slice(5)));
}

async function settled(sql: Sql) {
  const rows = await sql<{ status: string; count: number }[]>`select status, count(*)::int from deliveries group by 1`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
