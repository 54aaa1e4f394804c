import { z } from "zod";
import { scrape } from "../jobs/scrape.ts";
import { supply } from "../jobs/supply.ts";
import { serviceDb } from "../lib/db.ts";
import type { PayloadOf } from "../lib/job.ts";
import { careerPaths } from "../lib/postings/posting.ts";
import { enqueueMany } from "../lib/queue.ts";
import { activeSources, hasFixedTargets, mayAsk, type Source, takeRuns, targetOf } from "../lib/sources/index.ts";
import { day, second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** More than any budget asks for in a day. */
const mostWishes = 1000;
/** Sources file postings late, and say only the day. */
const overlapMs = 1 * day;
/** A place that was never asked for, against those that were. */
const neverAskedMs = 7 * day;

/** Cheap to ask often: what is due is decided by when each target was last asked, and a repeat is the same job. */
export default defineWorker(supply, { concurrency: 1, timeoutMs: 60 * second }, async ({ of }, { log, signal }) => {
  const sources = activeSources().filter(({ kind }) => (kind === "wanted") === (of === "wishes"));
  const wishes = of === "wishes" && sources.length > 0 ? await wishesOfAll(signal) : [];
  const asked: Record<string, number> = {};
  for (const source of sources) {
    signal.throwIfAborted();
    if (!(await mayAsk(source))) continue;
    const targets = of === "crawls" ? await crawlsOf(source) : await wishedFor(source, wishes);
    if (targets.length > 0) asked[source.name] = (await enqueueMany(scrape, targets)).length;
  }
  if (Object.keys(asked).length > 0) log.info({ asked }, "scrapes asked for");
  return { asked };
});

const dueTargets = z.array(
  z.object({
    target: z.string(),
    askedAt: z.string().nullable(),
    doneAt: z.string().nullable(),
    complete: z.boolean(),
  }),
);
type Due = z.output<typeof dueTargets>[number];

function due(source: Source, targets: readonly string[]): Promise<Due[]> {
  const p_poll_seconds = Math.round(source.pollEveryMs / second);
  return serviceDb().call(
    "due_targets",
    { p_source: source.name, p_targets: [...targets], p_poll_seconds },
    dueTargets,
  );
}

const sinceOf = ({ doneAt }: Due) =>
  doneAt === null ? {} : { since: new Date(Date.parse(doneAt) - overlapMs).toISOString() };

/** Every board and feed that is due; once a day all that it has, whatever is known. */
async function crawlsOf(source: Source): Promise<PayloadOf<typeof scrape>[]> {
  return (await due(source, source.targets())).map((one) => ({
    ...{ source: source.name, target: one.target },
    ...(one.complete ? { complete: true } : sinceOf(one)),
  }));
}

const wish = z.object({
  country: z.string(),
  city: z.string().nullable(),
  path: z.enum(careerPaths).nullable().catch(null),
  wanted: z.int(),
});
type Wish = z.output<typeof wish>;

const wishesOfAll = (signal: AbortSignal) =>
  serviceDb().call("wanted_targets", { p_limit: mostWishes }, z.array(wish), { signal });

/** What subscribers look for, as far as the source's budget goes today: what many want and nobody asked for long first. */
async function wishedFor(source: Source, wishes: readonly Wish[]): Promise<PayloadOf<typeof scrape>[]> {
  const fixed = hasFixedTargets(source) || wishes.length === 0;
  const wanted = fixed ? new Map(source.targets().map((target) => [target, 1])) : wantedOf(source, wishes);
  const waitedMs = ({ askedAt }: Due) => (askedAt === null ? neverAskedMs : Date.now() - Date.parse(askedAt));
  const urgency = (one: Due) => (wanted.get(one.target) ?? 0) * waitedMs(one);
  const ranked = (await due(source, [...wanted.keys()])).sort((a, b) => urgency(b) - urgency(a));
  return ranked
    .slice(0, await takeRuns(source, ranked.length))
    .map((one) => ({ source: source.name, target: one.target, ...sinceOf(one) }));
}

/** How many people want each target that the source can be asked for. Those that make the same request are one. */
function wantedOf(source: Source, wishes: readonly Wish[]): Map<string, number> {
  const byRequest = new Map<string, { target: string; wanted: number }>();
  for (const { wanted, ...place } of wishes) {
    const target = targetOf(place);
    const request = requestFor(source, target);
    if (request === null) continue;
    const same = byRequest.get(request);
    // The first by name stands for all, so that it stays the same while wishes come and go.
    const first = same && same.target < target ? same.target : target;
    byRequest.set(request, { target: first, wanted: wanted + (same?.wanted ?? 0) });
  }
  return new Map([...byRequest.values()].map(({ target, wanted }) => [target, wanted]));
}

/** What the source would be asked; null if a job cannot carry the target or the source does not serve the place. */
function requestFor(source: Source, target: string): string | null {
  if (!scrape.payload.shape.target.safeParse(target).success) return null;
  try {
    const { url, body = "" } = source.request({ baseUrl: source.baseUrl, target, cursor: null, credentials: {} });
    return `${url}\n${body}`;
  } catch {
    return null;
  }
}
