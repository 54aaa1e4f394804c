import { describe, expect, test } from "vitest";
import { day, minute, second } from "../../lib/time.ts";
import { figuresOf } from "./figures.ts";
import { byId, change, drop, goodRun, historyOf, type Run, t0, the } from "./good-run.ts";
import type { PolarReading, Visit, VisitState } from "./history.ts";
import { leftMeanwhile } from "./promises.ts";
import { check, type rules, unfinished } from "./rules.ts";

const brokenIn = (run: Run) => [...new Set(check(historyOf(run)).map(({ rule }) => rule))];

test("a run that went as promised breaks no rule", () => {
  expect(check(historyOf(goodRun()))).toEqual([]);
});

test("its figures are counted", () => {
  expect(figuresOf(historyOf(goodRun()))).toMatchObject({
    ...{ people: 3, faults: 1, deaths: 0, lost: 0, mails: 8, doubled: 0, unknown: 0, digests: 4, crossedLeaving: 1 },
    promises: {
      verification: 3,
      welcome: 2,
      "due digest": 1,
      "asked digest": 1,
      "already subscribed": 1,
      unsubscription: 1,
    },
    ...{ recoveryMs: 500, answers: { "signup 202": 4, "signup 503": 1 } },
  });
});

const wiped = { type: "fault", at: t0 + 5_000, fault: "Redis: wipe", forgets: true } as const;

/** Person 2's signup was in Redis alone when it lost its data; they heard nothing and asked again after a minute. */
function loseSignup(run: Run, forgets = true) {
  if (forgets) run.faults.push(wiped);
  change(
    the(run.answers, ({ person }) => person === 2),
    { at: t0 + 4_900 },
  );
  run.gone.push({ type: "gone", at: t0 + 95_000, person: 2, ask: "signup" });
  run.answers.push(run.answer(2, "signup", 95_010));
  change(byId(run.mails, "m-v2"), { at: t0 + 95_500, issuedAt: t0 + 95_000 });
  change(byId(run.deliveries, "v2"), { createdAt: t0 + 95_100 });
}

const visit = (at: number, state: VisitState, said?: true): Visit => ({
  ...{ type: "visit", at: t0 + at, person: 0, id: "visit-0", state },
  ...(said && { said }),
});
const paying = (...subscriptions: string[]): PolarReading => ({
  ...{ type: "polar", at: t0 + 65_000 },
  subscriptions: subscriptions.map((id) => ({ id, subscriber: "s0", status: "active" })),
});

