import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { chunksOf } from "../chunks.ts";
import { tomorrow } from "../time.ts";
import { takingTurns } from "../turns.ts";
import { qualityOf } from "./groups.ts";
import { normalise } from "./normalise.ts";
import type { Posting, RawPosting } from "./posting.ts";
import { plainText } from "./text.ts";

/** A posting of a page as store_page takes it. */
export interface PageItem {
  sourceId: string;
  /**
   * Items with the same key are one posting: its own id, or that of another of its page, see workers/scrape-place.ts.
   */
  dedupeKey: string;
  /** A hash of all that is stored: equal = nothing has changed. */
  contentHash: string;
  /** The version with the highest one is shown. */
  quality: number;
  posting: Posting;
}

/** How many are read at a stretch: some milliseconds, then whatever else waits for the processor gets its turn. */
const atOnce = 25;
/** A single text from strangers may take half a second: then the turn ends after each. */
const stretchMs = 50;

const inTurn = takingTurns();

/**
 * A page's postings, read and normalised, without those that cannot be shown. Pages take turns: the database stores one
 * while the next is read. Reading several side by side would only delay all of them.
 */
export async function pageItems(raws: readonly RawPosting[], { signal }: { signal: AbortSignal }): Promise<PageItem[]> {
  if (raws.length === 0) return [];
  return inTurn(async () => {
    const read: PageItem[] = [];
    let since = performance.now();
    const breathe = async () => {
      await setImmediate();
      since = performance.now();
    };
    const isLong = () => performance.now() - since > stretchMs;
    for (const some of chunksOf(raws, atOnce)) {
      signal.throwIfAborted();
      // Step by step, as each one's code and tables fill the processor's caches.
      const [texts, postings]: [string[], Posting[]] = [[], []];
      for (const { description } of some) {
        texts.push(plainText(description));
        if (isLong()) await breathe();
      }
      for (const [at, raw] of some.entries()) {
        const posting = normalise(raw, texts[at], tomorrow());
        if (posting) postings.push(posting);
        if (isLong()) await breathe();
      }
      read.push(...postings.map(itemOf));
      await breathe();
    }
    return read;
  }, signal);
}

function itemOf(posting: Posting): PageItem {
  const contentHash = hash("sha256", JSON.stringify(posting), "base64url");
  const { id, sourceId } = posting;
  return { sourceId, dedupeKey: id, contentHash, quality: qualityOf(posting), posting };
}
