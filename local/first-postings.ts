import postgres, { type Sql } from "postgres";
import { second, wait } from "../lib/time.ts";

interface Where {
  ingress: string;
  systemKey: string;
  databaseUrl: string;
  sources: readonly string[];
}

/** The first digest needs postings soon; the schedules alone would take up to an hour. */
const limitMs = 3 * second;
/** A source may have several targets: this long without a new run means that all are done. */
const quietMs = 300;

/**
 * Asks the ingress, like any caller of the system routes, to scrape each source that was not scraped in the last hour,
 * and waits a while for that: the first signup then meets postings and an idle machine.
 * @returns what went wrong, if anything; the stack runs all the same
 */
export async function firstPostings({ ingress, systemKey, databaseUrl, sources }: Where): Promise<string | null> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const fresh = await sql<{ source: string }[]>`
      select distinct source from source_runs where status = 'done' and finished_at > now() - interval '1 hour'`;
    const due = sources.filter((source) => !fresh.some((run) => run.source === source));
    if (due.length === 0) return null;
    const since = new Date();
    await Promise.all(due.map((source) => ask(ingress, systemKey, source)));
    return (await allEnded(sql, due, since))
      ? null
      : "The job boards are still being read; more postings will come in.";
  } catch (error) {
    return `The first scrape could not be asked for: ${(error as Error).message}`;
  } finally {
    await sql.end();
  }
}

async function ask(ingress: string, systemKey: string, source: string): Promise<void> {
  const answer = await fetch(`${ingress}/scrapes`, {
    method: "POST",
    headers: { authorization: `Bearer ${systemKey}`, "content-type": "application/json" },
    body: JSON.stringify({ source }),
    signal: AbortSignal.timeout(limitMs),
  });
  if (answer.status !== 202) throw new Error(`POST /scrapes for ${source} answered ${answer.status}`);
}

async function allEnded(sql: Sql, sources: readonly string[], since: Date): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  let runs = 0;
  let quietSince = performance.now();
  while (performance.now() < deadline) {
    const [row] = await sql<{ runs: number; sources: number; running: number }[]>`
      select count(*)::int as runs, count(distinct source)::int as sources,
             count(*) filter (where status = 'running')::int as running
      from source_runs where started_at >= ${since}`;
    if (row && row.runs !== runs) [runs, quietSince] = [row.runs, performance.now()];
    const allSeen = row?.sources === sources.length && row.running === 0;
    if (allSeen && performance.now() - quietSince > quietMs) return true;
    await wait(50);
  }
  return false;
}
