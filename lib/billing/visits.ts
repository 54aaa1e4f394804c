import { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { open, seal } from "../seal.ts";
import { day } from "../time.ts";

/** Where somebody's way to Polar stands. The page in ingress/routes/billing.ts says each in words. */
export const visitStates = [
  /** Being asked for. */
  "waiting",
  /** Polar does not answer; it is asked on. */
  "slow",
  /** The way is open: `url`. */
  "ready",
  /** A payment of theirs is processed, or done, and Polar's word about the subscription is awaited. */
  "paid",
  /** Premium is on. */
  "started",
  /** They have premium: the portal is the way. */
  "unneeded",
  /** A payment of theirs is open, or they have paused: the portal is the way. */
  "owed",
  /** Asked for the portal, and Polar has no customer whom we may take them for. */
  "nobody",
  /** Their link does not count any more, or the time is over that Polar keeps a page open. */
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
  /** Polar's page, for `ready`: whoever has it is the person there, so Redis has it sealed. */
  url?: string | undefined;
  /** So long Polar keeps it open. ISO 8601. */
  until?: string | undefined;
}

/** So long a page about it can be looked at again. */
const lifeMs = 1 * day;
const [pagePurpose, urlPurpose] = ["visit", "visit-url"];

const stored = z.object({
  to: z.enum(["checkout", "portal"]),
  // A newer worker may know states that this process does not.
  state: z.enum(visitStates).catch("waiting"),
  url: z.string().optional(),
  until: z.string().optional(),
});

/** Where its page is. Who knows that sees it and its way; the id, which jobs, rows and logs have, opens nothing. */
export const visitPath = (id: string): string => `/billing/visits/${seal(id, pagePurpose)}`;

/** The visit whose page is at this end of visitPath; null = none of ours. */
export function visitAt(end: string): string | null {
  try {
    return open(z.uuid(), end, pagePurpose);
  } catch {
    return null;
  }
}

const keyOf = (id: string) => redisKey("visit", id);
/** What ends a visit, the strongest first: it counts whatever is written of the way there before, beside or after it. */
const ends = ["erased", "started"] as const;
const endKeyOf = (id: string, end: (typeof ends)[number]) => redisKey("visit", id, end);

/** As our rows and Redis keep Polar's page. */
export const sealedUrl = (url: string): string => seal(url, urlPurpose);
export const openedUrl = (sealed: string): string => open(z.string(), sealed, urlPurpose);

/** Writes where a visit stands. */
export async function writeVisit(id: string, { url, ...visit }: Visit): Promise<void> {
  const text = JSON.stringify({ ...visit, ...(url !== undefined && { url: sealedUrl(url) }) });
  await (await connected()).set(keyOf(id), text, "PX", lifeMs);
}

/** Where a visit stands; null = nothing was written: its job waits, or there is no such visit. */
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

/** Premium is on, or there is nobody any more: the pages of these visits may say so, and nothing else. */
export async function endVisits(ids: readonly string[], state: (typeof ends)[number]): Promise<void> {
  const redis = await connected();
  await Promise.all(ids.map((id) => redis.set(endKeyOf(id, state), "1", "PX", lifeMs)));
}
