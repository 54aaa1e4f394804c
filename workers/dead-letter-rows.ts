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

/** Which letters: the ids of jobs, or when and how they failed. */
export interface LetterFilter {
  queue: string;
  jobIds?: readonly string[] | undefined;
  after?: string | undefined;
  before?: string | undefined;
  error?: string | undefined;
}

/** Those of dead_letters that nobody has run again, the oldest first, after this one. */
export const lettersOf = (which: LetterFilter, from: number, limit: number): Promise<Letter[]> =>
  serviceDb().call("dead_letters_of", { p: which, p_from: from, p_limit: limit }, letters);

/** `by`: the job that has run them again; else somebody had already. */
export const noteRedriven = (ids: readonly number[], by?: string): Promise<number> =>
  serviceDb().call("note_redriven", { p_ids: [...ids], ...(by !== undefined && { p_by: by }) }, z.int());
