import postgres, { type Sql } from "postgres";
import { erase } from "../../jobs/erase.ts";
import { unsubscribe } from "../../jobs/unsubscribe.ts";
import type { Job } from "../../lib/job.ts";
import { enqueueMany } from "../../lib/queue.ts";
import { queueHandles } from "../../lib/queue-admin.ts";
import { planDue, type Rhythm } from "../../lib/subscribers/cadence.ts";
import { minute } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { tell } from "./table.ts";

const atOnce = 2000;
/** How far this machine's clock may be slow. */
const clockMs = 1 * minute;
/** Completed jobs per answer of Redis, with payloads. */
const jobsAtOnce = 500;

/**
 * For after a restore, before the workers start. Mails that the dump still owes, or that were due until the loss, may
 * already have been sent, and the rows that would tell are gone. Better none than two: they end as `unknown`. People
 * who unsubscribed or were erased after the dump are so again, as far as Redis still has the jobs.
 */
export async function run(args: string[]): Promise<void> {
  const { dumped, lost, yes, json } = optionsOf(args, {
    ...{ dumped: { type: "string" }, lost: { type: "string" }, yes: { type: "boolean" }, json: { type: "boolean" } },
  }).values;
  const [from, until] = [instant("dumped", dumped), instant("lost", lost)];
  if (until < from) throw new UsageError("It was lost before it was dumped?");
  // Later digests would be given up too: a mistyped year would silence everybody.
  if (until.getTime() > Date.now() + clockMs) throw new UsageError(`--lost ${lost} has not come yet.`);
  const url = process.env.DATABASE_URL;
  if (!url) throw new Refusal("Which database? Set DATABASE_URL to the restored one's address, as `postgres`.");
  if (!yes) throw new Refusal(`This gives up every mail that was owed or due until ${lost}. Say --yes if you mean it.`);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const held = { ...(await holdOwed(sql)), digests: await holdDue(sql, until) };
    const again = { unsubscribed: await askAgain(unsubscribe, from), erased: await askAgain(erase, from) };
    await tell(json, { ...held, ...again }, () =>
      [
        `${held.mails} owed mails and ${held.digests} digests are \`unknown\`, and not sent.`,
        `Asked for again: ${again.unsubscribed} unsubscriptions, ${again.erased} erasures.`,
      ].join("\n"),
    );
  } finally {
    await sql.end();
  }
}

function instant(name: string, text = ""): Date {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(at.getTime()))
    throw new UsageError(`--${name} must be a time such as 2027-01-31T02:30:00Z.`);
  return at;
}

/** Including open requests: what was open at the dump may have been sent later, under another key. */
async function holdOwed(sql: Sql): Promise<{ mails: number }> {
  return sql.begin(async (run) => {
    await run`
      update email_batches set status = 'unknown', reason = 'restored', settled_at = now(), lease_until = null
      where status = 'open'`;
    const { count } = await run`
      update deliveries set status = 'unknown', reason = 'restored', settled_at = now() where settled_at is null`;
    return { mails: count };
  });
}

/** Advances due digests as the planner does, without promising any. @returns how many */
async function holdDue(sql: Sql, until: Date): Promise<number> {
  const now = Temporal.Now.instant();
  for (let held = 0; ; ) {
    const rows = await sql<(Rhythm & { id: string; due: string; welcomeUntil: Date | null })[]>`
      select id, next_digest_at::text as due, time_zone as "timeZone", cadence, tier, welcome_until as "welcomeUntil"
      from subscribers where status = 'active' and next_digest_at <= ${until} order by next_digest_at limit ${atOnce}`;
    const items = rows.map((row) => {
      const welcomeUntil = row.welcomeUntil && Temporal.Instant.fromEpochMilliseconds(row.welcomeUntil.getTime());
      const { period, next } = planDue({ ...row, due: Temporal.Instant.from(row.due), welcomeUntil }, now);
      return { id: row.id, due: row.due, next: next.toString(), period, skip: "restored" };
    });
    await sql.begin(async (run) => {
      await run`select plan_digests(${run.json(items)})`;
      await run`
        update deliveries set status = 'unknown' where kind = 'digest' and status = 'skipped' and reason = 'restored'
          and subscriber_id = any (${items.map(({ id }) => id)}::uuid[])`;
    });
    held += items.length;
    if (items.length < atOnce) return held;
  }
}

/** Runs jobs that were completed after the dump again, as far as Redis still has them (`againAfterRestore`). */
async function askAgain(job: Job, from: Date): Promise<number> {
  const queue = (await queueHandles()).find(({ name }) => name === job.name);
  const payloads: unknown[] = [];
  for (let at = 0; ; at += jobsAtOnce) {
    // Newest first.
    const done = (await queue?.getJobs(["completed"], at, at + jobsAtOnce - 1)) ?? [];
    const since = done.filter(({ finishedOn = 0 }) => finishedOn >= from.getTime());
    payloads.push(...since.map(({ data }) => data.p));
    if (since.length < jobsAtOnce) break;
  }
  await enqueueMany(job, payloads);
  return payloads.length;
}
