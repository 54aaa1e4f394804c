import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import type { Job } from "../lib/job.ts";
import { type Again, type Letter, runAgain } from "../lib/queue-again.ts";
import { second, wait } from "../lib/time.ts";
import type { Context } from "../lib/worker.ts";
import { type LetterFilter, lettersOf, noteRedriven } from "./dead-letter-rows.ts";

/**
 * Letters that stay: a later version may understand the payload, and the work that waits may fail, or be of another
 * try.
 */
const staying: ReadonlySet<Again> = new Set(["its payload does not parse any more", "the same work waits already"]);

async function again(job: Job, letter: Letter, by: string): Promise<Again> {
  const outcome = await runAgain(job, letter.jobId, letter);
  if (!staying.has(outcome)) await noteRedriven([letter.id], outcome === "queued" ? by : undefined);
  return outcome;
}

/** Runs the jobs of these ids again. @returns how many, and why not the others */
export async function retry(job: Job, ids: readonly string[], by: string) {
  const kept = await lettersOf({ queue: job.name, jobIds: ids }, 0, 10 * ids.length);
  const passedOver: Record<string, Again> = {};
  const named = new Set(ids);
  for (const id of named) {
    // The last letter of a job that failed several times; a failure of this minute has none yet.
    const letter = kept.findLast(({ jobId }) => jobId === id);
    const first = letter && (await again(job, letter, by));
    const outcome = first && first !== "it has failed again since" ? first : await runAgain(job, id);
    if (outcome !== "queued") passedOver[id] = outcome;
  }
  return { retried: named.size - Object.keys(passedOver).length, passedOver };
}

interface Pace {
  perSecond: number;
  /** Over all runs of the job, should it be interrupted. */
  max: number;
}

/**
 * Runs failures again, the oldest first, at this pace.
 * @returns how many, how many not and why, and whether there are more
 */
export async function redrive(
  job: Job,
  which: LetterFilter,
  { perSecond, max }: Pace,
  { by, signal, progress }: Pick<Context, "signal" | "progress"> & { by: string },
) {
  const passedOver: Record<string, number> = {};
  let redriven = await serviceDb().call("redriven_by", { p_by: by }, z.int());
  for (let from = 0; redriven < max; ) {
    const startedAt = performance.now();
    const limit = Math.min(perSecond, max - redriven);
    const found = await lettersOf(which, from, limit);
    for (const letter of found) {
      signal.throwIfAborted();
      const outcome = await again(job, letter, by);
      if (outcome === "queued") redriven++;
      else passedOver[outcome] = (passedOver[outcome] ?? 0) + 1;
      from = letter.id;
    }
    await progress({ redriven, max, passedOver });
    if (found.length < limit) return { redriven, passedOver, more: false };
    await wait(1 * second - (performance.now() - startedAt), signal);
  }
  return { redriven, passedOver, more: (await lettersOf(which, 0, 1)).length > 0 };
}
