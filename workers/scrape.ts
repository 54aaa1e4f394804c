import { z } from "zod";
import { scrape } from "../jobs/scrape.ts";
import { serviceDb } from "../lib/db.ts";
import { asError, LaterError, PermanentError } from "../lib/errors.ts";
import { withLock } from "../lib/lock.ts";
import { scrapesSkipped, targetsUnknown } from "../lib/metrics.ts";
import { type PageItem, pageItems } from "../lib/postings/page-item.ts";
import { enqueue } from "../lib/queue.ts";
import {
  activeSources,
  type FetchedPage,
  fetchDetails,
  fetchPage,
  NotAskedError,
  type Source,
  UnknownTargetError,
} from "../lib/sources/index.ts";
import { minute, second } from "../lib/time.ts";
import { type Context, defineWorker } from "../lib/worker.ts";
import { knownPostings, storePage } from "./scrape-store.ts";

type Payload = z.output<typeof scrape.payload>;
type Running = Pick<Context, "log" | "signal" | "attempt">;

/** Most of a run is waiting for somebody else's server. */
export default defineWorker(scrape, { concurrency: 8, timeoutMs: 2 * minute }, async (payload, context) => {
  const source = activeSources().find(({ name }) => name === payload.source);
  if (!source)
    throw new PermanentError(`The source "${payload.source}" is not active: see SOURCES and its credentials`);
  // A scheduled run and an operator's at the same time would ask the same server for the same page.
  const lock = `scrape/${source.name}/${payload.target}`;
  const { next, ...result } = await withLock<Scraped>(lock, { ttlMs: 30 * second }, async ({ signal: held }) => {
    const running = { ...context, signal: AbortSignal.any([context.signal, held]) };
    try {
      return await scrapePage(source, payload, running);
    } catch (error) {
      if (error instanceof NotAskedError) return skipped(source, payload, error, running);
      if (!(error instanceof LaterError || running.signal.aborted)) await failed(source, payload, error, running);
      throw error;
    }
  });
  // The next page would find the lock busy.
  if (next) await enqueue(scrape, next);
  return result;
});

/** What became of a page: shown with the job. `next` is the job that follows. */
interface Scraped extends Record<string, unknown> {
  next?: Payload;
}

const touchedRun = z.object({ runId: z.uuid(), seen: z.int() }).nullable();

async function scrapePage(source: Source, payload: Payload, running: Running): Promise<Scraped> {
  const { target } = payload;
  let page = await ask(source, payload, running, payload.cursor === undefined && !payload.complete);
  if (!page) {
    const touched = await serviceDb().call("touch_target", { p_source: source.name, p_target: target }, touchedRun);
    if (touched) {
      await note(source, target, "done");
      return { ...touched, unchanged: true };
    }
    page = await ask(source, payload, running, false);
  }
  if (!page) throw new Error(`${source.name}/${target} has not changed, and nobody knows what it was`);

  const known = await knownPostings(source.name, idsOf(page.postings), running);
  const fresh = page.postings.filter(({ sourceId }) => !known.has(sourceId));
  const wanted = source.detail ? fresh : page.postings;
  const { postings, failed: lost, left } = await fetchDetails(source, target, wanted, running);
  const items = await pageItems(postings, running);
  const unusable = postings.length - items.length;
  const dropped = Object.values(page.dropped).reduce((sum, count) => sum + count, 0);
  const rejected = dropped + unusable + lost;
  if (rejected > 0) running.log.warn({ dropped: page.dropped, unusable, lost }, "rows left out");

  const next = goesOn(source, payload, page, fresh) ? page.next : null;
  const stored = await store(source, payload, page, { items, known, rejected, last: next === null }, running);
  if (left === 0) await page.remember();
  await note(source, target, next !== null ? "asked" : payload.complete ? "complete" : "done");
  return {
    ...{ ...stored, rejected, ...(left > 0 && { left }) },
    ...(next !== null && { next: { ...payload, cursor: next, runId: stored.runId, page: (payload.page ?? 1) + 1 } }),
  };
}

/** The page; null if it has not changed. */
async function ask(source: Source, payload: Payload, { signal }: Running, conditional: boolean) {
  const { target, cursor = null, complete, since } = payload;
  const about = { target, cursor, conditional, ...(since && !complete && { since: new Date(since) }) };
  const page = await fetchPage(source, about, { signal });
  return page === "unchanged" ? null : page;
}

const idsOf = (postings: readonly { sourceId: string }[]) => [...new Set(postings.map(({ sourceId }) => sourceId))];

/** A feed is newest first: after a page with nothing new, the rest is known. Once a day it is read to its end. */
function goesOn(source: Source, { complete, page = 1 }: Payload, { postings }: FetchedPage, fresh: readonly unknown[]) {
  const allKnown = source.kind === "feed" && !complete && postings.length > 0 && fresh.length === 0;
  return page < source.maxPages && !allKnown;
}

interface Read {
  items: PageItem[];
  known: ReadonlyMap<string, string>;
  rejected: number;
  last: boolean;
}

function store(
  source: Source,
  payload: Payload,
  page: FetchedPage,
  { items, known, rejected, last }: Read,
  running: Running,
) {
  const args = {
    p_source: source.name,
    p_target: payload.target,
    p_body: page.text,
    p_rejected: rejected,
    p_last: last,
    // A run that stops before the end has seen only a part.
    p_complete: page.complete && page.next === null,
    ...(payload.runId && { p_run: payload.runId }),
    ...(payload.cursor !== undefined && { p_cursor: payload.cursor }),
  };
  return storePage(args, items, known, running);
}

type Outcome = "asked" | "done" | "complete" | "failed" | "unknown";

/** For the schedule, and for operators. @returns whether the target is parked */
function note(source: Source, target: string, outcome: Outcome, error?: string): Promise<boolean> {
  const args = { p_source: source.name, p_target: target, p_outcome: outcome, ...(error && { p_error: error }) };
  return serviceDb().call("note_target", args, z.boolean());
}

/** Ends a run with its reason, also one that never began. */
function endRun(source: Source, { target, runId }: Payload, reason: string): Promise<null> {
  const args = { p_source: source.name, p_target: target, p_error: reason, ...(runId && { p_run: runId }) };
  return serviceDb().call("fail_run", args, z.null());
}

/**
 * Noted at every attempt, so that the schedule does not ask beside the job's own retries; the run ends with the last.
 */
async function failed(source: Source, payload: Payload, thrown: unknown, { log, attempt }: Running): Promise<void> {
  const isUnknown = thrown instanceof UnknownTargetError && payload.cursor === undefined;
  if (isUnknown) targetsUnknown.inc({ source: source.name });
  try {
    const { message } = asError(thrown);
    const parked = await note(source, payload.target, isUnknown ? "unknown" : "failed", message);
    const isLast = thrown instanceof PermanentError || attempt >= (scrape.attempts ?? 1);
    if (isLast) await endRun(source, payload, parked ? `${message}; parked for a week` : message);
    if (parked)
      log.warn({ source: source.name, target: payload.target }, "a target is unknown again and again: parked");
  } catch (err) {
    log.warn({ err }, "run not noted");
  }
}

/** Nothing waits for tomorrow: the job is done with its reason, and the schedule asks again when there is room. */
async function skipped(source: Source, payload: Payload, { kind, reason }: NotAskedError, { log }: Running) {
  scrapesSkipped.inc({ source: source.name, reason: kind });
  if (payload.runId) await endRun(source, payload, reason).catch((err: unknown) => log.warn({ err }, "run not noted"));
  return { skipped: reason };
}
