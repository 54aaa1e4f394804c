import { hash } from "node:crypto";
import { dedupeKey } from "./dedupe-key.ts";
import { qualityOf } from "./groups.ts";
import { normalise } from "./normalise.ts";
import type { Posting, RawPosting } from "./posting.ts";

/** A posting of a page as store_page takes it. */
export interface PageItem {
  sourceId: string;
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
  const { sourceId } = posting;
  return { sourceId, dedupeKey: dedupeKey(posting), contentHash, quality: qualityOf(posting), posting };
}
