import { randomUUID } from "node:crypto";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { type Posting, postingSchema } from "../../lib/postings/posting.ts";

function posting(over: Partial<Posting> = {}): Posting {
  const sourceId = over.sourceId ?? randomUUID();
  return postingSchema.parse({
    id: `greenhouse/${sourceId}`,
    source: "greenhouse",
    sourceId,
    url: `https://jobs.example.com/${sourceId}`,
    title: "Junior Data Analyst",
    company: "Nordlicht",
    locations: [{ city: "Berlin", geonameId: 2950159, country: "DE", lat: 52.5, lon: 13.4, raw: "Berlin" }],
    remote: { mode: "hybrid", worldwide: null, countries: ["DE"] },
    level: "entry",
    programme: null,
    employment: "full-time",
    careerPaths: ["data-analytics", "tech-transformation"],
    occupation: "data",
    languages: [{ code: "de", required: true, level: null }],
    experienceYears: { min: 0, max: 2 },
    degree: null,
    visa: "unknown",
    salary: null,
    postedAt: new Date().toISOString(),
    validThrough: null,
    description: "Numbers.",
    lang: "en",
    confidence: { place: 1, occupation: 0.9, level: 0.8 },
    ...over,
  });
}
/** A version's identity, and the posting it was assigned to. */
interface Placing {
  dedupeKey?: string;
  contentHash?: string;
  quality?: number;
  keys?: number[];
  sameAs?: string;
}
/** An item of a page; key and hash follow from the title unless given. */
export const item = (
  over: Partial<Posting> = {},
  { dedupeKey = over.title ?? `${randomUUID()}`, contentHash = `${randomUUID()}`, keys, ...placing }: Placing = {},
) => {
  const one = posting(over);
  // Any value will do: Postgres stores the identity without reading it.
  const known = keys && { keys: `{${keys.join()}}`, identity: JSON.stringify({ title: one.title }) };
  return { sourceId: one.sourceId, dedupeKey, contentHash, posting: one, ...known, ...placing };
};
export type Item = ReturnType<typeof item>;

export const counts = z.object({ added: z.int(), changed: z.int(), seen: z.int() });
export const upsert = (items: Item[], source = "greenhouse", target = "nordlicht") =>
  serviceDb().call("upsert_postings", { p_source: source, p_target: target, p: items }, counts);

/** Closes postings that are gone. @returns how many */
export const close = (limit = 1000) => serviceDb().call("close_postings", { p_limit: limit }, z.int());
