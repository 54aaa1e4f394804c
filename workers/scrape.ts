import { createHash } from "node:crypto";
import { z } from "zod";
import { scrape } from "../jobs/scrape.ts";
import { serviceDb } from "../lib/db.ts";
import { PermanentError } from "../lib/errors.ts";
import { withLock } from "../lib/lock.ts";
import { dedupeKey } from "../lib/postings/dedupe-key.ts";
import { normalise } from "../lib/postings/normalise.ts";
import type { Posting, RawPosting } from "../lib/postings/posting.ts";
import { enqueue } from "../lib/queue.ts";
import { activeSources, fetchPage, type Source } from "../lib/sources/index.ts";
import { minute, second } from "../lib/time.ts";
import { type Context, defineWorker } from "../lib/worker.ts";

const storedPage = z.object({ runId: z.uuid(), seen: z.int(), added: z.int(), changed: z.int() });

/** Each run waits on somebody else's server for most of its time. */
export default defineWorker(scrape, { concurrency: 4, timeoutMs: 2 * minute }, async (payload, { signal, log }) => {
  const source = activeSources().find(({ name }) => name === payload.source);
  if (!source) throw new PermanentError(`The source "${payload.source}" is not active: see SOURCES`);
  // A scheduled run and an operator's beside each other would ask the same server for the same page.
  return withLock(`scrape/${source.name}/${payload.target}`, { ttlMs: 30 * second }, async ({ signal: lock }) => {
    try {
      return await scrapePage(source, payload, { log, signal: AbortSignal.any([signal, lock]) });
    } catch (error) {
      if (error instanceof PermanentError) {
        const { runId, target } = payload;
        const args = {
          p_source: source.name,
          p_target: target,
          p_error: error.message,
          ...(runId && { p_run: runId }),
        };
        await serviceDb()
          .call("fail_run", args, z.null())
          .catch((err: unknown) => log.warn({ err }, "run not noted"));
      }
      throw error;
    }
  });
});

async function scrapePage(
  source: Source,
  { target, cursor, runId }: z.output<typeof scrape.payload>,
  { log, signal }: Pick<Context, "log" | "signal">,
) {
  const page = await fetchPage(source, target, cursor ?? null, signal);
  const items = page.postings.flatMap((raw) => normalised(raw));
  const dropped = Object.values(page.dropped).reduce((sum, count) => sum + count, 0);
  const rejected = dropped + page.postings.length - items.length;
  if (rejected > 0) log.warn({ dropped: page.dropped, unusable: page.postings.length - items.length }, "rows left out");
  const stored = await serviceDb().call(
    "store_page",
    {
      p_source: source.name,
      p_target: target,
      p_body: page.text,
      p_postings: items,
      p_rejected: rejected,
      p_last: page.next === null,
      p_complete: page.complete,
      ...(runId && { p_run: runId }),
      ...(cursor !== undefined && { p_cursor: cursor }),
    },
    storedPage,
    { signal },
  );
  if (page.next !== null) {
    await enqueue(scrape, { source: source.name, target, cursor: page.next, runId: stored.runId });
  }
  return { ...stored, rejected };
}

function normalised(raw: RawPosting): { sourceId: string; dedupeKey: string; contentHash: string; posting: Posting }[] {
  const posting = normalise(raw);
  if (!posting) return [];
  return [{ sourceId: posting.sourceId, dedupeKey: dedupeKey(posting), contentHash: contentHash(posting), posting }];
}

function contentHash(posting: Posting): string {
  return createHash("sha256").update(JSON.stringify(posting)).digest("base64url");
}
