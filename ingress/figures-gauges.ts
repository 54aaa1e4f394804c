import { Gauge } from "prom-client";
import { type Dashboard, knownDashboard } from "../lib/figures/known.ts";
import type { Figures } from "../lib/figures/model.ts";
import { second } from "../lib/time.ts";

/** An unknown value has no series: zero would claim something. */
type Value = number | null | undefined;
type Labels = Readonly<Record<string, string>>;
type Series = readonly (readonly [Labels, Value])[];

/** From memory: a scrape asks neither Redis nor Postgres. */
function gauge(name: string, help: string, labelNames: string[], read: (known: Dashboard) => Series): void {
  new Gauge({
    name: `jobping_${name}`,
    help,
    labelNames,
    collect() {
      if (labelNames.length > 0) this.reset();
      else this.remove();
      for (const [labels, value] of read(knownDashboard())) {
        if (value !== null && value !== undefined) this.set(labels, value);
      }
    },
  });
}

/** A gauge with a single value. */
function one(name: string, help: string, read: (figures: Figures) => Value): void {
  gauge(name, help, [], ({ figures }) => [[{}, figures && read(figures)]]);
}

/** A gauge with a value per queue, source, state or the like. */
function each(name: string, labelNames: string[], help: string, read: (figures: Figures) => Series | null): void {
  gauge(name, help, labelNames, ({ figures }) => (figures && read(figures)) ?? []);
}

const by = (label: string, counts: Readonly<Record<string, Value>>, labels: Labels = {}): Series =>
  Object.entries(counts).map(([name, count]) => [{ ...labels, [label]: name }, count]);
const secondsSince = (at: string | null | undefined) =>
  at ? Math.max(0, Date.now() - Date.parse(at)) / second : undefined;
/** How long the first one has been waiting; 0 = nobody is. */
const waitSeconds = (at: string | null) => secondsSince(at) ?? 0;

/** Exports the figures that a worker gathered, as of when it did. Called once per process. */
export function figuresGauges(): void {
  const startedAt = new Date().toISOString();
  const age = "Since the figures were gathered; since this process began if there are none";
  gauge("figures_age_seconds", age, [], ({ figures }) => [[{}, secondsSince(figures?.at ?? startedAt)]]);
  gauge("redis_up", "Whether Redis answers this process", [], ({ redis }) => [[{}, Number(redis.up)]]);
  one("database_up", "Whether Postgres answers the workers", ({ database }) => Number(database.up));
  one("database_latency_seconds", "One answer of Postgres to a worker", ({ database: { latencyMs } }) =>
    latencyMs === null ? null : latencyMs / second,
  );
  queueGauges();
  digestGauges();
  mailGauges();
  postingGauges();
  sourceGauges();
  billingGauges();
  checkGauges();
  one("ai_budget_used_ratio", "Share of the day's dollars that the model has cost", aiBudgetUsed);
  const people = "People by state; signups verified unsubscribed erased: in the last 24 hours";
  each("people", ["state"], people, ({ people }) => people && by("state", people));
}

function queueGauges(): void {
  each("queue_jobs", ["job", "state"], "Jobs by state", ({ queues }) =>
    queues.flatMap(({ name, waiting, active, delayed, failed }) =>
      by("state", { waiting, active, delayed, failed }, { job: name }),
    ),
  );
  each("queue_oldest_waiting_seconds", ["job"], "Age of the job that waits longest", ({ queues }) =>
    queues.map(({ name, oldestWaitingMs }) => [{ job: name }, oldestWaitingMs / second]),
  );
  each("queue_paused", ["job"], "1 while an operator holds the queue", ({ queues }) =>
    queues.map(({ name, paused }) => [{ job: name }, Number(paused)]),
  );
  each("dead_letters", ["job"], "Jobs that failed for good and were not run again", ({ queues, databaseAt }) =>
    databaseAt === null ? null : queues.map(({ name, deadLetters }) => [{ job: name }, deadLetters]),
  );
}

function digestGauges(): void {
  each("digests", ["state"], "Digests promised in the last 24 hours", ({ delivering }) => {
    if (delivering === null) return null;
    const { eligible, delivered, pending, planned, failed, unknown } = delivering;
    return by("state", { eligible, delivered, pending, planned, failed, unknown });
  });
  const due = "People whose digest is due and not promised yet";
  one("digests_due", due, ({ delivering }) => delivering?.dueNow);
  const oldestDue = "Since when the first of them waits; 0 = nobody does";
  one("digests_oldest_due_seconds", oldestDue, ({ delivering }) => delivering && waitSeconds(delivering.oldestDueAt));
  const owed = "Age of the oldest mail that is owed and may go; 0 = none is";
  one("ledger_lag_seconds", owed, ({ delivering }) => delivering && waitSeconds(delivering.owedSince));
}

