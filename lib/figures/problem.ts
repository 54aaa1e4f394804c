import { day, hour, minute, second } from "../time.ts";
import type { Figures } from "./model.ts";

/** As in the alerts. page: somebody is woken; ticket: next working day; note: an operator's own doing, to be known. */
export type Severity = "page" | "ticket" | "note";

/** The alerts of ops/alerts.yml that figures can tell, each with its heading in RUNBOOK.md. */
export const runbook = {
  RedisAway: "Redis is away",
  FiguresStale: "The figures are old",
  DatabaseAway: "Postgres does not answer",
  DatabaseSlow: "Postgres does not answer",
  SendingStopped: "Sending stopped: digests wait",
  OutsideFailing: "A service outside refuses us or fails",
  DigestsNotDelivered: "Digests are not delivered",
  LedgerLags: "Mails are late",
  PostingsStale: "A source is silent or brings nothing",
  SourceSilent: "A source is silent or brings nothing",
  SourceFailing: "A source is silent or brings nothing",
  SourceBudgetNearlyUsed: "A source's budget is nearly used up",
  SourcePaused: "Work has to be drained or paused",
  BacklogNotDraining: "Jobs wait longer and longer",
  QueuePaused: "Work has to be drained or paused",
  JobsFailing: "Jobs are retried or fail",
  JobsFailedForGood: "Jobs failed for good",
  ComplaintRate: "Complaints or bounces rise",
  BounceRate: "Complaints or bounces rise",
  SignupsUnconfirmed: "Signups are not confirmed",
  AiFallbackRate: "Digests are in our own order although a model is set",
  AiBudgetUsed: "Digests are in our own order although a model is set",
  BillingBehind: "Premium is behind Polar",
  BillingUnchecked: "Premium is behind Polar",
  ErasureWaits: "An erasure waits for Polar",
  BillingDrift: "Premium differs from Polar",
  BillingHeld: "A comparison with Polar was held",
  PolarEndpointDisabled: "Polar's events do not arrive",
  MigrationsPending: "Deploy and roll back",
} as const;
export type ProblemName = keyof typeof runbook;

export interface FiguresProblem {
  problem: ProblemName;
  severity: Severity;
  sentence: string;
  /** Heading of its entry in RUNBOOK.md. */
  runbook: string;
  /** The figure that shows it: `mail.bounced`, `queues.email.oldestWaitingMs`. */
  where: string;
  /** What to say beside that figure, in a word or two. */
  word: string;
}

/** Ages are as of the figures: once those stop, nothing ages further. */
export type Rule = (figures: Figures, ageOf: (iso: string) => number) => Iterable<FiguresProblem>;

/** The same numbers as in ops/alerts.yml, so that page, `ops status` and alerts say the same. */
export const limits = {
  staleMs: 60 * second,
  databaseMs: 1 * second,
  dueMs: 15 * minute,
  owedMs: 15 * minute,
  /** The vendor asks for a second now and then; more is a quota or a refusal. */
  pausedMs: 1 * minute,
  /** failed and unknown of the eligible digests */
  lost: { share: 0.02, least: 5 },
  postingMs: 12 * hour,
  /** Sources are polled every 1 to 12 hours (pollEveryMs). */
  sourceMs: 1 * day,
  sourceFailingShare: 0.5,
  budgetShare: 0.8,
  waitingMs: 10 * minute,
  failing: { share: 0.05, leastPerMinute: 1 },
  /** A tenth of a percent is what Gmail asks for; lib's own stop is at 0.3 % and 4 %. */
  complained: { share: 0.001, least: 2 },
  bounced: { share: 0.02, least: 5 },
  /** Of people who want it, most confirm within the hour; a crowd that has just come needs a few minutes. */
  confirmed: { share: 0.15, least: 100 },
  fallbacks: { share: 0.5, least: 20 },
  /** Whoever has just paid looks at a page that waits. */
  billingMs: 15 * minute,
  /** Polar is asked every 20 s; the law wants it without delay. */
  erasureMs: 1 * hour,
  /** Everything is compared each night. */
  checkMs: 30 * hour,
  /** Some renew while a comparison runs. */
  drift: 5,
} as const;

export const problem = (
  name: ProblemName,
  severity: Severity,
  about: Pick<FiguresProblem, "where" | "word" | "sentence">,
): FiguresProblem => ({ problem: name, severity, ...about, runbook: runbook[name] });
