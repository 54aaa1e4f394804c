import { AsyncLocalStorage } from "node:async_hooks";

/** The request that is answered, or the run of a job. */
interface Doing {
  /** Of the request that everything began with; what a schedule began is named after its first job. */
  readonly requestId: string;
  readonly job?: string;
  readonly id?: string;
  /** 1 for the first. */
  readonly attempt?: number;
}

/**
 * What this process is doing: each line logged meanwhile names it, and jobs enqueued meanwhile carry its request's id.
 */
export const doing = new AsyncLocalStorage<Doing>();
