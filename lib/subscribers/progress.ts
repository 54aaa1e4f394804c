import { Bell, listen, unlisten } from "../channels.ts";
import { answersOf, connected, redisKey } from "../redis.ts";
import { day } from "../time.ts";

/** The steps of a signup, in order. */
export const progressSteps = ["received", "verification_sent", "verified", "matched", "digest_sent"] as const;
export type ProgressStep = (typeof progressSteps)[number];

/** Why a first digest is empty, and how many postings it is true of; the commonest first. */
export interface WhyNone {
  code: string;
  count: number;
}

/** What the page shows beside the steps: figures, nothing about the person. */
export interface ProgressDetails {
  /** Live postings that matched at the signup. */
  live?: number;
  /** How many postings the first digest looked at without finding one that fits. */
  lookedAt?: number;
  why?: WhyNone[];
}

export interface Progress extends ProgressDetails {
  steps: StepTime[];
}

export interface StepTime {
  step: ProgressStep;
  /** ISO 8601, UTC. */
  at: string;
}

// Longer than the 24 hours for which a verification link works.
const lifeMs = 7 * day;
// A chain grows by one with each repeated signup of a mailbox; five is more than people make.
const maxHops = 5;
const linkField = "link";

const keyOf = (id: string) => redisKey("progress", id);
const channelOf = (id: string) => redisKey("progress-changed", id);

/** Notes that a step was reached. The first time that is written stays. */
export const recordStep = (progressId: string, step: ProgressStep, at: Date): Promise<void> =>
  change(progressId, (multi, key) => multi.hsetnx(key, step, at.toISOString()));

/** Notes figures; the latest stay. */
export const recordDetails = (progressId: string, { why, ...figures }: ProgressDetails): Promise<void> =>
  change(progressId, (multi, key) => multi.hset(key, { ...figures, ...(why && { why: JSON.stringify(why) }) }));

type Multi = ReturnType<Awaited<ReturnType<typeof connected>>["multi"]>;

async function change(progressId: string, write: (multi: Multi, key: string) => unknown): Promise<void> {
  const key = keyOf(progressId);
  const multi = (await connected()).multi();
  write(multi, key);
  answersOf(await multi.pexpire(key, lifeMs).publish(channelOf(progressId), "").exec());
}

/**
 * From now on `fromId` also shows the steps of `toId`, once that is confirmed: a repeated signup follows the one whose
 * mail is used. Until then each shows only its own, as whoever typed the address must not learn that it was typed
 * before.
 */
export async function linkProgress(fromId: string, toId: string): Promise<void> {
  if (fromId === toId) return;
  await change(fromId, (multi, key) => multi.hset(key, linkField, toId));
}

/** The steps so far in their order, or null for an id that is unknown or too old. */
export async function readProgress(id: string): Promise<Progress | null> {
  const { known, progress } = await follow(id);
  return known ? progress : null;
}

/**
 * The steps at once, and again whenever they change, until the signal aborts. An unknown id has no steps yet.
 * @throws when Redis is away: the page's EventSource comes again by itself.
 */
export async function* watchProgress(id: string, signal: AbortSignal): AsyncGenerator<Progress, void, void> {
  const watched = new Set<string>();
  const bell = new Bell();
  const onAbort = () => bell.ring();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    let shown: string | undefined;
    while (!signal.aborted && !bell.gone) {
      bell.rest();
      const { ids, progress } = await follow(id);
      const fresh = ids.map(channelOf).filter((each) => !watched.has(each));
      for (const each of fresh) watched.add(each);
      if (shown !== JSON.stringify(progress)) {
        shown = JSON.stringify(progress);
        yield progress;
      }
      // What happened between the read and the subscription is seen by reading once more.
      if (fresh.length > 0) await untilAborted(listen(fresh, bell), signal);
      else await bell.rung;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    unlisten(watched, bell);
  }
}

async function follow(id: string): Promise<{ known: boolean; ids: string[]; progress: Progress }> {
  const redis = await connected();
  const times = new Map<ProgressStep, string>();
  let details: ProgressDetails = {};
  const ids: string[] = [];
  let known = false;
  let since = "";
  for (let next: string | undefined = id; next !== undefined && ids.length <= maxHops && !ids.includes(next); ) {
    ids.push(next);
    const fields: Record<string, string> = await redis.hgetall(keyOf(next));
    known ||= Object.keys(fields).length > 0;
    if (next === id) since = fields.received ?? "";
    // A signup that was confirmed before this one began is of somebody who was here before.
    if (next === id || (fields.verified !== undefined && fields.verified >= since)) {
      for (const step of progressSteps) {
        const at = later(fields[step], since);
        if (at !== undefined && !times.has(step)) times.set(step, at);
      }
      details = { ...detailsOf(fields), ...details };
    }
    next = fields[linkField];
  }
  const steps = progressSteps.flatMap((step) => {
    const at = times.get(step);
    return at === undefined ? [] : [{ step, at }];
  });
  return { known, ids, progress: { steps, ...details } };
}

function detailsOf({ live, lookedAt, why }: Record<string, string>): ProgressDetails {
  return {
    ...(live !== undefined && { live: Number(live) }),
    ...(lookedAt !== undefined && { lookedAt: Number(lookedAt) }),
    ...(why !== undefined && { why: JSON.parse(why) as WhyNone[] }),
  };
}

/** The later of two ISO times, which compare as texts. */
const later = (at: string | undefined, since: string) => (at !== undefined && at < since ? since : at);

/** Resolves when the work is done or the signal aborts, whichever is first. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    work.catch(() => {});
  }
}
