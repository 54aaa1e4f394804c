import { flushLog, log } from "./log.ts";
import { answersOf, openRedis, type Redis, redisKey } from "./redis.ts";
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

/** A worker that left due work lying at a look, with a slot free. */
export interface Idle {
  lastAt: number;
  /** So many looks have found it so since, and nothing has moved. */
  again: number;
}

/**
 * Which workers are idle, and for how many looks. Looks, as time passes also for a process that stands still, and as a queue
 * that a schedule fills once a minute has long not moved when something is due. A worker whose slots are all taken is busy;
 * its time limits see to it that it does not stay so.
 */
export function idleOf(samples: readonly Sample[], before: ReadonlyMap<string, Idle>): Map<string, Idle> {
  const idle = samples.filter(({ due, held, running, concurrency }) => due > 0 && !held && running < concurrency);
  const since = ({ job, lastAt }: Sample) => {
    const last = before.get(job);
    return { lastAt, again: last?.lastAt === lastAt ? last.again + 1 : 0 };
  };
  return new Map(idle.map((sample) => [sample.job, since(sample)]));
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
  const [waiting, yielding, overdue, paused, limitedMs] = answersOf(replies).map(Number);
  return { due: (waiting ?? 0) + (yielding ?? 0) + (overdue ?? 0), held: paused === 1 || (limitedMs ?? 0) > 0 };
}

export interface LivenessOptions {
  /** How long due work may lie. */
  idleMs?: number;
  checkMs?: number;
  exit?: (code: number) => void;
}

/**
 * Ends the process with 1 when its workers have stopped taking jobs although jobs are due:
 * a restart heals what a wedged connection does not. Asks over a connection of its own, which the wedged one cannot hold up.
 */
export function startLiveness(workers: readonly RunningWorker[], options: LivenessOptions = {}): { close(): void } {
  const { idleMs = 30 * second, checkMs = 10 * second, exit = process.exit } = options;
  const redis = openRedis("probe");
  let idle: ReadonlyMap<string, Idle> = new Map();
  const check = async () => {
    const now = Date.now();
    // Full or a replica, it gives nobody a job: that it answers questions is not enough.
    await redis.set(redisKey("liveness"), "", "PX", 1 * second);
    const samples = await Promise.all(
      workers.map(async ({ name, activity }) => ({ job: name, ...activity(), ...(await backlogOf(redis, name, now)) })),
    );
    idle = idleOf(samples, idle);
    const wedged = [...idle].flatMap(([name, { again }]) => (again * checkMs >= idleMs ? [name] : []));
    if (wedged.length === 0) return;
    log.fatal({ workers: wedged, idleMs, samples }, "workers are wedged");
    flushLog();
    exit(1);
  };
  const timer = setInterval(() => {
    // Redis away is not wedged: nobody could take a job. lib/redis and BullMQ log it.
    check().catch(() => {
      idle = new Map();
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
