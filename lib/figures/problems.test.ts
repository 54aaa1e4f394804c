import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { brokenFigures, fineFigures } from "./fixtures.ts";
import type { Figures } from "./model.ts";
import { runbook } from "./problem.ts";
import { problemsOf, type Seen, verdictOf } from "./problems.ts";

const now = new Date("2026-11-22T03:04:14Z");
const ago = (minutes: number) => new Date(Date.parse("2026-11-22T03:04:10Z") - minutes * 60_000).toISOString();
const fine = fineFigures();
const seen = (over: Partial<Seen> = {}): Seen => ({ figures: fine, ageMs: 4_000, redis: { up: true }, ...over });

/** The fine figures with one part changed. */
function but<Part extends keyof Figures>(part: Part, over: Partial<NonNullable<Figures[Part]>>): Seen {
  return seen({ figures: { ...fine, [part]: { ...(fine[part] as object), ...over } } });
}

const emailQueue = (over: Partial<Figures["queues"][number]>): Seen =>
  seen({ figures: { ...fine, queues: fine.queues.map((one) => (one.name === "email" ? { ...one, ...over } : one)) } });

const source = (over: object) => [{ source: "lever", targets: 10, failing: 0, parked: 0, ...over }];
const check = (over: Partial<NonNullable<Figures["billing"]>["check"]>): Seen =>
  but("billing", { check: { ...(fine.billing?.check ?? expect.fail()), ...over } });
const budget = (used: number) => ({ budgets: [{ source: "adzuna", window: "month", used, limit: 2_500 }] });

interface Case {
  problem: keyof typeof runbook;
  severity: "page" | "ticket" | "note";
  wrong: Seen;
  says: string;
  /** The nearest that is not wrong. */
  right: Seen;
}

