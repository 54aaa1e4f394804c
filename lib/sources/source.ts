import type { RawPosting } from "../postings/posting.ts";

export interface ParsedPage {
  postings: RawPosting[];
  /** Counts of unusable rows, by reason; the good ones beside them are kept. */
  dropped: Readonly<Record<string, number>>;
  /** What to ask for next, in the source's own words; null = nothing more. */
  next: string | null;
  /**
   * The source says that this page completes all there is, and that is not nothing: only then does absence mean
   * anything.
   */
  complete: boolean;
}

/** One HTTP request, as the provider documents it. */
export interface SourceRequest {
  url: string;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** Environment variables that hold a provider's credentials. */
export type CredentialName =
  | "RAPID_API_KEY"
  | "THEIRSTACK_API_KEY"
  | "ADZUNA_APP_ID"
  | "ADZUNA_APP_KEY"
  | "REED_API_KEY";
export type Credentials = Readonly<Partial<Record<CredentialName, string>>>;

/** Requests that the provider allows in each window; a missing one is unlimited. */
export interface Budget {
  perSecond?: number;
  perMinute?: number;
  perHour?: number;
  perDay?: number;
  perWeek?: number;
  perMonth?: number;
}

/** What a run asks next, and at which server. */
export interface Ask {
  readonly baseUrl: string;
  /** A board's slug, `all`, or a target of lib/sources/wanted.ts. */
  readonly target: string;
  /** ParsedPage.next of the page before; null = the first page. */
  readonly cursor: string | null;
  readonly credentials: Credentials;
  /** An incremental run: nothing older is wanted, if the provider can filter. */
  readonly since?: Date;
}

/** A person's question to a source: CONTRACT.md, POST /searches. */
export interface SearchAsk {
  readonly jobTitle: string;
  readonly industry?: string | undefined;
  /** Yearly pay in the currency of the country asked for. */
  readonly salaryMin?: number | undefined;
  readonly salaryMax?: number | undefined;
  readonly jobType?: "remote" | "on-site" | "hybrid" | "full-time" | "part-time" | undefined;
  readonly city?: string | undefined;
  /** ISO 3166-1. */
  readonly country?: string | undefined;
  readonly datePosted?: "day" | "week" | "month" | "any" | undefined;
}

/**
 * A source: pure knowledge of one provider's wire format and terms. A new one is a file of its own and a line in
 * index.ts.
 */
export interface Source {
  readonly name: string;
  /** The vendor's URL; SOURCES can replace it by a server that speaks the same protocol. */
  readonly baseUrl: string;
  /**
   * `boards`: employers' own, each target whole. `feed`: one stream, `all`. `wanted`: asked for a place and a field
   * (lib/sources/wanted.ts), because fetching all of it is not allowed or not possible.
   */
  readonly kind: "boards" | "feed" | "wanted";
  /** What to ask for when nobody has subscribed yet: boards, `all`, or well-known places. */
  targets(): readonly string[];
  request(ask: Ask): SourceRequest;
  /** @throws {SourceFormatError} if the document is not the source's */
  parse(text: string, target: string, requestUrl: string): ParsedPage;
  /** The reply as it may be kept for replay, if it holds more about people than a posting needs. */
  readonly kept?: (text: string) => string;
  /** For lists without texts: each new posting costs a second request. */
  readonly detail?: {
    request(ask: Pick<Ask, "baseUrl" | "target" | "credentials">, posting: RawPosting): SourceRequest;
    /** The posting with what the detail adds. @throws {SourceFormatError} */
    parse(text: string, posting: RawPosting): RawPosting;
  };
  /** For the job scanner; `parse` reads the reply. `relaxed`: asks for less, after nothing was found. */
  readonly search?: (ask: SearchAsk, from: Pick<Ask, "baseUrl" | "credentials">, relaxed: boolean) => SourceRequest;
  /** The source runs only if all are set. */
  readonly credentials: readonly CredentialName[];
  /** What the provider allows, as SCRAPER_RATE_LIMITS may override it. */
  readonly budget: Budget;
  /** Whether a posting that is missing from a complete crawl has closed. Searches show a part, so theirs never has. */
  readonly absenceCloses: boolean;
  /** Lists other sites' postings: a regular digest carries one only if its link was found live. */
  readonly aggregator?: true;
  /** Shown below each posting, as the terms ask. */
  readonly attribution: { readonly label: string; readonly url: string };
  /** The least time between two runs of one target. */
  readonly pollEveryMs: number;
  /** The provider's terms, in a sentence. */
  readonly terms: string;
  /** Why it is off unless SOURCES names it. */
  readonly offBecause?: string;
  /** The most pages of one run. */
  readonly maxPages: number;
  /** What a status means here if it differs from ask.ts's table (Adzuna's 410 is a bad key). */
  readonly statusMeans?: Readonly<Record<number, "bad-key" | "no-board" | "later" | "quota" | "no-more">>;
  /** Whether the reply says that a quota is used up, if the status alone does not (RapidAPI's two kinds of 429). */
  readonly quotaExceeded?: (status: number, body: string) => boolean;
  /** For XML sources; the default is JSON. */
  readonly accept?: string;
  /** By default a redirect within the origin is followed. Personio's 307 means that there is no feed. */
  readonly redirects?: "error" | "same-origin";
}

/** The largest boards have thousands of rows; a million in one reply would block the process for minutes. */
export const mostRows = 20_000;
/** Why further rows are dropped. They were not looked at, so the crawl has seen only a part. */
export const beyondMostRows = "more than are read";

/** The document is not what this source sends: a maintenance page, a login, a changed format. */
export class SourceFormatError extends Error {
  readonly source: string;

  constructor(source: string, reason: string, options?: { cause?: unknown }) {
    super(`${source}: ${reason}`, options);
    this.name = "SourceFormatError";
    this.source = source;
  }
}
