import { hour, minute } from "../lib/time.ts";

/** `points` requests in each window of `windowMs`. */
export interface Window {
  points: number;
  windowMs: number;
}

export interface Limit {
  /** By the client's network: IPv4 address or IPv6 /64. `siteShare` limits all networks of one site together. */
  ip: Window;
  /** By keyed hash of the mailbox, whoever sends the request. */
  mailbox?: Window;
  /** By the browser's session, if it has one. */
  session?: Window;
  /** Counted in this process's memory: needs no Redis, and each process counting for itself does no harm. */
  local?: true;
}

/**
 * An IPv6 /48 may do as much as this many networks, as anybody can get one with 65,536 of them. A campus, a firm or the
 * customers of a mobile operator have as much as they would behind several IPv4 addresses.
 */
export const siteShare = 5;

/** How often each kind of request may be made, and why. */
export const limits = {
  // A person reading; a scanner that fetches every link of a mail stays below.
  page: { ip: { points: 300, windowMs: 1 * minute } },
  // The page between ours and Polar's reloads itself, 30 times in the first minute; a course may buy behind one address.
  visit: { ip: { points: 3000, windowMs: 1 * minute }, local: true },
  // One per pause in typing or tick, in a form that several people fill in behind one address. Answered from memory, but
  // a count not asked for before costs milliseconds of a process that serves everybody.
  typing: { ip: { points: 600, windowMs: 1 * minute }, local: true },
  // A course of students may sign up together behind one address; a script would send thousands.
  // Per mailbox: enough to correct one's wishes, too few for strangers to flood it.
  signup: { ip: { points: 60, windowMs: 10 * minute }, mailbox: { points: 10, windowMs: 1 * hour } },
  // Each may become a mail to somebody who did not ask for it; a worker limits the mails themselves to 3 an hour.
  mailRequest: { ip: { points: 20, windowMs: 10 * minute }, mailbox: { points: 10, windowMs: 1 * hour } },
  // Each may become requests to sources that count and charge for them. A lecture hall may search from one address; one
  // person pauses between searches.
  search: { ip: { points: 60, windowMs: 10 * minute }, session: { points: 20, windowMs: 10 * minute } },
  // Buttons in mails; a big mail provider sends everybody's one-click requests from few addresses.
  mailLink: { ip: { points: 600, windowMs: 1 * minute } },
  // Each becomes a call to Polar, which takes 500 a minute from us in all; a course may buy behind one address.
  billing: { ip: { points: 60, windowMs: 10 * minute } },
  // Enough for an operator's typing errors; a key of 32 characters cannot be guessed at any rate.
  login: { ip: { points: 20, windowMs: 10 * minute } },
  // We want every event of a vendor; the limit only stops strangers who make us check signatures endlessly.
  webhook: { ip: { points: 30_000, windowMs: 1 * minute }, local: true },
  // Our own machines, which work in batches; the limit only stops a loop.
  system: { ip: { points: 1200, windowMs: 1 * minute } },
  // Probes and scrapers every few seconds, from several places; liveness must not depend on Redis.
  probe: { ip: { points: 1200, windowMs: 1 * minute }, local: true },
  // A page asks for a handful and keeps them for a year.
  asset: { ip: { points: 1200, windowMs: 1 * minute }, local: true },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