const cases: Case[] = [
  {
    ...{ problem: "RedisAway", severity: "page", wrong: seen({ redis: { up: false } }), right: seen() },
    says: "Redis is away: nothing is accepted, matched or sent. Figures of 03:04 UTC.",
  },
  {
    ...{ problem: "FiguresStale", severity: "page", wrong: seen({ ageMs: 725_000 }), right: seen({ ageMs: 60_000 }) },
    says: "The figures are 12 min old: no worker writes them. Figures of 03:04 UTC.",
  },
  {
    ...{ problem: "FiguresStale", severity: "page", wrong: seen({ figures: null, ageMs: null }), right: seen() },
    says: "There are no figures: no worker has written any yet.",
  },
  {
    ...{ problem: "DatabaseAway", severity: "page", wrong: but("database", { up: false, latencyMs: null }) },
    says: "Postgres or its Data API does not answer: nothing is stored, matched or sent, and the figures are old.",
    right: seen(),
  },
  {
    ...{ problem: "DatabaseSlow", severity: "ticket", wrong: but("database", { latencyMs: 1_001 }) },
    ...{ says: "Postgres takes 1 s to read the figures.", right: but("database", { latencyMs: 1_000 }) },
  },
  {
    ...{ problem: "OutsideFailing", severity: "page", right: seen() },
    wrong: but("delivering", { refused: { reason: "invalid_api_key", since: ago(41) } }),
    says: 'Resend refuses us for 41 min with "invalid_api_key": no mail goes out.',
  },
  {
    ...{ problem: "OutsideFailing", severity: "page", right: but("delivering", { pausedMs: 1_000 }) },
    wrong: but("delivering", { pausedMs: 3_600_000, pausedBecause: "daily_quota_exceeded" }),
    says: "Resend takes no mails for another 1 h (daily_quota_exceeded): nobody sends.",
  },
  {
    ...{ problem: "SendingStopped", severity: "page", right: seen() },
    wrong: but("delivering", { stopped: { reason: "complaints", since: ago(33) } }),
    says: "Sending stopped 33 min ago because of complaints: digests wait until somebody resumes it.",
  },
  {
    ...{ problem: "DigestsNotDelivered", severity: "page" },
    wrong: but("delivering", { dueNow: 1_204, oldestDueAt: ago(26) }),
    says: "Digests of 1,204 people are due and not planned, the first for 26 min.",
    right: but("delivering", { dueNow: 1_204, oldestDueAt: ago(15) }),
  },
  {
    ...{ problem: "DigestsNotDelivered", severity: "page", wrong: but("delivering", { failed: 240, unknown: 31 }) },
    says: "271 of 9,830 digests (2.8%) of the last 24 h failed or are unknown.",
    right: but("delivering", { eligible: 20, failed: 4, unknown: 0 }),
  },
  {
    ...{ problem: "LedgerLags", severity: "page", wrong: but("delivering", { owedSince: ago(192) }) },
    says: "The oldest mail that is owed has waited for 3 h 12 min.",
    right: but("delivering", { owedSince: ago(15) }),
  },
  {
    ...{ problem: "PostingsStale", severity: "ticket", wrong: but("freshness", { newestPostingAt: ago(14 * 60) }) },
    says: "No source has brought a new posting for 14 h.",
    right: but("freshness", { newestPostingAt: ago(720) }),
  },
  {
    ...{ problem: "SourceSilent", severity: "ticket" },
    wrong: but("freshness", { sources: [{ source: "adzuna", lastSuccessAt: ago(31 * 60) }] }),
    says: "adzuna was last read 1 d 7 h ago.",
    right: but("freshness", { sources: [{ source: "adzuna", lastSuccessAt: ago(24 * 60) }] }),
  },
  {
    ...{ problem: "SourceFailing", severity: "ticket", wrong: but("sources", { bySource: source({ failing: 6 }) }) },
    says: "6 of 10 targets of lever fail: answered 502.",
    right: but("sources", { bySource: source({ failing: 5 }) }),
  },
  {
    ...{ problem: "SourceFailing", severity: "ticket", right: but("sources", { bySource: source({ parked: 10 }) }) },
    wrong: but("sources", { bySource: source({ source: "hackernews", targets: 1, failing: 1 }) }),
    says: "hackernews fails.",
  },
  {
    ...{ problem: "SourceBudgetNearlyUsed", severity: "ticket" },
    ...{ wrong: but("sources", budget(2_000)), right: but("sources", budget(1_999)) },
    says: "adzuna has used 80% of its budget of the month (2,000 of 2,500).",
  },
  {
    ...{ problem: "SourcePaused", severity: "note", wrong: but("sources", { paused: ["lever"] }), right: seen() },
    says: "lever is paused by an operator: nobody asks it.",
  },
  {
    ...{ problem: "BacklogNotDraining", severity: "page" },
    wrong: emailQueue({ waiting: 100_204, oldestWaitingMs: 26 * 60_000 }),
    says: "100,204 jobs of email wait, the oldest for 26 min.",
    right: emailQueue({ waiting: 100_204, oldestWaitingMs: 10 * 60_000 }),
  },
  {
    ...{ problem: "QueuePaused", severity: "note", wrong: emailQueue({ paused: true }), right: seen() },
    says: "Queue email is paused by an operator; 42 jobs wait.",
  },
  {
    ...{ problem: "JobsFailing", severity: "ticket", wrong: emailQueue({ donePerMinute: 18, failedPerMinute: 2 }) },
    says: "10% of the jobs of email fail (2 a minute).",
    right: emailQueue({ donePerMinute: 19, failedPerMinute: 1 }),
  },
  {
    ...{ problem: "JobsFailedForGood", severity: "ticket", wrong: emailQueue({ deadLetters: 1 }), right: seen() },
    says: "1 job of email failed for good and was not run again.",
  },
  {
    ...{ problem: "ComplaintRate", severity: "page", wrong: but("mail", { complained: 29 }) },
    says: "29 complaints of 10,402 mails in 24 h (0.28%); above 0.3% sending stops.",
    right: but("mail", { accepted: 100, bounced: 0, complained: 1 }),
  },
  {
    ...{ problem: "BounceRate", severity: "page", wrong: but("mail", { bounced: 402 }) },
    says: "402 of 10,402 mails bounced in 24 h (3.9%); above 4% sending stops.",
    right: but("mail", { accepted: 100, bounced: 4 }),
  },
  {
    ...{ problem: "SignupsUnconfirmed", severity: "ticket", wrong: but("people", { signups: 100, verified: 14 }) },
    says: "Of 100 signups in 24 h 14 were confirmed (14%).",
    right: but("people", { signups: 99, verified: 0 }),
  },
  {
    ...{ problem: "AiFallbackRate", severity: "ticket", wrong: but("ai", { calls: 9, fallbacks: { breaker: 11 } }) },
    says: '55% of the digests of 24 h are in our own order, mostly because of "breaker".',
    right: but("ai", { calls: 11, fallbacks: { breaker: 11, budget: 3_000 } }),
  },
  {
    ...{ problem: "OutsideFailing", severity: "ticket", wrong: but("ai", { breakerOpen: true }), right: seen() },
    says: "OpenAI failed again and again and is left alone for a while: digests are in our own order.",
  },
  {
    ...{ problem: "AiBudgetUsed", severity: "ticket", wrong: but("ai", { costToday: 0, budget: 0 }) },
    says: "The model's budget of this day is used up: $0.00 of $0.00.",
    right: but("ai", { costToday: 7.99 }),
  },
  {
    ...{ problem: "BillingBehind", severity: "page", wrong: but("billing", { waiting: 1, oldestWaitingAt: ago(41) }) },
    says: "1 person waits for what Polar says of them, the first for 41 min.",
    right: but("billing", { polar: null, waiting: 1, oldestWaitingAt: ago(41) }),
  },
  {
    ...{ problem: "ErasureWaits", severity: "ticket" },
    wrong: but("billing", { polar: null, erasing: 1, oldestErasureAt: ago(61) }),
    says: "1 person waits to be erased until Polar has forgotten them, the first for 1 h 1 min.",
    right: but("billing", { erasing: 1, oldestErasureAt: ago(60) }),
  },
  {
    ...{ problem: "BillingUnchecked", severity: "ticket", wrong: check({ at: null, since: ago(31 * 60) }) },
    ...{ says: "Premium has not been compared with Polar for 1 d 7 h.", right: check({ at: null, since: null }) },
  },
  {
    ...{ problem: "BillingDrift", severity: "ticket", wrong: check({ strangers: 1 }) },
    says: "Polar had something else of 1 person than we have, 1 subscription of nobody here, and 0 people pay twice.",
    right: check({ differing: 3, unseen: 2 }),
  },
  {
    ...{ problem: "BillingHeld", severity: "ticket", wrong: check({ held: true }), right: seen() },
    says: "More people than usual would have lost premium by the last comparison with Polar: nobody loses it meanwhile.",
  },
  {
    ...{ problem: "PolarEndpointDisabled", severity: "ticket", wrong: check({ endpoint: "missing" }) },
    ...{ says: "Our endpoint at Polar is missing: premium begins and ends late.", right: check({ endpoint: null }) },
  },
  {
    ...{ problem: "MigrationsPending", severity: "ticket", wrong: but("environment", { migrationsPending: 2 }) },
    ...{ says: "2 migrations of the code that runs are not in Postgres.", right: seen() },
  },
];

