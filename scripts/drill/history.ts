import { appendFileSync } from "node:fs";
import type { VisitState } from "../../lib/billing/visits.ts";

export type { VisitState };

/** Times are milliseconds since 1970, all of one machine. People go by number. */
export type Entry =
  | Run
  | Answer
  | Due
  | Fault
  | Gone
  | Healed
  | Death
  | Attempt
  | Mail
  | Purchase
  | Visit
  | PolarReading
  | Ledger;

/** How the run was arranged; its seed arranges it again. */
export interface Run {
  type: "run";
  at: number;
  drill: string;
  seed: number;
  people: number;
}

export type Ask = "signup" | "again" | "verify" | "unsubscribe" | "match" | "email" | "checkout" | "night";

/** A request to the ingress and what came back. `again` is a signup of somebody known, long after the last mail. */
export interface Answer {
  type: "answer";
  /** When it was sent. */
  at: number;
  /** Null: the drill's own. */
  person: number | null;
  ask: Ask;
  /** 0: there was no answer. */
  status: number;
  ms: number;
  error?: string;
  /** Processes that took the connection and closed it, or did not take it, before one answered. */
  retried?: number;
}

/** Time was let pass for somebody: their next digest is due. */
export interface Due {
  type: "due";
  at: number;
  person: number;
  dueAt: number;
  /** What names the digest: the local day on which it was due. */
  period: string;
  /** When the planner looks next. */
  tickAt: number;
}

export interface Fault {
  type: "fault";
  at: number;
  fault: string;
  /** Redis has lost its data by it. */
  forgets?: true;
}

/** What was accepted before Redis lost its data, Postgres did not have, and its person had to ask for again. */
export interface Gone {
  type: "gone";
  at: number;
  person: number;
  ask: Ask;
}

/** The cause is gone; what it left behind is the system's to mend. */
export interface Healed {
  type: "healed";
  at: number;
  fault: string;
}

/** A program ended without having been struck. */
export interface Death {
  type: "death";
  at: number;
  name: string;
  how: string;
}

/** A request to the mail vendor, as the vendor saw it. */
export interface Attempt {
  type: "attempt";
  at: number;
  /** Null: the connection was closed without an answer. */
  status: number | null;
  key: string | null;
  mails: number;
  /** The key was known: an earlier answer was given again and nothing was sent. */
  replayed: boolean;
}

const premiumKinds = ["premium_started", "payment_failed", "premium_ended"] as const;
export const mailKinds = ["verification", "already_subscribed", "links", "digest", ...premiumKinds] as const;
export type MailKind = (typeof mailKinds)[number];
/** Mails about what happened at Polar. */
export const isAboutPremium = (kind: MailKind | null) => premiumKinds.some((known) => known === kind);

/** A mail that the vendor accepted, with what its own links say about it. */
export interface Mail {
  type: "mail";
  at: number;
  id: string;
  person: number | null;
  kind: MailKind | null;
  /** The idempotency key that it was sent with. */
  key: string | null;
  /** Of the token in its links. */
  subscriber: string | null;
  /** When its promise was made, to the second: what its tokens say. */
  issuedAt: number | null;
  /** The verification request, in verification mails. */
  request: string | null;
  /** Where its postings lead, as the mail has it. */
  postings: string[];
}

/** Somebody wants premium, and has it or has paid for it, or was told that they need not. */
export interface Purchase {
  type: "purchase";
  at: number;
  person: number;
  done: boolean;
}

/** A page between ours and Polar's has come to this. */
export interface Visit {
  type: "visit";
  at: number;
  person: number;
  id: string;
  state: VisitState;
  /** Of `slow`: its words say so. */
  said?: true;
}

/** What Polar has of people, by our ids of them. */
export interface PolarReading {
  type: "polar";
  at: number;
  subscriptions: { id: string; subscriber: string | null; status: string }[];
}

export interface SubscriberRow {
  id: string;
  person: number | null;
  status: string;
  tier: string;
  verifiedAt: number | null;
  unsubscribedAt: number | null;
}

export interface DeliveryRow {
  id: string;
  subscriber: string;
  kind: MailKind;
  period: string;
  status: string;
  reason: string | null;
  request: string | null;
  providerId: string | null;
  batch: string | null;
  createdAt: number;
  settledAt: number | null;
}

export interface BatchRow {
  id: string;
  status: string;
  /** When a sender took its mails and their composition was fixed. */
  claimedAt: number;
}

/** What the database says, read when the run is over. */
export interface Ledger {
  type: "ledger";
  at: number;
  subscribers: SubscriberRow[];
  deliveries: DeliveryRow[];
  batches: BatchRow[];
}

/** Append-only: what was written is there also if the drill itself dies. */
export class History {
  readonly file: string;
  readonly entries: Entry[] = [];

  constructor(file: string) {
    this.file = file;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
