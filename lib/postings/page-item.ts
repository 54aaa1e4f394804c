import { hash } from "node:crypto";
import { qualityOf } from "./groups.ts";
import { normalise } from "./normalise.ts";
import type { Posting, RawPosting } from "./posting.ts";

/** A posting of a page as store_page takes it. */
export interface PageItem {
  sourceId: string;
  /** Items with one key are one posting: its own id, or that of another one of its page, see workers/scrape-place.ts. */
  dedupeKey: string;
  /** Of all that is stored: equal = nothing has changed. */
  contentHash: string;
  /** Of the versions of a posting, the one with the highest is shown. */
  quality: number;
  posting: Posting;
}

/** @returns null if the posting cannot be shown to anybody */
export function pageItem(raw: RawPosting): PageItem | null {
  const posting = normalise(raw);
  if (!posting) return null;
  const contentHash = hash("sha256", JSON.stringify(posting), "base64url");
  const { id, sourceId } = posting;
  return { sourceId, dedupeKey: id, contentHash, quality: qualityOf(posting), posting };
}