test.each(cases)("$problem: $says", ({ problem, severity, wrong, says, right }) => {
  const found = problemsOf(wrong, now);
  expect(found).toMatchObject([{ problem, severity, sentence: says, runbook: runbook[problem] }]);
  expect(problemsOf(right, now)).toEqual([]);
});

test("each problem has a case, and an entry in RUNBOOK.md", () => {
  expect(new Set(cases.map(({ problem }) => problem))).toEqual(new Set(Object.keys(runbook)));
  const headings = readFileSync(new URL("../../RUNBOOK.md", import.meta.url), "utf8").match(/(?<=^## ).+/gm);
  expect(headings).toEqual(expect.arrayContaining(Object.values(runbook)));
});

test("the worst comes first, and what was paused on purpose last", () => {
  const severities = problemsOf(seen({ figures: brokenFigures() }), now).map(({ severity }) => severity);
  const rank = ["page", "ticket", "note"];
  expect(severities).toEqual(severities.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)));
  expect(new Set(severities).size).toBe(3);
});

const verdicts = {
  "Delivering: 9,812 of 9,830 due digests in 24 h": seen(),
  "Nothing to deliver: no digest was due in 24 h, and none is owed": but("delivering", { eligible: 0, delivered: 0 }),
  "NOT delivering: the oldest mail that is owed has waited for 3 h 12 min.": but("delivering", { owedSince: ago(192) }),
  "NOT delivering: Redis is away: nothing is accepted, matched or sent.": seen({
    ...{ figures: null, ageMs: null, redis: { up: false } },
  }),
  "Nobody knows whether it is delivering: the figures are 12 min old: no worker writes them. Figures of 03:04 UTC.":
    seen({ ageMs: 725_000 }),
  "Nobody knows whether it is delivering: the ledger was not read yet.": seen({
    figures: { ...fine, delivering: null },
  }),
};

test.each(Object.entries(verdicts))("first of all: %s", (sentence, at) => {
  const { state, sentence: said } = verdictOf(at, problemsOf(at, now));
  expect(said).toBe(sentence);
  expect(state).toBe(/^NOT/.test(said) ? "not delivering" : /^Nobody/.test(said) ? "unknown" : "delivering");
});

test("what is urgent and keeps no mail back leaves the verdict", () => {
  const bounces = but("mail", { bounced: 402 });
  expect(verdictOf(bounces, problemsOf(bounces, now)).state).toBe("delivering");
});