function mailGauges(): void {
  const stopped = "1 while digests wait for an operator because of complaints or bounces";
  one("sending_stopped", stopped, ({ delivering }) => delivering && Number(delivering.stopped !== null));
  const paused = "1 while the mail vendor wants a pause";
  one("sending_paused", paused, ({ delivering }) => delivering && Number(delivering.pausedMs > 0));
  each("sending_refused", ["reason"], "1 while the mail vendor refuses our key or domain", ({ delivering }) =>
    delivering?.refused ? [[{ reason: delivering.refused.reason }, 1]] : null,
  );
  each("mails", ["fate"], "Mails of the last 24 hours by what became of them", ({ mail }) => {
    if (mail === null) return null;
    const { accepted, delivered, bounced, complained } = mail;
    return by("fate", { accepted, delivered, bounced, complained });
  });
}

function postingGauges(): void {
  one("posting_newest_age_seconds", "Since the newest open posting was first seen", ({ freshness }) =>
    secondsSince(freshness?.newestPostingAt),
  );
  each("source_last_success_age_seconds", ["source"], "Since a target of the source was read well", ({ freshness }) =>
    (freshness?.sources ?? []).map(({ source, lastSuccessAt }) => [{ source }, secondsSince(lastSuccessAt)]),
  );
}

function sourceGauges(): void {
  each("source_targets", ["source", "state"], "Targets by how their last attempt went", ({ sources }) =>
    (sources?.bySource ?? []).flatMap(({ source, targets, failing, parked }) =>
      by("state", { healthy: targets - failing - parked, failing, parked }, { source }),
    ),
  );
  const used = "Share of a source's budget that is used, by window of an hour and more";
  each("source_budget_used_ratio", ["source", "window"], used, ({ sources }) =>
    (sources?.budgets ?? []).map(({ source, window, used, limit }) => [
      { source, window },
      limit > 0 ? used / limit : 1,
    ]),
  );
  each("source_paused", ["source"], "1 while an operator holds the source", ({ sources }) =>
    (sources?.bySource ?? []).map(({ source }) => [{ source }, Number(sources?.paused.includes(source))]),
  );
  const open = "1 while a source or vendor is left alone, as it failed again and again";
  each("breaker_open", ["service"], open, ({ sources, ai }) => [
    ...(sources?.resting ?? []).map(({ source }) => [{ service: source }, 1] as const),
    [{ service: "openai" }, ai.breakerOpen ? 1 : null],
  ]);
}

/** The figures of premium; without Polar there are no such series. */
const premium = ({ billing }: Figures) => (billing?.polar ? billing : null);

function billingGauges(): void {
  // Also where nothing is sold any more: somebody who once paid may be waiting.
  const erasure = "Since when the first person waits to be erased until Polar has forgotten them; 0 = nobody does";
  one("erasure_waiting_seconds", erasure, ({ billing }) => billing && waitSeconds(billing.oldestErasureAt));
  each("premium_people", ["plan"], "People with premium, by the plan that they pay", (figures) =>
    by("plan", premium(figures)?.premium ?? {}),
  );
  const undelivered = "People with premium who get no digests: they left, or their mailbox takes none";
  one("premium_undelivered_people", undelivered, (figures) => premium(figures)?.undelivered);
  const waiting = "Since when the first person waits for what Polar says of them; 0 = nobody does";
  one("billing_waiting_seconds", waiting, (figures) => {
    const sold = premium(figures);
    return sold && waitSeconds(sold.oldestWaitingAt);
  });
}

/** The results of comparing with Polar. */
function checkGauges(): void {
  const age = "Since everything was compared with Polar; before the first time, since somebody first went there";
  one("billing_check_age_seconds", age, (figures) => secondsSince(premium(figures)?.check.since));
  const drift =
    "What the last comparison found: people who differ, people unseen there, subscriptions of strangers, people who pay twice";
  each("billing_drift", ["kind"], drift, (figures) => {
    const check = premium(figures)?.check;
    if (!check?.at) return null;
    const { differing, unseen, strangers, doubled } = check;
    return by("kind", { differing, unseen, strangers, doubled });
  });
  const held = "1 while nobody loses premium, as by the last comparison too many would have";
  one("billing_held", held, (figures) => {
    const check = premium(figures)?.check;
    return check && Number(check.held);
  });
  one("polar_endpoint_enabled", "Whether Polar sends us its events", (figures) => {
    const endpoint = premium(figures)?.check.endpoint;
    return endpoint && Number(endpoint === "enabled");
  });
}

/** Without a key nothing can be used up; with a budget of 0 everything is. */
function aiBudgetUsed({ ai: { costToday, budget }, environment }: Figures): Value {
  if (environment.keys.OPENAI_API_KEY !== true) return null;
  return budget > 0 ? costToday / budget : 1;
}
