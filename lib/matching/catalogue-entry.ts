import { z } from "zod";
import { postingSchema } from "../postings/posting.ts";

const instant = z.iso.datetime({ offset: true });

const schema = postingSchema
  .pick({
    title: true,
    company: true,
    source: true,
    remote: true,
    level: true,
    programme: true,
    careerPaths: true,
    occupation: true,
    languages: true,
    visa: true,
    salary: true,
    lang: true,
  })
  .extend({
    id: z.uuid(),
    locations: z.array(
      z.object({
        city: z.string().nullable(),
        geonameId: z.int().nullable(),
        country: z.string().nullable(),
        lat: z.number().nullable(),
        lon: z.number().nullable(),
        /** Possible countries, where several places of that name leave it open. */
        candidates: z.array(z.object({ country: z.string() })).optional(),
      }),
    ),
    postedAt: instant.nullable(),
    /** When we first saw it, or saw it again after it was gone. */
    firstSeenAt: instant,
    /** lib/postings/groups.ts: how much it says about itself. */
    quality: z.number(),
    /** 0-1: how sure it is that the occupation is right. */
    occupationConfidence: z.number(),
    /** 0-1: if it names no level, how likely it is for beginners. */
    early: z.number().min(0).max(1).default(1),
    /** lib/postings/blocking.ts: two postings that share one are not both in a digest. */
    keys: z.array(z.int()),
    /** What a check of its link showed; null = not checked yet. */
    linkStatus: z.enum(["live", "gone", "uncertain"]).nullable().default(null),
  });

/**
 * A live posting as ranking sees it, without its text and link, which stay in Postgres. Compiled, as a worker reads all
 * of them at once.
 */
export const catalogueEntry = z.compile(schema, { strict: true });
export type CatalogueEntry = z.output<typeof catalogueEntry>;
export type PostingPlace = CatalogueEntry["locations"][number];
