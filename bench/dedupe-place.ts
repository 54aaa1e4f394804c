import postgres from "postgres";
import { chunksOf } from "../lib/chunks.ts";
import { blockingKeys } from "../lib/postings/blocking.ts";
import { identityOf } from "../lib/postings/identity.ts";
import type { PageItem } from "../lib/postings/page-item.ts";
import type { Posting } from "../lib/postings/posting.ts";
import { place } from "../workers/scrape-place.ts";
import { cpuUs } from "./cpu.ts";
import { copyOf, synthetic } from "./dedupe-postings.ts";
import { median, percentile } from "./load.ts";

const { DATABASE_URL = "", SUPABASE_URL = "", SUPABASE_SERVICE_ROLE_KEY = "" } = process.env;
const { POSTGRES_PID = "", POSTGREST_PIDS = "" } = process.env;
const size = Number(process.env.POSTINGS ?? 1_000_000);
/** So many postings fill the table, each many times under other keys, so that blocks are as long as in reality. */
const distinct = Math.min(size, 50_000);
const alone = 500;
const ofBatch = 10_000;
/** As in the scrape worker. */
const lanes = 8;
const { signal } = new AbortController();

/** One new posting in three is in the table already, as with a source that copies others. */
function newOnes(base: readonly Posting[], count: number, seed: number): PageItem[] {
  const others = synthetic(count, seed);
  return others.map((other, at) => {
    const known = base[(at * 7919 + seed) % base.length] ?? other;
    // The others have another text of the same employer under the same title: as many candidates, but another job.
    const posting =
      at % 3 === 0
        ? copyOf(known)
        : { ...known, sourceId: `${seed}/${at}`, url: other.url, description: other.description };
    return { sourceId: posting.sourceId, dedupeKey: "", contentHash: "", quality: 0, posting };
  });
}

async function fill(sql: postgres.Sql, base: readonly Posting[]) {
  // Without the rows of the postings: only what identifies them is read.
  await sql`set session_replication_role = replica`;
  await sql`alter table posting_keys drop constraint posting_keys_pkey`;
  for (const some of chunksOf(base, 5000)) {
    const rows = some.map((posting) => {
      const identity = identityOf(posting);
      return { keys: blockingKeys(identity), identity };
    });
    await sql`
      insert into posting_identities (posting_id, keys, identity)
      select gen_random_uuid(), array(select k::int from jsonb_array_elements(r -> 'keys') k), (r -> 'identity')::json
      from jsonb_array_elements(${sql.json(rows as never)}) r`;
  }
  await sql`
    insert into posting_identities (posting_id, keys, identity)
    select gen_random_uuid(), array(select k # hashint4(copy) from unnest(keys) k), identity
    from posting_identities cross join generate_series(1, ${Math.round(size / distinct) - 1}::int) copy`;
  await sql`insert into posting_keys select k, seq from posting_identities cross join unnest(keys) k`;
  await sql`alter table posting_keys add primary key (key, seq)`;
  await sql`vacuum analyze posting_identities, posting_keys`;
}

const rounded = (value: number) => Number(value.toPrecision(3));

async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) {
    const startedAt = performance.now();
    await work(item);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Postings a second, several pages at a time. */
async function perSecond<T>(
  items: readonly T[],
  batch: number,
  work: (items: T[]) => Promise<unknown>,
): Promise<number> {
  const batches = chunksOf(items, batch);
  const startedAt = performance.now();
  const lane = async () => {
    for (let next = batches.shift(); next; next = batches.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Math.round((items.length / (performance.now() - startedAt)) * 1000);
}

/** Processor time in microseconds, for each of so many postings. */
async function cpuOf(count: number, work: () => Promise<unknown>) {
  const before = { node: process.cpuUsage(), postgres: cpuUs(POSTGRES_PID), postgrest: cpuUs(POSTGREST_PIDS) };
  await work();
  const { user, system } = process.cpuUsage(before.node);
  const postgres = cpuUs(POSTGRES_PID) - before.postgres;
  const postgrest = cpuUs(POSTGREST_PIDS) - before.postgrest;
  const each = (us: number) => Math.round(us / count);
  return { node: each(user + system), postgres: each(postgres), postgrest: each(postgrest) };
}

const headers = { apikey: SUPABASE_SERVICE_ROLE_KEY, authorization: `Bearer ${SUPABASE_SERVICE_ROLE_KEY}` };
async function lookUp(ids: readonly string[]): Promise<void> {
  const url = `${SUPABASE_URL}/rest/v1/posting_identities?select=posting_id,identity&posting_id=in.(${ids.join()})`;
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`the baseline: ${answer.status} ${await answer.text()}`);
  await answer.json();
}

/** How long it takes to find out whether the table has a posting already, beside a look-up by the primary key. */
async function main() {
  const sql = postgres(DATABASE_URL, { max: 1, onnotice: () => {} });
  const base = synthetic(distinct);
  await fill(sql, base);
  const [counted] = await sql<{ rows: number; mib: number }[]>`
    select count(*)::int as rows,
           (pg_total_relation_size('posting_identities') + pg_total_relation_size('posting_keys')) / 1048576 as mib
    from posting_identities`;
  const ids = (
    await sql<{ id: string }[]>`
    select posting_id as id from posting_identities tablesample bernoulli (0.5) limit 5000`
  ).map(({ id }) => id);
  const placeAll = (items: readonly PageItem[]) => place(items, () => true, signal);

  // Compiles and connects.
  await each(newOnes(base, 200, 2), (item) => placeAll([item]));
  await perSecond(newOnes(base, 2000, 3), 250, placeAll);
  const times = await each(newOnes(base, alone, 4), (item) => placeAll([item]));
  const baselineTimes = await each(ids.slice(0, alone), (id) => lookUp([id]));
  const batches: Record<string, number> = {};
  const sizes = [250, 500, 1000];
  const pages = sizes.map((batch) => newOnes(base, ofBatch, batch));
  const cpu = await cpuOf(ofBatch * sizes.length, async () => {
    for (const [at, batch] of sizes.entries()) batches[batch] = await perSecond(pages[at] ?? [], batch, placeAll);
  });
  const keys = newOnes(base, alone, 4).map(({ posting }) => blockingKeys(identityOf(posting)));
  const candidates: number[] = [];
  for (const some of keys) {
    const [row] = await sql<{ found: number }[]>`
      select json_array_length(similar_postings(${some}) -> 'found') as found`;
    candidates.push(row?.found ?? 0);
  }
  const placed = await placeAll(newOnes(base, 300, 4));
  await sql.end();
  const [ours, baseline] = [median(times), median(baselineTimes)];
  process.send?.({
    ...{ ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(ours / baseline), unit: "ms" },
    p99: rounded(percentile(times, 0.99)),
    batches,
    cpuUs: cpu,
    baselineBatch: await perSecond(ids, 250, lookUp),
    candidates: { mean: rounded(candidates.reduce((sum, n) => sum + n, 0) / alone), p99: percentile(candidates, 0.99) },
    recognised: placed.items.filter(({ sameAs }) => sameAs !== undefined).length / placed.items.length,
    table: { rows: counted?.rows, mib: Number(counted?.mib) },
  });
}

await main();
process.disconnect?.();
