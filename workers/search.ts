import { search } from "../jobs/search.ts";
import type { Log } from "../lib/log.ts";
import type { Posting } from "../lib/postings/posting.ts";
import { readCache, writeCache } from "../lib/searches/cache.ts";
import type { SearchCriteria } from "../lib/searches/criteria.ts";
import { singleFlight } from "../lib/searches/flight.ts";
import { type Search, type SearchedSource, writeSearch } from "../lib/searches/results.ts";
import type { Question } from "../lib/searches/score.ts";
import { minute, second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { questionOf, understood } from "./search-question.ts";
import { resultsOf } from "./search-results.ts";
import { creditOf, excuse, type Searcher, searchers } from "./searchers.ts";

/** Somebody waits: what has not come by then is shown as missing. */
const patienceMs = 25 * second;
/** For an empty answer: that may change soon. */
const emptyMs = 1 * minute;

type Outcome =
  | { status: "done"; postings: Posting[]; cached: boolean }
  | { status: "failed" | "skipped"; message: string };

/** Most of its time is waiting for others' servers. */
export default defineWorker(search, { concurrency: 16, timeoutMs: 30 * second }, async (payload, { signal, log }) => {
  const { id } = payload;
  const criteria = understood(payload.criteria);
  const question = questionOf(criteria, new Date());
  const running = searchers().filter(({ name }) => criteria.sources?.includes(name) ?? true);
  const board = new Board(id, criteria, question, running);
  await board.show();
  const deadline = AbortSignal.timeout(patienceMs);
  const either = AbortSignal.any([signal, deadline]);
  await Promise.all(
    running.map(async (searcher) => {
      const outcome = await outcomeOf(searcher, question, either, log).catch((error: unknown) => {
        // The process stops: the job runs again.
        signal.throwIfAborted();
        log.warn({ err: deadline.aborted ? "out of time" : error, source: searcher.name }, "search failed");
        return deadline.aborted ? outOfTime(searcher) : excuse(error, searcher.label);
      });
      await board.add(searcher, outcome);
    }),
  );
  await board.finish();
  return { sources: board.sources.map(({ name, status, count, cached }) => ({ name, status, count, cached })) };
});

function outOfTime({ label }: Searcher): Outcome {
  return { status: "failed", message: `${label} did not answer in time. Please search again in a moment.` };
}

/** From the cache, from another search for the same at this moment, or from the source. Failures are not kept. */
async function outcomeOf(searcher: Searcher, question: Question, signal: AbortSignal, log: Log): Promise<Outcome> {
  const key = searcher.keptUnder(question);
  const at = Date.now();
  const kept = await readCache(key, signal);
  if (kept) return { status: "done", postings: kept, cached: true };
  const { brought, byAnother } = await singleFlight(key, { signal, at }, async (flight): Promise<Outcome> => {
    // Another search may have stored it since the first look.
    const fresh = await readCache(key, flight);
    if (fresh) return { status: "done", postings: fresh, cached: true };
    try {
      const postings = await searcher.find(question, flight);
      const forMs = postings.length > 0 ? searcher.keptMs : Math.min(emptyMs, searcher.keptMs);
      await writeCache(key, searcher.name, postings, { forMs, signal: flight });
      return { status: "done", postings, cached: false };
    } catch (error) {
      flight.throwIfAborted();
      log.warn({ err: error, source: searcher.name }, "search failed");
      return excuse(error, searcher.label);
    }
  });
  return brought.status === "done" && byAnother ? { ...brought, cached: true } : brought;
}

/** A search as results come in, written at every change. */
class Board {
  readonly #id: string;
  readonly #criteria: SearchCriteria;
  readonly #question: Question;
  readonly #running: readonly Searcher[];
  readonly #found = new Map<Searcher, Posting[]>();
  readonly sources: SearchedSource[];
  #done = false;
  #showing: Promise<void> = Promise.resolve();

  constructor(id: string, criteria: SearchCriteria, question: Question, running: readonly Searcher[]) {
    [this.#id, this.#criteria, this.#question, this.#running] = [id, criteria, question, running];
    const missing = (criteria.sources ?? []).filter((name) => !running.some((each) => each.name === name));
    this.sources = [
      ...running.map(({ name, label, attribution }) => ({
        ...{ name, label, attribution },
        ...{ status: "running" as const, count: 0, cached: false },
      })),
      ...[...new Set(missing)].map((name) => {
        const attribution = creditOf(name);
        const message = `${attribution.label} is not connected here.`;
        return {
          name,
          label: attribution.label,
          attribution,
          status: "skipped" as const,
          count: 0,
          cached: false,
          message,
        };
      }),
    ];
  }

  async add(searcher: Searcher, outcome: Outcome): Promise<void> {
    const source = this.sources.find(({ name }) => name === searcher.name);
    if (!source) return;
    source.status = outcome.status;
    if (outcome.status === "done") {
      source.count = outcome.postings.length;
      source.cached = outcome.cached;
      this.#found.set(searcher, outcome.postings);
    } else source.message = outcome.message;
    await this.show();
  }

  async finish(): Promise<void> {
    this.#done = true;
    await this.show();
  }

  /** Writes one after the other, so that the last one written is the latest. */
  show(): Promise<void> {
    const status = this.#done ? "done" : "running";
    // In the order of the sources, not of their answers: the same search shows the same.
    const found = this.#running.flatMap((searcher) =>
      (this.#found.get(searcher) ?? []).map((posting) => ({
        posting,
        name: searcher.name,
        via: searcher.via(posting),
      })),
    );
    const now: Search = {
      ...{ id: this.#id, status, criteria: this.#criteria },
      ...{ sources: this.sources.map((source) => ({ ...source })), results: resultsOf(found, this.#question) },
    };
    this.#showing = this.#showing.then(() => writeSearch(now));
    return this.#showing;
  }
}
