import { hour, minute } from "../lib/time.ts";

/** `points` requests in each window of `windowMs`. */
export interface Window {
  points: number;
  windowMs: number;
}

export interface Limit {
  /** By the client's network: IPv4 address or IPv6 /64. */
  ip: Window;
  /** By keyed hash of the mailbox, whoever asks. */
  mailbox?: Window;
  /** By the browser's session, where it has one. */
  session?: Window;
  /** Counted in this process alone: no dependency, and no hurry if it is counted once per process. */
  local?: true;
}

/** How often what may be asked, and why so often. */
export const limits = {
  // A person reading; a scanner that fetches every link of a mail stays below.
  page: { ip: { points: 300, windowMs: 1 * minute } },
  // The page between ours and Polar's looks anew by itself, 30 times in its first minute; a course buys behind one address.
  visit: { ip: { points: 3000, windowMs: 1 * minute }, local: true },
  // A pause of typing or a tick each, in a form that several fill in behind one address. Answered from memory, but
  // figures that nobody asked for before cost milliseconds of a process that serves everybody.
  typing: { ip: { points: 600, windowMs: 1 * minute }, local: true },
  // A course of students behind one address signs up together; a script wants thousands.
  // One mailbox: correcting one's wishes a few times, not being flooded by strangers.
  signup: { ip: { points: 60, windowMs: 10 * minute }, mailbox: { points: 10, windowMs: 1 * hour } },
  // Each may become a mail to somebody who did not ask; the mail itself is held to 3 an hour behind the queue.
  mailRequest: { ip: { points: 20, windowMs: 10 * minute }, mailbox: { points: 10, windowMs: 1 * hour } },
  // Each may become requests to sources that count and charge them; a lecture hall searches from one address, and
  // one person thinks between two searches.
  search: { ip: { points: 60, windowMs: 10 * minute }, session: { points: 20, windowMs: 10 * minute } },
  // Pressing a button in a mail; one-click posts of a big mail provider come from few addresses.
  mailLink: { ip: { points: 600, windowMs: 1 * minute } },
  // Each becomes a call to Polar, which takes 500 a minute from all of us; a course buys behind one address.
  billing: { ip: { points: 60, windowMs: 10 * minute } },
  // An operator's slips; a key of 32 characters is not guessed at any rate.
  login: { ip: { points: 20, windowMs: 10 * minute } },
  // A vendor, of which we want every event; it only keeps strangers from having signatures checked without end.
  webhook: { ip: { points: 30_000, windowMs: 1 * minute }, local: true },
  // Our own machines, which work in batches; the limit only stops a loop.
  system: { ip: { points: 1200, windowMs: 1 * minute } },
  // Probes and scrapers every few seconds, from several places; alive must not depend on Redis.
  probe: { ip: { points: 1200, windowMs: 1 * minute }, local: true },
  // A page asks for a handful and keeps them for a year.
  asset: { ip: { points: 1200, windowMs: 1 * minute }, local: true },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
