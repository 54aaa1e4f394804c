import type { RawPosting } from "../postings/posting.ts";

/** A reply that parsed. */
export interface ParsedPage {
  postings: RawPosting[];
  /** Rows that could not be used, by reason: the good ones beside them are kept. */
  dropped: Readonly<Record<string, number>>;
  /** What to ask for next, in the source's own words; null = nothing more. */
  next: string | null;
  /** The source says that with this page all was seen, and it was not nothing: only then is absence a sign. */
  complete: boolean;
}

/** A source: pure knowledge of one provider's wire and terms. A new one is a file like its own and a line in index.ts. */
export interface Source {
  readonly name: string;
  /** The vendor; SOURCES can put a server that speaks its protocol in its place. */
  readonly baseUrl: string;
  /** What to ask for, one run each: boards, or `all` where the source is one feed. */
  targets(): readonly string[];
  request(
    baseUrl: string,
    target: string,
    cursor: string | null,
  ): { url: string; headers?: Readonly<Record<string, string>> };
  /** @throws {SourceFormatError} if the document is not the source's. */
  parse(text: string, target: string, requestUrl: string): ParsedPage;
  /** Shown below each posting, as the terms ask. */
  readonly attribution: { readonly label: string; readonly url: string };
  /** The least time between two runs of one target. */
  readonly pollEveryMs: number;
  /** What the provider allows, in a sentence. */
  readonly terms: string;
  /** Pages of one run at most. */
  readonly maxPages: number;
}

/** The document is not what this source sends: a maintenance page, a login, a changed format. */
export class SourceFormatError extends Error {
  readonly source: string;

  constructor(source: string, reason: string, options?: { cause?: unknown }) {
    super(`${source}: ${reason}`, options);
    this.name = "SourceFormatError";
    this.source = source;
  }
}
