import { ZodError } from "zod";
import { bytesOf, dollarsOf, numberOf, spanOf } from "../../lib/figures/format.ts";
import type { Figures } from "../../lib/figures/model.ts";
import { problemsOf, type Seen, verdictOf } from "../../lib/figures/problems.ts";
import { figures as stored } from "../../lib/figures/store.ts";
import { redisReady } from "../../lib/redis.ts";
import { second } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { Refusal } from "./refusals.ts";
import { agoOf, listOf, tableOf, tell } from "./table.ts";

export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, { json: { type: "boolean" } });
  const seen = await look();
  const problems = problemsOf(seen);
  const verdict = verdictOf(seen, problems);
  // Exit code 1 for what would page somebody, for scripts.
  if (problems.some(({ severity }) => severity === "page")) process.exitCode = 1;
  await tell(values.json, { verdict, problems, ...seen }, () => {
    const found = problems.map(({ severity, problem, sentence, runbook }) => [severity, problem, sentence, runbook]);
    return [
      verdict.sentence,
      ...(found.length > 0 ? [tableOf(["", "problem", "", "RUNBOOK.md"], found)] : ["No problems."]),
      ...(seen.figures ? [figuresText(seen.figures, seen.ageMs ?? 0)] : []),
    ].join("\n");
  });
}

/** The figures that a worker wrote last, as on the dashboard. */
async function look(): Promise<Seen> {
  try {
    await redisReady(1 * second);
  } catch {
    return { figures: null, ageMs: null, redis: { up: false } };
  }
  const figures = await stored.read().catch((error: Error) => {
    throw error instanceof ZodError
      ? new Refusal("The figures are of another release: use the workers' checkout.")
      : error;
  });
  const ageMs = figures && Math.max(0, Date.now() - Date.parse(figures.at));
  return { figures, ageMs, redis: { up: true } };
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${numberOf(count)} ${name}`)
    .join(", ");

/** In the dashboard's order. */
function figuresText(figures: Figures, ageMs: number): string {
  const { environment, queues } = figures;
  const rows = queues
    .filter(
      ({ waiting, active, delayed, failed, deadLetters, paused }) =>
        waiting + active + delayed + failed + deadLetters > 0 || paused,
    )
    .map((each) => [
      ...[each.paused ? `${each.name} (paused)` : each.name, each.waiting, each.active, each.delayed],
      ...[each.failed, each.deadLetters, spanOf(each.oldestWaitingMs), each.donePerMinute, each.failedPerMinute],
    ]);
  const head = ["queue", "waiting", "active", "delayed", "failed", "dead", "oldest waits", "done/min", "failed/min"];
  const { name, commit, version, migration, migrationsPending } = environment;
  return [
    `Figures of ${spanOf(ageMs)} ago, by a worker of ${name}, ${version} ${commit ?? ""}`.trim(),
    listOf({ ...deliveringOf(figures), ...freshnessOf(figures) }),
    rows.length > 0 ? tableOf(head, rows) : "  No job waits, runs or has failed.",
    listOf({
      ...sourcesOf(figures),
      ...mailOf(figures),
      ...peopleOf(figures),
      ...premiumOf(figures),
      ...databaseOf(figures),
      migrations: `newest ${migration ?? "unknown"}, ${migrationsPending ?? "?"} pending`,
    }),
  ].join("\n");
}

function deliveringOf({ delivering }: Figures) {
  if (!delivering) return { delivering: "not known yet" };
  const { eligible, delivered, pending, planned, failed, unknown, skipped, dueNow, oldestDueAt, owedSince } =
    delivering;
  return {
    "digests, 24 h": `${sumOf({ eligible, delivered, pending, planned, failed, unknown })}`,
    skipped: sumOf(skipped) || "none",
    "due now": dueNow > 0 ? `${numberOf(dueNow)}, the first ${agoOf(oldestDueAt)}` : "nobody",
    "owed since": owedSince ? agoOf(owedSince) : "nothing is owed",
  };
}

function freshnessOf({ freshness }: Figures) {
  if (!freshness) return { postings: "not known yet" };
  const { newestPostingAt, openPostings, sources } = freshness;
  const silent = sources.toSorted((a, b) => (a.lastSuccessAt ?? "").localeCompare(b.lastSuccessAt ?? "")).at(0);
  return {
    postings: `${numberOf(openPostings)} open, the newest ${agoOf(newestPostingAt)}`,
    "longest silent": silent ? `${silent.source}, read ${agoOf(silent.lastSuccessAt)}` : "no source runs",
  };
}

function sourcesOf({ sources }: Figures) {
  if (!sources) return { sources: "not known yet" };
  const { targets, healthy, failing, parked, silent, paused, budgets } = sources;
  const fullest = budgets.toSorted((a, b) => b.used / b.limit - a.used / a.limit).at(0);
  return {
    sources:
      sumOf({ targets, healthy, failing, parked, silent }) +
      (paused.length > 0 ? `; paused: ${paused.join(", ")}` : ""),
    ...(fullest && {
      "fullest budget": `${fullest.source}, ${fullest.used} of ${fullest.limit} this ${fullest.window}`,
    }),
  };
}

function mailOf({ mail, ai }: Figures) {
  const { accepted = 0, delivered = 0, bounced = 0, complained = 0 } = mail ?? {};
  return {
    "mail, 24 h": mail ? sumOf({ accepted, delivered, bounced, complained }) : "not known yet",
    ai: ai
      ? `${numberOf(ai.calls)} calls, fallbacks: ${sumOf(ai.fallbacks) || "none"}; ${dollarsOf(ai.costToday)} of ${dollarsOf(ai.budget)} today`
      : "not known yet",
  };
}

function peopleOf({ people }: Figures) {
  if (!people) return { people: "not known yet" };
  const { signups, verified, active, unsubscribed, erased, pausedNow } = people;
  return {
    people: `${sumOf({ active, paused: pausedNow })}; 24 h: ${sumOf({ signups, verified, unsubscribed, erased })}`,
  };
}

const placeWords = {
  production: "sold at Polar, for money",
  sandbox: "sold at Polar's sandbox: no money moves",
  elsewhere: "sold at a server that plays Polar: no money moves",
} as const;

function premiumOf({ billing }: Figures) {
  if (!billing?.polar) return { premium: billing ? "not sold here" : "not known yet" };
  const { polar, premium, pastDue, ending, undelivered, waiting, erasing, check } = billing;
  return {
    premium: `${sumOf({ ...premium, "past due": pastDue, ending, "without digests": undelivered })}; ${placeWords[polar]}`,
    "compared with Polar": `${agoOf(check.at)}${check.held ? ", held" : ""}; ${sumOf({ differing: check.differing, unseen: check.unseen, strangers: check.strangers, doubled: check.doubled, waiting, "to be erased": erasing })}; events ${check.endpoint ?? "not looked at"}`,
  };
}

function databaseOf({ database: { up, latencyMs, bytes } }: Figures) {
  return { database: up ? `answers in ${Math.round(latencyMs ?? 0)} ms, ${bytesOf(bytes)}` : "AWAY" };
}
