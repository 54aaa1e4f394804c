import { flushLog, log } from "./log.ts";
import { openRedis, type Redis, redisKey } from "./redis.ts";
import { second } from "./time.ts";
import type { RunningWorker } from "./worker.ts";

/** A queue as Redis shows it at one moment. */
interface Backlog {
  /** Jobs that could start now: waiting, or delayed and overdue. */
  due: number;
  /** Paused, or at its rate limit: nothing is supposed to start. */
  held: boolean;
}

export type Sample = { job: string } & Backlog & ReturnType<RunningWorker["activity"]>;

/**
 * Which workers look wedged: work is due, a slot is free, and nothing was picked up or finished for `idleMs`.
 * A worker whose slots are all taken is busy; its time limits see to that it does not stay so.
 */
export function evaluate(now: number, samples: readonly Sample[], idleMs: number): string[] {
  return samples
    .filter(
      ({ due, held, running, concurrency, lastAt }) =>
        due > 0 && !held && running < concurrency && now - lastAt >= idleMs,
    )
    .map(({ job }) => job);
}

async function backlogOf(redis: Redis, name: string, now: number): Promise<Backlog> {
  // BullMQ's delayed set is scored by time * 4096 (the low bits keep the order).
  const replies = await redis
    .pipeline()
    .llen(redisKey(name, "wait"))
    .zcard(redisKey(name, "prioritized"))
    .zcount(redisKey(name, "delayed"), "-inf", now * 0x1000)
    .hexists(redisKey(name, "meta"), "paused")
    .pttl(redisKey(name, "limiter"))
    .exec();
  const [waiting, yielding, overdue, paused, limitedMs] = (replies ?? []).map(([error, value]) => {
    if (error) throw error;
    return Number(value);
  });
  return { due: (waiting ?? 0) + (yielding ?? 0) + (overdue ?? 0), held: paused === 1 || (limitedMs ?? 0) > 0 };
}

export interface LivenessOptions {
  /** How long nothing may happen while work is due. */
  idleMs?: number;
  checkMs?: number;
  exit?: (code: number) => void;
}

/**
 * Ends the process with 1 when its workers have stopped taking jobs although jobs are due, twice in a row:
 * a restart heals what a wedged connection does not. Asks over a connection of its own, which the wedged one cannot hold up.
 */
export function startLiveness(workers: readonly RunningWorker[], options: LivenessOptions = {}): { close(): void } {
  const { idleMs = 30 * second, checkMs = 10 * second, exit = process.exit } = options;
  const redis = openRedis("probe");
  let suspects: string[] = [];
  const check = async () => {
    const now = Date.now();
    const samples = await Promise.all(
      workers.map(async ({ name, activity }) => ({ job: name, ...activity(), ...(await backlogOf(redis, name, now)) })),
    );
    const wedged = evaluate(now, samples, idleMs);
    const still = wedged.filter((name) => suspects.includes(name));
    suspects = wedged;
    if (still.length === 0) return;
    log.fatal({ workers: still, idleMs, samples }, "workers are wedged");
    flushLog();
    exit(1);
  };
  const timer = setInterval(() => {
    // Redis away is not wedged: nobody could take a job. lib/redis logs it.
    check().catch(() => {
      suspects = [];
    });
  }, checkMs);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      redis.disconnect();
    },
  };
}
