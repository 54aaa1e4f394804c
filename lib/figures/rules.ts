import { countOf, dollarsOf, fineShareOf, numberOf, shareOf, spanOf } from "./format.ts";
import type { Figures } from "./model.ts";
import { type FiguresProblem, limits, problem, type Rule } from "./problem.ts";
import { billing } from "./rules-billing.ts";

const database: Rule = function* ({ database }) {
  const { up, latencyMs } = database;
  const where = "database.latencyMs";
  if (!up) {
    const sentence =
      "Postgres or its Data API does not answer: nothing is stored, matched or sent, and the figures are old.";
    yield problem("DatabaseAway", "page", { where, word: "away", sentence });
  } else if (latencyMs !== null && latencyMs > limits.databaseMs) {
    const sentence = `Postgres takes ${spanOf(latencyMs)} to read the figures.`;
    yield problem("DatabaseSlow", "ticket", { where, word: "slow", sentence });
  }
};

const sending: Rule = function* ({ delivering }, ageOf) {
  if (delivering === null) return;
  const { stopped, refused, pausedMs, pausedBecause } = delivering;
  if (refused !== null) {
    const sentence = `Resend refuses us for ${spanOf(ageOf(refused.since))} with "${refused.reason}": no mail goes out.`;
    yield problem("OutsideFailing", "page", { where: "delivering.refused", word: refused.reason, sentence });
  }
  if (stopped !== null) {
    const since = `${spanOf(ageOf(stopped.since))} ago`;
    const sentence = `Sending stopped ${since} because of ${stopped.reason}: digests wait until somebody resumes it.`;
    yield problem("SendingStopped", "page", { where: "delivering.stopped", word: stopped.reason, sentence });
  }
  if (pausedMs > limits.pausedMs) {
    const why = pausedBecause === null ? "" : ` (${pausedBecause})`;
    const sentence = `Resend takes no mails for another ${spanOf(pausedMs)}${why}: nobody sends.`;
    yield problem("OutsideFailing", "page", { where: "delivering.pausedMs", word: "paused", sentence });
  }
};

const digests: Rule = function* ({ delivering }, ageOf) {
  if (delivering === null) return;
  const { dueNow, oldestDueAt, eligible, failed, unknown, owedSince } = delivering;
  const dueMs = oldestDueAt === null ? 0 : ageOf(oldestDueAt);
  if (dueNow > 0 && dueMs > limits.dueMs) {
    const sentence = `Digests of ${countOf(dueNow, "person", "people")} are due and not planned, the first for ${spanOf(dueMs)}.`;
    yield problem("DigestsNotDelivered", "page", { where: "delivering.dueNow", word: "late", sentence });
  }
  const lost = failed + unknown;
  if (lost >= limits.lost.least && lost > eligible * limits.lost.share) {
    const sentence = `${numberOf(lost)} of ${countOf(eligible, "digest")} (${shareOf(lost, eligible)}) of the last 24 h failed or are unknown.`;
    yield problem("DigestsNotDelivered", "page", { where: "delivering.lost", word: "too many", sentence });
  }
  const owedMs = owedSince === null ? 0 : ageOf(owedSince);
  if (owedMs > limits.owedMs) {
    const sentence = `The oldest mail that is owed has waited for ${spanOf(owedMs)}.`;
    yield problem("LedgerLags", "page", { where: "delivering.owedSince", word: "late", sentence });
  }
};

const freshness: Rule = function* ({ freshness, sources }, ageOf) {
  if (freshness === null) return;
  const { newestPostingAt } = freshness;
  const newestMs = newestPostingAt === null ? 0 : ageOf(newestPostingAt);
  if (newestMs > limits.postingMs) {
    const sentence = `No source has brought a new posting for ${spanOf(newestMs)}.`;
    yield problem("PostingsStale", "ticket", { where: "freshness.newestPostingAt", word: "old", sentence });
  }
  for (const { source, lastSuccessAt } of freshness.sources) {
    if (lastSuccessAt === null || sources?.paused.includes(source)) continue;
    const silentMs = ageOf(lastSuccessAt);
    if (silentMs <= limits.sourceMs) continue;
    const sentence = `${source} was last read ${spanOf(silentMs)} ago.`;
    yield problem("SourceSilent", "ticket", { where: `freshness.${source}`, word: "silent", sentence });
  }
};

const queues: Rule = function* ({ queues }) {
  for (const { name, waiting, oldestWaitingMs, paused, donePerMinute, failedPerMinute, deadLetters } of queues) {
    const of = (figure: string) => `queues.${name}.${figure}`;
    if (paused) {
      const sentence = `Queue ${name} is paused by an operator; ${countOf(waiting, "job")} wait.`;
      yield problem("QueuePaused", "note", { where: of("paused"), word: "paused", sentence });
    }
    if (waiting > 0 && oldestWaitingMs > limits.waitingMs) {
      const sentence = `${countOf(waiting, "job")} of ${name} wait, the oldest for ${spanOf(oldestWaitingMs)}${paused ? ": it is paused" : ""}.`;
      yield problem("BacklogNotDraining", "page", { where: of("oldestWaitingMs"), word: "late", sentence });
    }
    const runs = donePerMinute + failedPerMinute;
    if (failedPerMinute >= limits.failing.leastPerMinute && failedPerMinute > runs * limits.failing.share) {
      const sentence = `${shareOf(failedPerMinute, runs)} of the jobs of ${name} fail (${numberOf(failedPerMinute)} a minute).`;
      yield problem("JobsFailing", "ticket", { where: of("failedPerMinute"), word: "too many", sentence });
    }
    if (deadLetters > 0) {
      const sentence = `${countOf(deadLetters, "job")} of ${name} failed for good and ${deadLetters === 1 ? "was" : "were"} not run again.`;
      yield problem("JobsFailedForGood", "ticket", { where: of("deadLetters"), word: "dead", sentence });
    }
  }
};

