import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import type { PageItem } from "../lib/postings/page-item.ts";
import { packed } from "../lib/sources/kept-reply.ts";
import { place } from "./scrape-place.ts";

/** What others have brought at the same moment is placed and stored again; in the last round the rest as it is. */
const rounds = 4;

interface Options {
  signal: AbortSignal;
}

/** Of a source's own ids, those that an open posting stands for, with the hash of what is shown of them. */
export async function knownPostings(source: string, ids: string[], { signal }: Options) {
  const hashes = z.record(z.string(), z.string());
  const known = await serviceDb().call("known_postings", { p_source: source, p_ids: ids }, hashes, { signal });
  return new Map(Object.entries(known));
}

/** The arguments of store_page beside its items. */
interface Page {
  p_source: string;
  p_target: string;
  p_body: string;
  p_rejected: number;
  p_last: boolean;
  p_complete: boolean;
  p_run?: string;
  p_cursor?: string;
}

const counts = { runId: z.uuid(), seen: z.int(), added: z.int(), changed: z.int() };
const storedPage = z.object({ ...counts, again: z.array(z.string()) });

/**
 * Stores a page: of the known ones the items that say something else, and where each was not read none. What is new goes
 * with the posting that it is, if the table has it; without anything new it is one call.
 */
export async function storePage(
  page: Page,
  items: readonly PageItem[],
  known: ReadonlyMap<string, string>,
  { signal }: Options,
) {
  const toStore = items.filter(({ sourceId, contentHash }) => known.get(sourceId) !== contentHash);
  const changed = new Set(toStore.map(({ sourceId }) => sourceId));
  const p_unchanged = [...known.keys()].filter((id) => !changed.has(id));
  const p_body = await packed(page.p_body);
  const store = async (some: readonly PageItem[], over: object, isLast: boolean) => {
    const { items: p_postings, upTo } = await place(some, ({ sourceId }) => !known.has(sourceId), signal);
    const args = { ...page, ...over, p_postings, ...(upTo !== null && !isLast && { p_up_to: upTo }) };
    return serviceDb().call("store_page", args, storedPage, { signal });
  };
  let { again, ...total } = await store(toStore, { p_body, p_unchanged }, false);
  for (let round = 2; round <= rounds && again.length > 0; round++) {
    const missing = new Set(again);
    const left = toStore.filter(({ sourceId }) => missing.has(sourceId));
    // The reply is kept already, and its ids are counted.
    const stored = await store(left, { p_run: total.runId, p_body: "" }, round === rounds);
    again = stored.again;
    total = { ...total, added: total.added + stored.added, changed: total.changed + stored.changed };
  }
  return total;
}