/** Ways to break each rule, so that every rule can fail. */
const ways: { [Rule in keyof typeof rules]: Record<string, (run: Run) => void> } = {
  "answers are the promised ones": {
    "500 to a signup": (run) => run.answers.push(run.answer(2, "signup", 50_000, { status: 500 })),
    "no answer at all": (run) => run.answers.push(run.answer(2, "signup", 50_000, { status: 0, error: "reset" })),
    "403 to an unsubscription": (run) => run.answers.push(run.answer(1, "unsubscribe", 50_000, { status: 403 })),
  },
  "a rolling restart refuses nobody": {
    "503 while one of two processes is restarted": (run) => {
      run.drill = "roll";
    },
  },
  "a program ends only when it is told to": {
    "a worker that took its Redis' absence for its own fault": (run) =>
      run.faults.push({ type: "death", at: t0 + 20_000, name: "workers-1", how: "exit code 1" }),
  },
  "answers come within 2 s": {
    "503 after three seconds": (run) =>
      run.answers.push(run.answer(2, "signup", 50_000, { status: 503, ms: 3 * second })),
  },
  "every promise is kept": {
    "an accepted signup, no mail": (run) => {
      drop(run.mails, byId(run.mails, "m-v2"));
      drop(run.deliveries, byId(run.deliveries, "v2"));
      drop(run.subscribers, byId(run.subscribers, "s2"));
    },
    "a confirmation, no welcome": (run) => {
      drop(run.mails, byId(run.mails, "m-w0"));
      drop(run.deliveries, byId(run.deliveries, "w0"));
    },
    "a due digest that nobody planned": (run) => {
      drop(run.mails, byId(run.mails, "m-d0"));
      drop(run.deliveries, byId(run.deliveries, "d0"));
    },
    "a due digest passed over as too late, although it was not": (run) => {
      drop(run.mails, byId(run.mails, "m-d0"));
      change(byId(run.deliveries, "d0"), { status: "skipped", reason: "too_late", providerId: null });
    },
    "a digest that was asked for": (run) => {
      change(
        the(run.answers, ({ ask }) => ask === "unsubscribe"),
        { ask: "verify", status: 202 },
      );
      change(byId(run.subscribers, "s1"), { status: "active", unsubscribedAt: null });
      drop(run.mails, byId(run.mails, "m-o1"));
      drop(run.deliveries, byId(run.deliveries, "o1"));
    },
    "a known person's signup without a mail": (run) => {
      drop(run.mails, byId(run.mails, "m-k0"));
      drop(run.deliveries, byId(run.deliveries, "k0"));
    },
    "an unsubscription that changed nothing": (run) =>
      change(byId(run.subscribers, "s1"), { status: "active", unsubscribedAt: null }),
  },
  "recovery takes at most 60 s": {
    "a mail 61 s after the last fault": (run) => change(byId(run.mails, "m-v2"), { at: t0 + 91_000 }),
    "an ingress that still refuses": (run) => run.answers.push(run.answer(2, "signup", 95_000, { status: 503 })),
    "a digest 61 s after the planner should have looked": (run) =>
      change(byId(run.mails, "m-d0"), { at: t0 + minute + 61_000 }),
  },
  "only what Redis alone had may be gone with its data": {
    "a signup, and Redis had lost nothing": (run) => loseSignup(run, false),
    "a signup that was stored": (run) => {
      loseSignup(run);
      change(byId(run.deliveries, "v2"), { createdAt: t0 + 40_000 });
    },
    "a confirmation that was stored": (run) => {
      run.faults.push(wiped);
      run.gone.push({ type: "gone", at: t0 + 95_000, person: 0, ask: "verify" });
    },
    "a signup that was never accepted": (run) => {
      loseSignup(run);
      drop(
        run.answers,
        the(run.answers, ({ person, at }) => person === 2 && at < t0 + 60_000),
      );
    },
  },
  "no mail twice": {
    "the same digest under another key": (run) =>
      run.mails.push({ ...byId(run.mails, "m-w0"), id: "m-w0-again", key: "batch/other" }),
    "the same verification": (run) => run.mails.push({ ...byId(run.mails, "m-v0"), id: "m-v0-again" }),
  },
  "one mailbox, one subscriber": {
    "two rows": (run) => run.subscribers.push({ ...byId(run.subscribers, "s2"), id: "s3" }),
  },
  "a burst of signups makes one verification mail": {
    "a second request, five seconds later": (run) => {
      run.mails.push(run.mail("m-v9", 2, "verification", 10_100, { request: "r9" }));
      run.deliveries.push({ ...run.delivery("v9", "s2", "verification", "w", 10_100), request: "r9" });
      run.batches.push(run.batch("v9", 10_100));
    },
    "a signup of the burst that is worked on two minutes later": (run) => {
      run.mails.push(run.mail("m-v9", 0, "verification", 121_100, { request: "r9" }));
      run.deliveries.push({ ...run.delivery("v9", "s0", "verification", "w", 121_100), request: "r9" });
      run.batches.push(run.batch("v9", 121_100));
    },
  },
  "who is known is told so once, and not asked to confirm": {
    "asked to confirm": (run) => {
      run.mails.push(run.mail("m-v9", 0, "verification", 65_100, { request: "r9" }));
      run.deliveries.push({ ...run.delivery("v9", "s0", "verification", "w", 65_100), request: "r9" });
    },
    "told twice": (run) => {
      run.mails.push(run.mail("m-k9", 0, "already_subscribed", 22_100));
      run.deliveries.push(run.delivery("k9", "s0", "already_subscribed", "w", 22_100));
    },
  },
  "one welcome": {
    "welcomed twice": (run) => {
      run.mails.push(run.mail("m-w9", 0, "digest", 30_100));
      run.deliveries.push(run.delivery("w9", "s0", "digest", "welcome-2", 30_100));
    },
  },
  "no more digests than were promised": {
    "one that nobody asked for": (run) => {
      run.mails.push(run.mail("m-d9", 0, "digest", 30_100));
      run.deliveries.push(run.delivery("d9", "s0", "digest", "2026-11-24", 30_100));
    },
  },
  "no digest before a confirmation": {
    "to somebody who never confirmed": (run) => {
      run.mails.push(run.mail("m-d9", 2, "digest", 30_100));
      run.deliveries.push(run.delivery("d9", "s2", "digest", "welcome", 30_100));
    },
    "to somebody who confirmed later": (run) => change(byId(run.mails, "m-w0"), { at: t0 + 2_900 }),
  },
  "no digest claimed after its reader left": {
    "claimed two seconds after": (run) => change(byId(run.batches, "b-o1"), { claimedAt: t0 + 12_200 }),
  },
  "no posting twice": {
    "in two digests": (run) => change(byId(run.mails, "m-d0"), { postings: ["p9", "p2"] }),
  },
  "every delivery is settled": {
    "one still waits": (run) => change(byId(run.deliveries, "d0"), { status: "pending" }),
    "one has failed": (run) => change(byId(run.deliveries, "k0"), { status: "failed", reason: "validation_error" }),
    "one is unknown": (run) => change(byId(run.deliveries, "k0"), { status: "unknown", reason: "not settled within" }),
    "a digest skipped for having left, of somebody who stayed": (run) =>
      change(byId(run.deliveries, "d0"), { status: "skipped", reason: "unsubscribed" }),
    "a welcome without postings": (run) => change(byId(run.deliveries, "w0"), { status: "skipped", reason: "no_new" }),
    "a batch is open": (run) => change(byId(run.batches, "b-k0"), { status: "open" }),
  },
  "every tier is Polar's": {
    "who pays has nothing for it": (run) => run.premium.push(paying("a")),
    "who does not pay has premium": (run) => {
      run.premium.push(paying());
      change(byId(run.subscribers, "s0"), { tier: "premium" });
    },
  },
  "every way to Polar opens in the end": {
    "Polar was back, and the page went on saying that it was not": (run) =>
      run.premium.push(visit(10_000, "waiting"), visit(12_000, "slow", true)),
    "given up": (run) => run.premium.push(visit(10_000, "waiting"), visit(12_000, "failed")),
    "premium is on, and the page does not say so": (run) => {
      run.premium.push(visit(10_000, "ready"));
      change(byId(run.subscribers, "s0"), { tier: "premium" });
    },
  },
  "who wants premium can buy it": {
    "sent round in circles": (run) => run.premium.push({ type: "purchase", at: t0 + 9_000, person: 0, done: false }),
  },
  "a page says that Polar does not answer": {
    "it says nothing of the kind": (run) => run.premium.push(visit(10_000, "slow"), visit(12_000, "ready")),
    "it says it after half a minute": (run) =>
      run.premium.push(visit(10_000, "waiting"), visit(40_000, "slow", true), visit(41_000, "ready")),
  },
  "when Polar is back its pages open": {
    "50 s later": (run) => {
      run.faults.push({ type: "healed", at: t0 + 19_000, fault: "Polar" });
      run.premium.push(visit(10_000, "slow", true), visit(69_000, "ready"));
    },
  },
  "nobody has two subscriptions at a time": {
    "a checkout for each click": (run) => run.premium.push(paying("a", "b")),
  },
  "each change of premium is mailed once": {
    "two mails about one beginning": (run) => {
      change(byId(run.subscribers, "s0"), { tier: "premium" });
      for (const id of ["m-p0", "m-p1"]) run.mails.push(run.mail(id, 0, "premium_started", 15_000));
    },
    "none about an end": (run) => run.mails.push(run.mail("m-p0", 0, "premium_started", 15_000)),
  },
  "ledger and outbox agree": {
    "sent, says the ledger, and no mail": (run) => {
      drop(run.mails, byId(run.mails, "m-k0"));
    },
    "a mail that nobody owed": (run) => run.mails.push(run.mail("m-x", 0, "links", 33_100)),
    "a mail of a delivery that was skipped": (run) =>
      change(byId(run.deliveries, "o1"), { status: "skipped", reason: "unsubscribed" }),
  },
};

