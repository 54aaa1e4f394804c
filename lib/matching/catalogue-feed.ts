import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { serviceDb } from "../db.ts";
import { log } from "../log.ts";
import { type CatalogueEntry, catalogueEntry } from "./catalogue-entry.ts";

/** A posting that is new or changed; without an entry, one that is closed. */
export interface Change {
  id: string;
  entry: CatalogueEntry | undefined;
}

/** How far the changes have been read. */
export interface Position {
  since: string;
  after: string;
  /** Times of change of what was read lately, by id: a row that comes again with the same time is no change. */
  recent: ReadonlyMap<string, string>;
}

/** Id, time of change and the values that `changeOf` names; of a closed posting only the first two. */
type Row = readonly [id: string, changedAt: string, ...values: unknown[]];
const isRow = (row: unknown) => Array.isArray(row) && typeof row[0] === "string" && typeof row[1] === "string";
/** `changeOf` checks the values: a schema for them here would copy each row. */
const rows = z.custom<Row[]>((page) => Array.isArray(page) && page.every(isRow));

/** A call takes a tenth of a second, and a page that waits a few megabytes. */
const pageSize = 5000;
/** A slow writer commits a time that has already passed. A statement may take 8 s: what is younger is read again. */
const overlapMs = 10_000;
const beginning = "-infinity";
const noId = "00000000-0000-0000-0000-000000000000";

/** Some milliseconds of work, after which this process serves its sockets. */
const sliceSize = 250;

/** Postgres makes one page while another travels and is read; more would only wait in memory. */
const atOnce = 2;

/**
 * What changed since a position, in slices of pages; from the beginning, what is open. A slice comes with the position
 * behind its whole page: use only the last one.
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
      // A request leaves only at the event loop's next turn; until then Postgres would sit idle.
      await setImmediate();
      const slice = page.slice(from, from + sliceSize).filter(([id, changedAt]) => known.get(id) !== changedAt);
      yield { changes: slice.map(changeOf), position: { since, after, recent } };
    }
  }
}

/** The row behind which a page begins: its `since` and `after`. */
type Start = readonly [since: string, after: string];

/**
 * Pages in order. From the beginning, the starts of most pages are known ahead, so that the next ones are fetched while
 * one is processed; otherwise a page starts where the one before ends. What changes meanwhile moves behind the pages
 * that were requested, and is in the last one.
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
      // Rows became visible that were written before the starts were read, and filled the page: go on where it ends.
      if (!following || isBefore(end, following)) [coming, starts] = [[], [end]];
      for (const start of starts.splice(0, atOnce - coming.length)) coming.push({ start, page: pageAfter(start) });
    }
    yield page;
    if (!last) return;
  }
}

/** Compared as text: both are as Postgres writes them, in UTC. */
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
  // It is awaited later: until then, a failure must not count as unhandled.
  page.catch(() => {});
  return page;
}

const minusOverlap = (instant: string) => new Date(Date.parse(instant) - overlapMs).toISOString();
const isRecent = (instant: string, since: string) => Date.parse(instant) >= Date.parse(since) - overlapMs;

/** The recent rows of a page, which is in order of time. */
function endOf(page: readonly Row[], since: string): [id: string, changedAt: string][] {
  const first = 1 + page.findLastIndex(([, at]) => !isRecent(at, since));
  return page.slice(first).map(([id, at]) => [id, at]);
}

/** The values come in the order of catalogue_changes. */
function changeOf([id, , ...values]: Row): Change {
  if (values.length === 0) return { id, entry: undefined };
  const [title, company, source, locations, remote, level, programme, careerPaths, occupation, ...others] = values;
  const [languages, visa, salary, postedAt, firstSeenAt, lang, linkStatus, ...ours] = others;
  // A database without this release's migrations does not send the last one.
  const [quality, keys, occupationConfidence = 0, early] = ours;
  const entry = catalogueEntry.safeParse({
    ...{ id, title, company, source, locations, remote, level, programme, careerPaths, occupation },
    ...{ languages, visa, salary, postedAt, firstSeenAt, lang, linkStatus },
    ...{ quality, keys, occupationConfidence, early: early ?? undefined },
  });
  // A newer scraper may write values unknown here: better one posting less than no digests.
  if (!entry.success) log.warn({ posting: id, issues: entry.error.issues }, "posting left out of the catalogue");
  return { id, entry: entry.data };
}
