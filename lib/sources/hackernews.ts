import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { headerOf } from "./hackernews-header.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import type { ParsedPage, Source } from "./source.ts";

/** Only one of the month's three threads is ours; "Who wants to be hired?" has applicants, with their names. */
const threadTitle = /^\s*ask hn:\s*who is hiring\b/i;

const hit = z.object({ objectID: z.string().regex(/^\d{1,12}$/), title: z.string(), created_at_i: z.number() });
const thread = z.object({ hits: z.array(z.unknown()) });
const item = z.object({ title: z.string().nullish().catch(null), children: z.array(z.unknown()) });
const document = z.union([thread, item]);

const row = z
  .object({
    id: z.union([z.number().int(), z.string().regex(/^\d{1,12}$/)]).transform(String),
    text: z.string().min(1),
    created_at: z.string().nullish().catch(null),
  })
  .transform(({ text, ...job }) => ({ ...job, text, header: headerOf(text) }))
  .refine(({ header }) => header.company !== "", { path: ["header"] })
  .refine(({ header }) => header.title !== "", { path: ["role"] });
type Row = z.output<typeof row>;

function rawPosting({ id, text, created_at, header }: Row): RawPosting {
  const { title, company, location, remoteHint, employmentHint } = header;
  return {
    source: "hackernews",
    sourceId: id,
    url: `https://news.ycombinator.com/item?id=${id}`,
    title,
    company,
    location,
    description: text,
    postedAt: instantOf(created_at),
    ...(remoteHint && { remoteHint }),
    ...(employmentHint && { employmentHint }),
  };
}

const nothing: ParsedPage = { postings: [], dropped: {}, next: null, complete: false };

/** The newest thread, whatever order the reply has. */
function newestThread(hits: readonly unknown[]): ParsedPage {
  const { good, dropped } = rowsOf(hits, hit);
  const threads = good.filter(({ title }) => threadTitle.test(title));
  const newest = threads.sort((a, b) => b.created_at_i - a.created_at_i)[0];
  return { ...nothing, dropped, next: newest?.objectID ?? null };
}

/** Deleted and flagged comments stay in place, without a text. */
const isDeleted = (child: unknown) => (child as { text?: unknown } | null)?.text === null;

/** Hacker News' monthly thread: a comment is a posting, as people write it. */
export const hackernews: Source = {
  name: "hackernews",
  baseUrl: "https://hn.algolia.com",
  kind: "feed",
  targets: () => ["all"],
  // First finds the thread, then reads it whole.
  request: ({ baseUrl, cursor }) => ({
    url:
      cursor === null
        ? `${baseUrl}/api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=20`
        : `${baseUrl}/api/v1/items/${encodeURIComponent(cursor)}`,
  }),
  parse(reply) {
    const found = readDocument("hackernews", reply, document);
    if ("hits" in found) return newestThread(found.hits);
    const { good, dropped } = rowsOf(
      found.children.filter((child) => !isDeleted(child)),
      row,
    );
    return { ...nothing, postings: good.map(rawPosting), dropped };
  },
  credentials: [],
  // A courtesy: 10,000 an hour are allowed.
  budget: { perSecond: 1, perHour: 60 },
  absenceCloses: false,
  attribution: { label: "Hacker News", url: "https://news.ycombinator.com/" },
  pollEveryMs: 6 * hour,
  terms: "Algolia's public search of Hacker News: comments of users, linked to where they wrote them.",
  maxPages: 2,
};
