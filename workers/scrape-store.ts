import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import type { PageItem } from "../lib/postings/page-item.ts";
import { packed } from "../lib/sources/kept-reply.ts";
import { place } from "./scrape-place.ts";

/** Items that others stored at the same moment are placed and stored again; the last round stores the rest as it is. */
const rounds = 4;

interface Options {
  signal: AbortSignal;
}

/** Which of a source's ids belong to an open posting, with the hash of what is shown of each. */
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
 * Stores a page: known items only if they have changed. A new one is stored with the posting that it is, if there is
 * one already; a page without new items is one call.
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
    // The first round has kept the reply and counted its ids.
    const stored = await store(left, { p_run: total.runId, p_body: "" }, round === rounds);
    again = stored.again;
    total = { ...total, added: total.added + stored.added, changed: total.changed + stored.changed };
  }
  return total;
}
