import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import type { Letter } from "../lib/queue-again.ts";

const letters = z.array(
  z.object({
    id: z.int(),
    jobId: z.string(),
    payload: z.unknown(),
    requestId: z.string().nullable(),
    failedAt: z.int(),
  }),
);

/** Which letters: by the ids of jobs, or by when and how they failed. */
export interface LetterFilter {
  queue: string;
  jobIds?: readonly string[] | undefined;
  after?: string | undefined;
  before?: string | undefined;
  error?: string | undefined;
}

/** Dead letters that nobody has run again, the oldest first, from after this one. */
export const lettersOf = (which: LetterFilter, from: number, limit: number): Promise<Letter[]> =>
  serviceDb().call("dead_letters_of", { p: which, p_from: from, p_limit: limit }, letters);

/** Notes that these were run again: by the job `by`, or by somebody before. */
export const noteRedriven = (ids: readonly number[], by?: string): Promise<number> =>
  serviceDb().call("note_redriven", { p_ids: [...ids], ...(by !== undefined && { p_by: by }) }, z.int());
