import { z } from "zod";
import { serviceDb } from "../db.ts";
import { log } from "../log.ts";
import { postingSchema } from "../postings/posting.ts";

/** A live posting as ranking sees it: without its text and its link, which stay in Postgres. */
export const catalogueEntry = postingSchema
  .pick({
    id: true,
    title: true,
    company: true,
    source: true,
    locations: true,
    remote: true,
    level: true,
    programme: true,
    employment: true,
    careerPaths: true,
    occupation: true,
    languages: true,
    visa: true,
    salary: true,
    lang: true,
  })
  .extend({
    postedAt: z.iso.datetime({ offset: true }).nullable(),
    dedupeKey: z.string(),
    /** What a look at its link showed; null = nobody has looked yet. */
    linkStatus: z.enum(["live", "gone", "uncertain"]).nullable().default(null),
  });
export type CatalogueEntry = z.output<typeof catalogueEntry>;

const change = z
  .object({
    id: z.uuid(),
    closed: z.boolean(),
    changedAt: z.iso.datetime({ offset: true }),
  })
  .loose();

/** PostgREST hands out a thousand rows at most; as one JSON value they are one row, but a call should stay short. */
const pageSize = 1000;
/** A slow writer commits a time that has passed; read again is what is younger than the 8 s a statement may take. */
const overlap = Temporal.Duration.from({ seconds: 10 });
const beginning = "-infinity";
const noId = "00000000-0000-0000-0000-000000000000";

/**
 * The live postings in this process's memory: a snapshot by keyset pages, then what changed since.
 * Postings that close between a refresh and the storing of a digest are left out by the storing.
 */
export class Catalogue {
  readonly #entries = new Map<string, CatalogueEntry>();
  #since = beginning;
  #refreshing: Promise<void> | undefined;

  get entries(): Iterable<CatalogueEntry> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Reads what changed; callers that come at the same time share one reading, which none of them can end. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    let since = this.#since === beginning ? beginning : Temporal.Instant.from(this.#since).subtract(overlap).toString();
    let after = noId;
    for (;;) {
      const args = { p_since: since, p_after: after, p_limit: pageSize };
      const rows = await serviceDb().call("catalogue_changes", args, z.array(change));
      for (const row of rows) this.#take(row);
      const last = rows.at(-1);
      if (last) ({ changedAt: since, id: after } = last);
      if (last) this.#since = last.changedAt;
      if (rows.length < pageSize) return;
    }
  }

  #take({ id, closed, changedAt: _, ...rest }: z.output<typeof change>): void {
    const entry = closed ? undefined : catalogueEntry.safeParse({ id, ...rest });
    if (entry?.success) {
      this.#entries.set(id, entry.data);
      return;
    }
    this.#entries.delete(id);
    // A newer scraper may write what this process does not know: one posting less, not no digests at all.
    if (entry) log.warn({ posting: id, issues: entry.error.issues }, "posting left out of the catalogue");
  }
}
