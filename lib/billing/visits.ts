import { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { open, seal } from "../seal.ts";
import { day } from "../time.ts";

/** How far somebody's visit to Polar has come. The page of ingress/routes/billing.ts says each in words. */
export const visitStates = [
  /** Being asked for. */
  "waiting",
  /** Polar does not answer; it is asked on. */
  "slow",
  /** Polar's page is open: `url`. */
  "ready",
  /** A payment of theirs is processed or done, and what Polar says about the subscription is awaited. */
  "paid",
  /** Premium is on. */
  "started",
  /** They have premium already: the portal is what they want. */
  "unneeded",
  /** A payment of theirs is open, or they have paused: the portal is what they want. */
  "owed",
  /** They asked for the portal, and Polar has no customer whom we may take them for. */
  "nobody",
  /** Their link no longer counts, or Polar no longer keeps the page open. */
  "closed",
  /** Given up; nothing was charged. */
  "failed",
  /** Nothing is sold here. */
  "unsold",
  /** Whoever asked for it is erased. */
  "erased",
] as const;
export type VisitState = (typeof visitStates)[number];

export interface Visit {
  to: "checkout" | "portal";
  state: VisitState;
  /** Polar's page, for `ready`. Whoever has it is the person there, so Redis has it sealed. */
  url?: string | undefined;
  /** Until when Polar keeps it open. ISO 8601. */
  until?: string | undefined;
}

/** For how long our page about it can be opened again. */
const lifeMs = 1 * day;
const [pagePurpose, urlPurpose] = ["visit", "visit-url"];

const stored = z.object({
  to: z.enum(["checkout", "portal"]),
  // A newer worker may know states that this process does not.
  state: z.enum(visitStates).catch("waiting"),
  url: z.string().optional(),
  until: z.string().optional(),
});

/**
 * The path of its page, which shows the visit to whoever has it. The id, which jobs, rows and logs have, opens nothing.
 */
export const visitPath = (id: string): string => `/billing/visits/${seal(id, pagePurpose)}`;

/** The visit of a path that visitPath made, by the last part of it; null = none of ours. */
export function visitAt(end: string): string | null {
  try {
    return open(z.uuid(), end, pagePurpose);
  } catch {
    return null;
  }
}

const keyOf = (id: string) => redisKey("visit", id);
/** What ends a visit, the strongest first: it counts whatever else is written about the visit before or after it. */
const ends = ["erased", "started"] as const;
const endKeyOf = (id: string, end: (typeof ends)[number]) => redisKey("visit", id, end);

/** As our rows and Redis keep Polar's page. */
export const sealedUrl = (url: string): string => seal(url, urlPurpose);
export const openedUrl = (sealed: string): string => open(z.string(), sealed, urlPurpose);

/** Writes how far a visit has come. */
export async function writeVisit(id: string, { url, ...visit }: Visit): Promise<void> {
  const text = JSON.stringify({ ...visit, ...(url !== undefined && { url: sealedUrl(url) }) });
  await (await connected()).set(keyOf(id), text, "PX", lifeMs);
}

/** How far a visit has come; null = nothing is written: its job waits, or there is no such visit. */
export async function readVisit(id: string): Promise<Visit | null> {
  const keys = [keyOf(id), ...ends.map((end) => endKeyOf(id, end))];
  const [text, ...ended] = await (await connected()).mget(keys);
  const state = ends.find((_, at) => ended[at]);
  if (state) return { to: "checkout", state };
  if (!text) return null;
  const { url, ...visit } = stored.parse(JSON.parse(text));
  const over = visit.state === "ready" && visit.until !== undefined && Date.parse(visit.until) < Date.now();
  if (over) return { to: visit.to, state: "closed" };
  return { ...visit, ...(url !== undefined && { url: openedUrl(url) }) };
}

/** Premium is on, or the person is erased: from now on the pages of these visits say that, and nothing else. */
export async function endVisits(ids: readonly string[], state: (typeof ends)[number]): Promise<void> {
  const redis = await connected();
  await Promise.all(ids.map((id) => redis.set(endKeyOf(id, state), "1", "PX", lifeMs)));
}