describe.each(Object.entries(ways))("%s", (rule, breaks) => {
  test.each(Object.entries(breaks))("is broken by: %s", (_, change) => {
    const run = goodRun();
    change(run);
    expect(brokenIn(run)).toContain(rule);
  });
});

describe("what looks odd and is right", () => {
  const allowed: Record<string, (run: Run) => void> = {
    "a mail claimed before its reader left, and accepted after": (run) =>
      change(byId(run.mails, "m-o1"), { at: t0 + 12_000 }),
    "a mail claimed while its reader's leaving was written down": (run) =>
      change(byId(run.batches, "b-o1"), { claimedAt: t0 + 10_201 }),
    "a leaver's digest that was skipped": (run) => {
      drop(run.mails, byId(run.mails, "m-o1"));
      change(byId(run.deliveries, "o1"), { status: "skipped", reason: "unsubscribed", providerId: null, batch: null });
    },
    "a leaver's mail of unknown fate that is not tried again": (run) =>
      change(byId(run.deliveries, "o1"), { status: "unknown", reason: leftMeanwhile, providerId: null }),
    "a second request to confirm, for a signup a minute later": (run) => {
      run.answers.push(run.answer(2, "signup", 65_000));
      run.mails.push(run.mail("m-v9", 2, "verification", 65_100, { request: "r9" }));
      run.deliveries.push({ ...run.delivery("v9", "s2", "verification", "w", 65_100), request: "r9" });
      run.batches.push(run.batch("v9", 65_100));
    },
    "a digest four days late that is passed over": (run) => {
      drop(run.mails, byId(run.mails, "m-d0"));
      change(
        the(run.dues, () => true),
        { dueAt: t0 - 4 * day },
      );
      change(byId(run.deliveries, "d0"), { status: "skipped", reason: "too_late", providerId: null });
    },
    "a digest for which no posting was left": (run) => {
      drop(run.mails, byId(run.mails, "m-d0"));
      change(byId(run.deliveries, "d0"), { status: "skipped", reason: "no_new", providerId: null });
    },
    "a signup that Redis alone had when it lost its data, asked for again": (run) => loseSignup(run),
    "a fault that lasts: waiting counts from its end": (run) => {
      change(
        the(run.faults, ({ type }) => type === "healed"),
        { at: t0 + 200_000 },
      );
      change(byId(run.mails, "m-k0"), { at: t0 + 255_000 });
    },
  };
  test.each(Object.entries(allowed))("%s", (_, change) => {
    const run = goodRun();
    change(run);
    expect(check(historyOf(run))).toEqual([]);
  });
});

test("a run without a final reading of the ledger is no good run", () => {
  const rulesBroken = check(historyOf(goodRun()).filter(({ type }) => type !== "ledger")).map(({ rule }) => rule);
  expect(rulesBroken).toContain("every delivery is settled");
});

test("a run goes on while something is owed, and only then", () => {
  expect(unfinished(historyOf(goodRun()))).toEqual([]);
  const run = goodRun();
  change(byId(run.deliveries, "d0"), { status: "pending" });
  run.answers.push(run.answer(2, "signup", 50_000, { status: 500 }));
  expect(new Set(unfinished(historyOf(run)).map(({ rule }) => rule))).toEqual(
    new Set(["every promise is kept", "every delivery is settled"]),
  );
});
