import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import type { Service } from "../local/service.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { insertPeople, insertPostings } from "./digests-people.ts";
import { joined, perSecond, startVendor, until } from "./workers-product.ts";
import { countEffects, judged, type Limits } from "./workers-seen.ts";

/** Worker processes of each round. */
const rounds = [1, 2, 4];
/** Of one round. */
const signups = Number(process.env.SIGNUPS ?? 20);
const people = Number(process.env.SUBSCRIBERS ?? 1000);
const postings = 3000;
const limits: Limits = { mailRequestsPerSecond: 5, source: "greenhouse", pagesPerMinute: 20 };

/**
 * The whole product with one, two and four worker processes on one Redis, Postgres and vendor: what a round of signups,
 * digests and small jobs takes; and, over all rounds, that nothing is done twice and no limit of others is passed.
 */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const { PATH, HOME } = process.env;
  await using closing = new AsyncDisposableStack();
  const vendor = await startVendor(closing);
  const env = {
    PATH,
    HOME,
    TRUSTED_PROXIES: "127.0.0.1",
    SCRAPER_RATE_LIMITS: `${limits.source}:${limits.pagesPerMinute}/minute`,
    RESEND_BASE_URL: vendor.outbox,
  };
  const stack = await startStack({ folder, workers: Math.max(...rounds), env });
  const sql = postgres(stack.file.postgres, { max: 2, onnotice: () => {} });
  try {
    const product = await joined(stack, folder);
    const posting = await bytesAPosting(sql);
    await insertPostings(sql, postings);
    await insertPeople(sql, people * rounds.length);
    // One key serves all: to open it costs the same.
    await sql`update subscribers set next_digest_at = null, link_key_sealed = ${product.linkKey}`;
    await countEffects(sql);
    await Promise.all(stack.workers.map((worker) => worker.stop()));
    const table: Record<string, unknown>[] = [];
    const since = Date.now();
    for (const [at, processes] of rounds.entries()) {
      // The others run already.
      await Promise.all(stack.workers.slice(rounds[at - 1] ?? 0, processes).map(started));
      const figures = await round(at, stack, sql, product);
      const [first] = stack.workers;
      table.push({ processes, ...figures, workerMib: first && residentMib(first) });
    }
    const logs = stack.workers.map(({ spec }) => spec.logFile);
    const seen = await judged(sql, { ...vendor, boards: stack.file.boards, logs, since }, limits);
    const bytes = { posting, ...(await bytesOf(sql)) };
    await product.close();
    const [one, most] = [table[0], table.at(-1)];
    const ratio = Number(((most?.jobsPerSecond as number) / (one?.jobsPerSecond as number)).toFixed(2));
    const about = { cores: cpus().length, signups, people, postings };
    return {
      ours: most?.jobsPerSecond,
      baseline: one?.jobsPerSecond,
      ratio,
      unit: "jobs/s",
      ...about,
      table,
      ...seen,
      bytes,
    };
  } finally {
    await sql.end();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function round(at: number, stack: Stack, sql: Sql, product: Awaited<ReturnType<typeof joined>>) {
  // More pages than the source allows, while the rest goes on.
  for (let asks = 0; asks < 3; asks++) await ask(stack, "/scrapes", { source: limits.source });
  const signupsStored = await signUp(at, stack, sql);
  const theirs = Array.from({ length: people }, (_, number) => `${at * people + number + 1}`);
  const ids = await sql<{ id: string }[]>`
    update subscribers set next_digest_at = now() - interval '1 minute'
    where mailbox_hash = any (${theirs}) returning id`;
  const digests = await digest(sql, product.plan);
  return { ...signupsStored, ...digests, ...(await product.leave(ids.map(({ id }) => id))) };
}

/** To the last verification mail at the vendor, who takes five requests a second. */
async function signUp(at: number, stack: Stack, sql: Sql) {
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: signups }, (_, number) =>
      ask(
        stack,
        "/signups",
        {
          ...{ email: `round-${at}-${number}@example.org`, cities: ["Berlin"], careerPaths: ["unsure"], consent: true },
        },
        `10.${at}.${number}.1`,
      ),
    ),
  );
  const stored = async (status: string[]) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from deliveries where kind = 'verification' and status = any (${status})`;
    return row?.count === signups * (at + 1);
  };
  await until("all signups are stored", () => stored(["pending", "sending", "sent"]));
  const signupsPerSecond = perSecond(signups, startedAt);
  await until("all are asked to confirm", () => stored(["sent"]));
  return { signupsPerSecond, verificationsPerSecond: perSecond(signups, startedAt) };
}

/** From the planner to the last match, and to the last mail. */
async function digest(sql: Sql, plan: () => Promise<string>) {
  const startedAt = performance.now();
  await plan();
  const owed = async (status: string[]) => {
    const [row] = await sql<{ owed: number }[]>`
      select (select count(*)::int from subscribers where next_digest_at <= now())
        + (select count(*)::int from deliveries where kind = 'digest' and status = any (${status})) as owed`;
    return row?.owed === 0;
  };
  await until("all are matched", () => owed(["planned"]));
  const digestsPerSecond = perSecond(people, startedAt);
  await until("all are sent", () => owed(["planned", "pending", "sending"]));
  return { digestsPerSecond, digestMailsPerSecond: perSecond(people, startedAt) };
}

/** Up at last: on a machine that is busy with others its first start may fail, and local/ starts it again. */
async function started(worker: Service): Promise<void> {
  const { onUp } = worker;
  const up = new Promise<void>((resolve) => {
    worker.onUp = () => {
      onUp();
      resolve();
    };
  });
  worker.start().catch(() => {});
  await up;
}

async function ask({ file }: Stack, path: string, body: object, from = "10.9.9.9"): Promise<void> {
  const headers = {
    "content-type": "application/json",
    "x-forwarded-for": from,
    authorization: `Bearer ${file.systemKey}`,
  };
  const answer = await fetch(file.ingress + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.status !== 202) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

/** What a process holds, MiB; NaN where there is no /proc. */
function residentMib({ pid }: Service): number {
  try {
    const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kib) / 1024);
  } catch {
    return Number.NaN;
  }
}

/** Of the boards' postings, whose texts are as long as real ones, with all that is kept to know them again. */
async function bytesAPosting(sql: Sql): Promise<number> {
  const [row] = await sql`
    select (pg_total_relation_size('postings') + pg_total_relation_size('sightings')
      + pg_total_relation_size('posting_identities') + pg_total_relation_size('posting_keys'))
      / (select count(*) from postings) as bytes`;
  return Number(row?.bytes);
}

/** What rows take with their indexes: a subscriber's, and a digest's with its matches. */
async function bytesOf(sql: Sql) {
  const [row] = await sql`
    select pg_total_relation_size('subscribers') / (select count(*) from subscribers) as subscriber,
      (pg_total_relation_size('deliveries') + pg_total_relation_size('matches')) / (select count(*) from deliveries where kind = 'digest') as digest,
      (select round(avg(n), 1) from (select count(*) as n from matches group by delivery_id) m) as matches`;
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}