const fleet: Rule = function* ({ sources }) {
  if (sources === null) return;
  for (const { source, targets, failing, parked } of sources.bySource) {
    if (failing <= (targets - parked) * limits.sourceFailingShare || sources.paused.includes(source)) continue;
    const error = sources.worst.find((one) => one.source === source)?.error;
    const why = error ? `: ${error}` : "";
    const which =
      targets === 1 ? `${source} fails` : `${numberOf(failing)} of ${numberOf(targets)} targets of ${source} fail`;
    yield problem("SourceFailing", "ticket", {
      where: `sources.${source}.failing`,
      word: "fails",
      sentence: `${which}${why}.`,
    });
  }
  for (const { source, window, used, limit } of sources.budgets) {
    if (limit <= 0 || used < limit * limits.budgetShare) continue;
    const sentence = `${source} has used ${shareOf(used, limit)} of its budget of the ${window} (${numberOf(used)} of ${numberOf(limit)}).`;
    const where = `sources.budgets.${source}.${window}`;
    yield problem("SourceBudgetNearlyUsed", "ticket", {
      where,
      word: used < limit ? "nearly used" : "used up",
      sentence,
    });
  }
  for (const source of sources.paused) {
    const sentence = `${source} is paused by an operator: nobody asks it.`;
    yield problem("SourcePaused", "note", { where: `sources.${source}.paused`, word: "paused", sentence });
  }
};

const mail: Rule = function* ({ mail }) {
  if (mail === null) return;
  const { accepted, bounced, complained } = mail;
  if (complained >= limits.complained.least && complained > accepted * limits.complained.share) {
    const sentence = `${countOf(complained, "complaint")} of ${countOf(accepted, "mail")} in 24 h (${fineShareOf(complained, accepted)}); above 0.3% sending stops.`;
    yield problem("ComplaintRate", "page", { where: "mail.complained", word: "too many", sentence });
  }
  if (bounced >= limits.bounced.least && bounced > accepted * limits.bounced.share) {
    const sentence = `${numberOf(bounced)} of ${countOf(accepted, "mail")} bounced in 24 h (${shareOf(bounced, accepted)}); above 4% sending stops.`;
    yield problem("BounceRate", "page", { where: "mail.bounced", word: "too many", sentence });
  }
};

const signups: Rule = function* ({ people }) {
  if (people === null) return;
  const { signups, verified } = people;
  if (signups < limits.confirmed.least || verified >= signups * limits.confirmed.share) return;
  const sentence = `Of ${countOf(signups, "signup")} in 24 h ${numberOf(verified)} were confirmed (${shareOf(verified, signups)}).`;
  yield problem("SignupsUnconfirmed", "ticket", { where: "people.verified", word: "too few", sentence });
};

const model: Rule = function* ({ ai, environment }) {
  const { calls, fallbacks, costToday, budget, breakerOpen } = ai;
  if (breakerOpen) {
    const sentence = "OpenAI failed again and again and is left alone for a while: digests are in our own order.";
    yield problem("OutsideFailing", "ticket", { where: "ai.breakerOpen", word: "left alone", sentence });
  }
  // `budget` has a problem of its own.
  const counted = Object.entries(fallbacks).filter(([reason]) => reason !== "budget");
  const fell = counted.reduce((sum, [, count]) => sum + count, 0);
  const tried = calls + fell;
  if (tried >= limits.fallbacks.least && fell > tried * limits.fallbacks.share) {
    const most = counted.sort(([, a], [, b]) => b - a)[0]?.[0];
    const sentence = `${shareOf(fell, tried)} of the digests of 24 h are in our own order, mostly because of "${most}".`;
    yield problem("AiFallbackRate", "ticket", { where: "ai.fallbacks", word: "too many", sentence });
  }
  if (environment.keys.OPENAI_API_KEY !== true || costToday < budget * limits.budgetShare) return;
  const sentence = `The model's budget of this day is ${costToday < budget ? "nearly used" : "used up"}: ${dollarsOf(costToday)} of ${dollarsOf(budget)}.`;
  yield problem("AiBudgetUsed", "ticket", {
    where: "ai.costToday",
    word: costToday < budget ? "nearly used" : "used up",
    sentence,
  });
};

const migrations: Rule = function* ({ environment: { migrationsPending: pending } }) {
  if (pending === null || pending === 0) return;
  const sentence = `${countOf(pending, "migration")} of the code that runs ${pending === 1 ? "is" : "are"} not in Postgres.`;
  yield problem("MigrationsPending", "ticket", { where: "environment.migrationsPending", word: "pending", sentence });
};

const rules: readonly Rule[] = [
  sending,
  database,
  digests,
  queues,
  mail,
  signups,
  freshness,
  fleet,
  model,
  billing,
  migrations,
];

/** What the figures say is wrong, as of their own moment. */
export function problemsIn(figures: Figures): FiguresProblem[] {
  const ageOf = (iso: string) => Math.max(0, Date.parse(figures.at) - Date.parse(iso));
  return rules.flatMap((rule) => [...rule(figures, ageOf)]);
}
