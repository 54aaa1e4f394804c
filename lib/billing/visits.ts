import { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { open, seal } from "../seal.ts";
import { day, minute } from "../time.ts";
import { type Plan, planNames } from "./plans.ts";

/** Where somebody's way to Polar stands. The page in ingress/routes/billing.ts says each in words. */
export const visitStates = [
  /** Being asked for. */
  "waiting",
  /** Polar does not answer; it is asked on. */
  "slow",
  /** The way is open: `url`. */
  "ready",
  /** A checkout of theirs is paid, Polar's word about the subscription is awaited. */
  "paid",
  /** Premium is on. */
  "started",
  /** They have premium: the portal is the way. */
  "unneeded",
  /** Asked for the portal, and never bought anything. */
  "nobody",
  /** Given up; nothing was charged. */
  "failed",
  /** Nothing is sold here. */
  "unsold",
] as const;
export type VisitState = (typeof visitStates)[number];

export interface Visit {
  to: "checkout" | "portal";
  plan?: Plan | undefined;
  state: VisitState;
  /** Polar's page, for `ready`: whoever has it is the person there, so Redis has it sealed. */
  url?: string | undefined;
  /** When it was first written. ISO 8601, UTC. */
  at: string;
}

/** So long a page about it can be looked at again. */
const lifeMs = 1 * day;
/** The job's maximum age, and a minute for its last try: what is not there then will not come. */
const givenUpMs = 16 * minute;
const purpose = "visit-url";

const stored = z.object({
  to: z.enum(["checkout", "portal"]),
  plan: z.enum(planNames).optional(),
  // A newer worker may know states that this process does not.
  state: z.enum(visitStates).catch("waiting"),
  url: z.string().optional(),
  at: z.string(),
});

const keyOf = (id: string) => redisKey("visit", id);

/** As our rows and Redis keep Polar's page. */
export const sealedUrl = (url: string): string => seal(url, purpose);
export const openedUrl = (sealed: string): string => open(z.string(), sealed, purpose);

/** Writes where a visit stands; the time of its first writing stays. */
export async function writeVisit(id: string, { url, ...visit }: Omit<Visit, "at">): Promise<void> {
  const redis = await connected();
  const before = await readVisit(id);
  const at = before?.at ?? new Date().toISOString();
  const text = JSON.stringify({ ...visit, ...(url !== undefined && { url: sealedUrl(url) }), at });
  await redis.set(keyOf(id), text, "PX", lifeMs);
}

/** Where a visit stands; null = nothing was written: its job waits, or there is no such visit. */
export async function readVisit(id: string): Promise<Visit | null> {
  const text = await (await connected()).get(keyOf(id));
  if (text === null) return null;
  const { url, ...visit } = stored.parse(JSON.parse(text));
  const over = Date.now() > Date.parse(visit.at) + givenUpMs && ["waiting", "slow"].includes(visit.state);
  if (over) return { ...visit, state: "failed" };
  return { ...visit, ...(url !== undefined && { url: openedUrl(url) }) };
}

/** Premium is on: the pages that wait for it may say so. A page that is no more is not made anew. */
export async function startedVisits(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const visit = await readVisit(id);
    const waits = visit !== null && ["waiting", "slow", "ready", "paid"].includes(visit.state);
    if (waits) await writeVisit(id, { to: visit.to, plan: visit.plan, state: "started" });
  }
}
