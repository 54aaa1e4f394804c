import { appendFileSync } from "node:fs";
import type { VisitState } from "../../lib/billing/visits.ts";

export type { VisitState };

/** Times are milliseconds since 1970, all from one clock. People are numbered. */
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

/** The run's options; the seed reproduces it. */
export interface Run {
  type: "run";
  at: number;
  drill: string;
  seed: number;
  people: number;
}

export type Ask = "signup" | "again" | "verify" | "unsubscribe" | "match" | "email" | "checkout" | "night";

/** A request to the ingress and its answer. `again`: a signup of somebody known, long after their last mail. */
export interface Answer {
  type: "answer";
  /** When it was sent. */
  at: number;
  /** Null: by the drill itself. */
  person: number | null;
  ask: Ask;
  /** 0: no answer. */
  status: number;
  ms: number;
  error?: string;
  /** Processes that closed or refused the connection before one answered. */
  retried?: number;
}

/** Somebody's clock was advanced: their next digest is due. */
export interface Due {
  type: "due";
  at: number;
  person: number;
  dueAt: number;
  /** The digest's name: the local day on which it was due. */
  period: string;
  /** When the planner runs next. */
  tickAt: number;
}

export interface Fault {
  type: "fault";
  at: number;
  fault: string;
  /** It made Redis lose its data. */
  forgets?: true;
}

/** Accepted before Redis lost its data, unknown to Postgres, and asked for again by the person. */
export interface Gone {
  type: "gone";
  at: number;
  person: number;
  ask: Ask;
}

/** The fault is over; now the system has to recover. */
export interface Healed {
  type: "healed";
  at: number;
  fault: string;
}

/** A program ended without a fault of the drill. */
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
  /** The key was known: the earlier answer was repeated and nothing sent. */
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
  /** From the token in its links. */
  subscriber: string | null;
  /** When it was promised, to the second, from its tokens. */
  issuedAt: number | null;
  /** The verification request, in verification mails. */
  request: string | null;
  /** The links of its postings. */
  postings: string[];
}

/** Somebody wanted premium, and has it, has paid for it, or was told that they need not. */
export interface Purchase {
  type: "purchase";
  at: number;
  person: number;
  done: boolean;
}

/** The state that a page between ours and Polar's reached. */
export interface Visit {
  type: "visit";
  at: number;
  person: number;
  id: string;
  state: VisitState;
  /** For `slow`: the page's text says so. */
  said?: true;
}

/** Polar's data about people, by our ids. */
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
  /** When a sender claimed its mails and fixed their composition. */
  claimedAt: number;
}

/** The database, read after the run. */
export interface Ledger {
  type: "ledger";
  at: number;
  subscribers: SubscriberRow[];
  deliveries: DeliveryRow[];
  batches: BatchRow[];
}

/** Append-only, so that it survives if the drill itself dies. */
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
