import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { serviceDb } from "../db.ts";
import { log } from "../log.ts";
import { type CatalogueEntry, catalogueEntry } from "./catalogue-entry.ts";

/** A posting that is new or changed; without its entry, one that is over. */
export interface Change {
  id: string;
  entry: CatalogueEntry | undefined;
}

/** How far the changes have been read. */
export interface Position {
  since: string;
  after: string;
  /** When what was read lately had changed, by id: what comes again and is the same is no change. */
  recent: ReadonlyMap<string, string>;
}

/** Id, time of change, and what `changeOf` names; nothing more of a posting that is over. */
type Row = readonly [id: string, changedAt: string, ...values: unknown[]];
const isRow = (row: unknown) => Array.isArray(row) && typeof row[0] === "string" && typeof row[1] === "string";
/** What it does not look at `changeOf` does: a schema would copy each row. */
const rows = z.custom<Row[]>((page) => Array.isArray(page) && page.every(isRow));

/** A call takes a tenth of a second, and what waits to be taken in a few megabytes. */
const pageSize = 5000;
/** A slow writer commits a time that has passed; read again is what is younger than the 8 s a statement may take. */
const overlapMs = 10_000;
const beginning = "-infinity";
const noId = "00000000-0000-0000-0000-000000000000";

/** Some milliseconds of taking in, between which this process turns to its sockets. */
const sliceSize = 250;

/** Postgres makes the one while the other comes and is read; more would only wait in memory. */
const atOnce = 2;

/**
 * What changed since, by slices of pages; from the beginning what is open. The position is behind the slice's whole page: it
 * is good when all is read.
 */
export async function* changesSince(
  position: Position = { since: beginning, after: noId, recent: new Map() },
): AsyncGenerator<{ changes: Change[]; position: Position }> {
  let { since, after, recent } = position;
  for await (const page of pagesFrom(since === beginning ? [since, after] : [minusOverlap(since), noId])) {
    const last = page.at(-1);
    if (last) [after, since] = last;
    const known = recent;
    recent = new Map([...known].filter(([, at]) => isRecent(at, since)).concat(endOf(page, since)));
    for (let from = 0; from === 0 || from < page.length; from += sliceSize) {
      // A request that was made leaves with the process's next turn, and Postgres would wait for it.
      await setImmediate();
      const slice = page.slice(from, from + sliceSize).filter(([id, changedAt]) => known.get(id) !== changedAt);
      yield { changes: slice.map(changeOf), position: { since, after, recent } };
    }
  }
}

/** Behind what a page begins: `since` and `after`. */
type Start = readonly [since: string, after: string];

/**
 * In their order. From the beginning it is known where most begin, else where the one before them ends: the next are asked
 * for, and come, while one is taken in. What changes meanwhile moves behind what has been asked for, and is in the last page.
 */
async function* pagesFrom(first: Start): AsyncGenerator<Row[]> {
  let coming = [{ start: first, page: pageAfter(first) }];
  let starts = first[0] === beginning ? await laterStarts() : [];
  for (let next = coming.shift(); next; next = coming.shift()) {
    const page = await next.page;
    const last = page.length < pageSize ? undefined : page.at(-1);
    if (last) {
      const end: Start = [last[1], last[0]];
      const following = coming[0]?.start ?? starts[0];
      // What was written before those starts and became visible after them has filled the page: go on where it ends.
      if (!following || isBefore(end, following)) [coming, starts] = [[], [end]];
      for (const start of starts.splice(0, atOnce - coming.length)) coming.push({ start, page: pageAfter(start) });
    }
    yield page;
    if (!last) return;
  }
}

/** Both as Postgres writes them, in UTC. */
const isBefore = ([since, after]: Start, [otherSince, otherAfter]: Start): boolean =>
  since < otherSince || (since === otherSince && after < otherAfter);

const laterStarts = () =>
  serviceDb()
    .call("catalogue_starts", { p_limit: pageSize }, z.array(z.tuple([z.string(), z.uuid()])))
    .catch((err: unknown): Start[] => {
      log.warn({ err }, "the catalogue's pages are read one after the other");
      return [];
    });

function pageAfter([since, after]: Start): Promise<Row[]> {
  const page = serviceDb().call("catalogue_changes", { p_since: since, p_after: after, p_limit: pageSize }, rows);
  // Heard when it is awaited, which is after the taking in.
  page.catch(() => {});
  return page;
}

const minusOverlap = (instant: string) => new Date(Date.parse(instant) - overlapMs).toISOString();
const isRecent = (instant: string, since: string) => Date.parse(instant) >= Date.parse(since) - overlapMs;

/** Of a page, which is in order of time, what is recent. */
function endOf(page: readonly Row[], since: string): [id: string, changedAt: string][] {
  const first = 1 + page.findLastIndex(([, at]) => !isRecent(at, since));
  return page.slice(first).map(([id, at]) => [id, at]);
}

/** In the order of catalogue_changes. */
function changeOf([id, , ...values]: Row): Change {
  if (values.length === 0) return { id, entry: undefined };
  const [title, company, source, locations, remote, level, programme, careerPaths, occupation, ...others] = values;
  const [languages, visa, salary, postedAt, firstSeenAt, lang, linkStatus, ...ours] = others;
  // A database that waits for this release's migration does not say the last one.
  const [quality, keys, occupationConfidence = 0, early] = ours;
  const entry = catalogueEntry.safeParse({
    ...{ id, title, company, source, locations, remote, level, programme, careerPaths, occupation },
    ...{ languages, visa, salary, postedAt, firstSeenAt, lang, linkStatus },
    ...{ quality, keys, occupationConfidence, early: early ?? undefined },
  });
  // A newer scraper may write what this process does not know: one posting less, not no digests at all.
  if (!entry.success) log.warn({ posting: id, issues: entry.error.issues }, "posting left out of the catalogue");
  return { id, entry: entry.data };
}
