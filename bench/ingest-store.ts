import { randomUUID } from "node:crypto";
import { chunksOf } from "../lib/chunks.ts";
import { type PageItem, pageItems } from "../lib/postings/page-item.ts";
import type { RawPosting } from "../lib/postings/posting.ts";
import { knownPostings, storePage } from "../workers/scrape-store.ts";
import { cpuUs } from "./cpu.ts";
import { corpus } from "./ingest-postings.ts";
import { median } from "./load.ts";

const { BASELINE_URL = "", SUPABASE_SERVICE_ROLE_KEY = "", POSTGRES_PID = "", POSTGREST_PIDS = "" } = process.env;
const count = Number(process.env.POSTINGS ?? 100_000);
const pageSize = 250;
/** As in the scrape worker, whose runs mostly wait for the database. */
const lanes = 8;
/**
 * Rounds in turns with the baseline, so that both meet the same moments of a busy machine. Each lane has as many pages.
 */
const roundSize = lanes * 4 * pageSize;

interface Page {
  body: string;
  raws: RawPosting[];
}

interface Round {
  seconds: number;
  nodeUs: number;
  postgresUs: number;
  postgrestUs: number;
}

const { signal } = new AbortController();

/** Does what the scrape worker does with a source's pages, one after the other. */
async function crawl(target: string, pages: readonly Page[]): Promise<number> {
  let runId: string | undefined;
  let added = 0;
  for (const [at, { body, raws }] of pages.entries()) {
    const ids = raws.map(({ sourceId }) => sourceId);
    const known = await knownPostings("bench", ids, { signal });
    const args = {
      p_source: "bench",
      p_target: target,
      p_body: body,
      p_rejected: 0,
      p_last: at === pages.length - 1,
      p_complete: true,
      ...(runId && { p_run: runId, p_cursor: `${at}` }),
    };
    const stored = await storePage(args, await pageItems(raws, { signal }), known, { signal });
    runId = stored.runId;
    added += stored.added;
  }
  return added;
}

/** A finished row of the table: what is left to store when everything about a posting is known. */
function readyRow({ dedupeKey, contentHash, quality, posting }: PageItem) {
  const { id: _, sourceId, careerPaths, experienceYears, postedAt, validThrough, ...same } = posting;
  return {
    ...same,
    id: randomUUID(),
    dedupe_key: dedupeKey,
    content_hash: contentHash,
    quality,
    source_id: sourceId,
    career_paths: careerPaths,
    experience_years: experienceYears,
    posted_at: postedAt,
    valid_through: validThrough,
  };
}

const headers = { apikey: SUPABASE_SERVICE_ROLE_KEY, authorization: `Bearer ${SUPABASE_SERVICE_ROLE_KEY}` };

/** As supabase-js asks: with the columns named PostgREST passes the rows on without reading them. */
async function upsertRows(rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join();
  const answer = await fetch(`${BASELINE_URL}/rest/v1/postings?columns=${columns}`, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "application/json",
      prefer: "resolution=merge-duplicates,return=minimal",
    },
    body: JSON.stringify(rows),
  });
  if (!answer.ok) throw new Error(`the baseline's rows: ${answer.status} ${await answer.text()}`);
}

const inLanes = <T>(items: readonly T[], work: (lane: T[], at: number) => Promise<unknown>) =>
  Promise.all(chunksOf(items, Math.ceil(items.length / lanes)).map(work));

async function measure(work: () => Promise<unknown>): Promise<Round> {
  const node = process.cpuUsage();
  const postgres = cpuUs(POSTGRES_PID);
  const postgrest = cpuUs(POSTGREST_PIDS);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(node);
  const nodeUs = (user + system) / roundSize;
  const [postgresUs, postgrestUs] = [cpuUs(POSTGRES_PID) - postgres, cpuUs(POSTGREST_PIDS) - postgrest];
  return { seconds, nodeUs, postgresUs: postgresUs / roundSize, postgrestUs: postgrestUs / roundSize };
}

function heapMiB(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}

/** Postings a second from a source's reply to stored, beside a bulk upsert of finished rows. */
async function main() {
  const { texts, posting } = corpus();
  const rounds: { ours: Round; baseline: Round; unchanged: Round }[] = [];
  const heap: number[] = [];
  let added = 0;
  for (let at = -1; at < count / roundSize; at++) {
    const raws = Array.from({ length: roundSize }, (_, index) => posting((at + 1) * roundSize + index));
    const pages = chunksOf(raws, pageSize).map((of) => ({ body: JSON.stringify(of), raws: of }));
    const rows: object[][] = [];
    for (const page of pages) rows.push((await pageItems(page.raws, { signal })).map(readyRow));
    const crawlAll = () =>
      inLanes(pages, async (lane, number) => {
        const more = await crawl(`${at}-${number}`, lane);
        added += more;
      });
    const ours = await measure(crawlAll);
    const baseline = await measure(() =>
      inLanes(rows, async (lane) => {
        for (const page of lane) await upsertRows(page);
      }),
    );
    const unchanged = await measure(crawlAll);
    heap.push(heapMiB());
    // The first round compiles and connects.
    if (at >= 0) rounds.push({ ours, baseline, unchanged });
  }
  process.send?.({ ...figures(rounds), postings: rounds.length * roundSize, added, texts, heapMiB: heap });
}

function figures(rounds: readonly { ours: Round; baseline: Round; unchanged: Round }[]) {
  const of = (pick: (round: (typeof rounds)[number]) => number) => Math.round(median(rounds.map(pick)));
  const rate = ({ seconds }: Round) => roundSize / seconds;
  const cpu = (which: "ours" | "baseline" | "unchanged") => ({
    node: of((round) => round[which].nodeUs),
    postgres: of((round) => round[which].postgresUs),
    postgrest: of((round) => round[which].postgrestUs),
  });
  const [ours, baseline] = [of((round) => rate(round.ours)), of((round) => rate(round.baseline))];
  return {
    ours,
    baseline,
    ratio: Number((ours / baseline).toFixed(2)),
    unit: "postings/s",
    unchanged: of((round) => rate(round.unchanged)),
    cpuUs: cpu("ours"),
    baselineCpuUs: cpu("baseline"),
    unchangedCpuUs: cpu("unchanged"),
  };
}

await main();
process.disconnect?.();
