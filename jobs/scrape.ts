import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { minute, second } from "../lib/time.ts";

/** One source, one target, one page. The next page is a job of its own. */
export const scrape = defineJob({
  name: "scrape",
  payload: z.object({
    source: z.string().regex(/^[a-z0-9-]{2,40}$/),
    /** What to ask the source for: a board's slug, `all` where a source is one feed, or a place and field. */
    target: z.string().regex(/^(?![./])(?!.*\.\.)[\p{L}\p{M}\w .,:'’()/-]{1,100}$/u),
    /** Where the page before left off, in the source's own words. Absent = the first page. */
    cursor: z.string().max(500).optional(),
    /** source_runs.id that all pages of one run share. Absent = a new run. */
    runId: z.uuid().optional(),
    /** The page's number in its run, from 1. Absent = 1. */
    page: z.int().positive().optional(),
    /** Reads everything, whatever is known: once a day. */
    complete: z.boolean().optional(),
    /** Nothing older is wanted; for sources that can filter. */
    since: z.iso.datetime().optional(),
  }),
  // Later pages belong to their run: two runs of one target must not become one in the middle.
  key: ({ source, target, cursor, runId }) => `${source}/${target}/${cursor ? `${runId}/${cursor}` : "first"}`,
  attempts: 4,
  backoffMs: 15 * second,
  maxAgeMs: 30 * minute,
});
