import { readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { minute, second } from "../lib/time.ts";
import type { Outcome } from "../local/outbox/store.ts";

/** What others allow us. */
export interface Limits {
  mailRequestsPerSecond: number;
  source: string;
  pagesPerMinute: number;
}

/** Where others saw us. */
interface Places {
  outbox: string;
  boards: string;
  /** When each request to the vendor came, ms since 1970. */
  arrivals(): Promise<number[]>;
  /** Files of the worker processes. */
  logs: readonly string[];
  /** Schedules are looked at from then on. */
  since: number;
}

/** From now on Postgres writes down what jobs have done: who signed up, what was filled and sent, who left. */
export async function countEffects(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema bench;
    create table bench.effects (what text not null, whose text not null);
    create function bench.note() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      insert into bench.effects values (tg_argv[0], new.id::text);
      return null;
    end $$;
    create trigger b1 after insert on public.subscribers for each row execute function bench.note('signed up');
    create trigger b2 after update of status on public.subscribers for each row
      when (new.status = 'unsubscribed' and old.status <> 'unsubscribed') execute function bench.note('left');
    create trigger b3 after update of status on public.deliveries for each row
      when (new.status = 'pending' and old.status = 'planned') execute function bench.note('filled');
    create trigger b4 after update of status on public.deliveries for each row
      when (new.status = 'sent' and old.status <> 'sent') execute function bench.note('sent');`);
}

/** What was seen of all rounds together, in Postgres, at the vendor, at the boards and in the workers' logs. */
export async function judged(sql: Sql, places: Places, limits: Limits) {
  const [effects, mail, pages] = [await effectsOf(sql), await mailsOf(places), await pagesOf(places, limits.source)];
  const runs = runsIn(places.logs);
  return {
    effects,
    runs: { done: runs.length, twice: twice(runs.map(({ job, id }) => `${job}/${id}`)) },
    schedules: schedulesIn(runs, places.since),
    mail: { ...mail, allowed: limits.mailRequestsPerSecond },
    pages: { source: limits.source, ...pages, allowed: limits.pagesPerMinute },
  };
}

const twice = (names: readonly string[]) => names.length - new Set(names).size;

async function effectsOf(sql: Sql) {
  const rows = await sql<{ what: string; times: number; twice: number }[]>`
    select what, count(*)::int as times, (count(*) - count(distinct whose))::int as twice from bench.effects group by 1`;
  return Object.fromEntries(rows.map(({ what, ...counts }) => [what, counts]));
}

async function mailsOf({ outbox, arrivals }: Places) {
  const history = (await (await fetch(`${outbox}/history`)).json()) as Outcome[];
  const ids = history.filter(({ replayed }) => !replayed).flatMap(({ messageIds }) => messageIds);
  return {
    mails: ids.length,
    mostRequestsInASecond: mostWithin(await arrivals(), 1 * second),
    refused: history.filter(({ status }) => status !== 200).length,
  };
}

/** A board's list. A single posting is looked at by `check`, at a pace of its own. */
const isPage = (path: string) => /\/jobs(\?|$)/.test(path);

async function pagesOf({ boards }: Places, source: string) {
  const asked = (await (await fetch(`${boards}/requests`)).json()) as { at: string; path: string }[];
  const times = asked
    .filter(({ path }) => path.startsWith(`/${source}/`) && isPage(path))
    .map(({ at }) => Date.parse(at));
  return { asked: times.length, mostInAMinute: mostWithin(times, 1 * minute) };
}

/** The most of these times (ms, in order) that lie within any stretch of that length. */
function mostWithin(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}

interface Run {
  job: string;
  id: string;
}

/** Every run that ended well, as the processes' own lines say: one line a run. */
function runsIn(logs: readonly string[]): Run[] {
  const lines = logs.flatMap((log) => readFileSync(log, "utf8").split("\n"));
  return lines.filter((line) => line.includes('"outcome":"done"')).map((line) => JSON.parse(line) as Run);
}

/** A schedule's jobs bear its name and their tick: how many ticks, how often one ran more than once, and how many are missing. */
function schedulesIn(runs: readonly Run[], since: number) {
  const ticks = runs.flatMap(({ id }) => {
    const [, schedule, at] = /^repeat:(.+):(\d+)$/.exec(id) ?? [];
    return schedule && Number(at) > since ? [{ schedule, at: Number(at) }] : [];
  });
  const ofEach = [...Map.groupBy(ticks, ({ schedule }) => schedule)].map(([schedule, theirs]) => {
    const times = theirs.map(({ at }) => at).sort((a, b) => a - b);
    const gaps = times
      .slice(1)
      .map((at, index) => at - (times[index] ?? 0))
      .filter((gap) => gap > 0);
    const every = Math.min(...gaps);
    const missed = gaps.reduce((sum, gap) => sum + gap / every - 1, 0);
    return [schedule, { ticks: new Set(times).size, twice: twice(times.map(String)), missed }] as const;
  });
  return Object.fromEntries(ofEach);
}
