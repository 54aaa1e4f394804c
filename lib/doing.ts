import { AsyncLocalStorage } from "node:async_hooks";

/** The request that is answered, or the run of a job. */
interface Doing {
  /** Of the request that all this began with; what a schedule began is called after its first job. */
  readonly requestId: string;
  readonly job?: string;
  readonly id?: string;
  /** 1 for the first. */
  readonly attempt?: number;
}

/**
 * What this process does just now: it stands in each line that is logged meanwhile, and its request's id goes on to
 * the jobs that are asked for.
 */
export const doing = new AsyncLocalStorage<Doing>();
