import { Gauge } from "prom-client";
import { type Dashboard, knownDashboard } from "../lib/figures/known.ts";
import type { Figures } from "../lib/figures/model.ts";
import { second } from "../lib/time.ts";

type Labels = Readonly<Record<string, string>>;
/** What is not known has no series: zero would be a statement. */
type Series = readonly (readonly [Labels, number | null | undefined])[];

/** From memory: a scrape asks neither Redis nor Postgres. */
function gauge(name: string, help: string, labelNames: string[], series: (known: Dashboard) => Series): void {
  new Gauge({
    name: `jobping_${name}`,
    help,
    labelNames,
    collect() {
      if (labelNames.length > 0) this.reset();
      else this.remove();
      for (const [labels, value] of series(knownDashboard())) {
        if (value !== null && value !== undefined) this.set(labels, value);
      }
    },
  });
}

const one = (value: number | null | undefined): Series => [[{}, value]];
const of = (series: (figures: Figures) => Series) => (known: Dashboard) => (known.figures ? series(known.figures) : []);
const flag = (value: boolean) => (value ? 1 : 0);
const secondsSince = (at: string | null | undefined) =>
  at ? Math.max(0, Date.now() - Date.parse(at)) / second : undefined;
const byState = (states: Readonly<Record<string, number>>, labels: Labels = {}): Series =>
  Object.entries(states).map(([state, value]) => [{ ...labels, state }, value] as const);

/** Exports the figures that a worker gathered, as of their own time. Called once a process. */
export function figuresGauges(): void {
  const started = new Date().toISOString();
  gauge("figures_age_seconds", "Since the figures were gathered; since this process began if there are none", [], (k) =>
    one(secondsSince(k.figures?.at ?? started)),
  );
  gauge("redis_up", "Whether Redis answers this process", [], ({ redis }) => one(flag(redis.up)));
  databaseGauges();
  queueGauges();
  deliveryGauges();
  sendingGauges();
  sourceGauges();
  billingGauges();
  gauge("ai_budget_used_ratio", "Share of the day's dollars that the model has cost", [], of(aiBudgetUsed));
  gauge(
    "people",
    "People by state; signups verified unsubscribed erased: in the last 24 hours",
    ["state"],
    of(({ people }) => byState(people ?? {})),
  );
}

function databaseGauges(): void {
  gauge(
    "database_up",
    "Whether Postgres answers the workers",
    [],
    of(({ database }) => one(flag(database.up))),
  );
  gauge(
    "database_latency_seconds",
    "One answer of Postgres to a worker",
    [],
    of(({ database: { latencyMs } }) => one(latencyMs === null ? null : latencyMs / second)),
  );
}

function queueGauges(): void {
  const ofEach = (series: (queue: Figures["queues"][number]) => Series) =>
    of(({ queues }) => queues.flatMap((queue) => series(queue)));
  gauge(
    "queue_jobs",
    "Jobs by state",
    ["job", "state"],
    ofEach(({ name, waiting, active, delayed, failed }) =>
      byState({ waiting, active, delayed, failed }, { job: name }),
    ),
  );
  gauge(
    "queue_oldest_waiting_seconds",
    "Age of the job that waits longest",
    ["job"],
    ofEach(({ name, oldestWaitingMs }) => [[{ job: name }, oldestWaitingMs / second]]),
  );
  gauge(
    "queue_paused",
    "1 while an operator holds the queue",
    ["job"],
    ofEach(({ name, paused }) => [[{ job: name }, flag(paused)]]),
  );
  gauge(
    "dead_letters",
    "Jobs that failed for good and were not run again",
    ["job"],
    of(({ queues, databaseAt }) =>
      databaseAt === null ? [] : queues.map(({ name, deadLetters }) => [{ job: name }, deadLetters]),
    ),
  );
}

const ofDelivering = (series: (delivering: NonNullable<Figures["delivering"]>) => Series) =>
  of(({ delivering }) => (delivering ? series(delivering) : []));

function deliveryGauges(): void {
  gauge(
    "digests",
    "Digests promised in the last 24 hours",
    ["state"],
    ofDelivering(({ eligible, delivered, pending, planned, failed, unknown }) =>
      byState({ eligible, delivered, pending, planned, failed, unknown }),
    ),
  );
  gauge(
    "digests_due",
    "People whose digest is due and not promised yet",
    [],
    ofDelivering(({ dueNow }) => one(dueNow)),
  );
  gauge(
    "digests_oldest_due_seconds",
    "Since when the first of them waits; 0 = nobody does",
    [],
    ofDelivering(({ oldestDueAt }) => one(secondsSince(oldestDueAt) ?? 0)),
  );
  gauge(
    "ledger_lag_seconds",
    "Age of the oldest mail that is owed and may go; 0 = none is",
    [],
    ofDelivering(({ owedSince }) => one(secondsSince(owedSince) ?? 0)),
  );
}

function sendingGauges(): void {
  gauge(
    "sending_stopped",
    "1 while digests wait for an operator because of complaints or bounces",
    [],
    ofDelivering(({ stopped }) => one(flag(stopped !== null))),
  );
  gauge(
    "sending_paused",
    "1 while the mail vendor wants a pause",
    [],
    ofDelivering(({ pausedMs }) => one(flag(pausedMs > 0))),
  );
  gauge(
    "sending_refused",
    "1 while the mail vendor refuses our key or domain",
    ["reason"],
    ofDelivering(({ refused }) => (refused ? [[{ reason: refused.reason }, 1]] : [])),
  );
  gauge(
    "mails",
    "Mails of the last 24 hours by what became of them",
    ["fate"],
    of(({ mail }) =>
      (["accepted", "delivered", "bounced", "complained"] as const).map((fate) => [{ fate }, mail?.[fate]]),
    ),
  );
}

function sourceGauges(): void {
  gauge(
    "posting_newest_age_seconds",
    "Since the newest open posting was first seen",
    [],
    of(({ freshness }) => one(secondsSince(freshness?.newestPostingAt))),
  );
  gauge(
    "source_last_success_age_seconds",
    "Since a target of the source was read well",
    ["source"],
    of(({ freshness }) =>
      (freshness?.sources ?? []).map(({ source, lastSuccessAt }) => [{ source }, secondsSince(lastSuccessAt)]),
    ),
  );
  const ofSources = (series: (sources: NonNullable<Figures["sources"]>) => Series) =>
    of(({ sources }) => (sources ? series(sources) : []));
  gauge(
    "source_targets",
    "Targets by how their last attempt went",
    ["source", "state"],
    ofSources(({ bySource }) =>
      bySource.flatMap(({ source, targets, failing, parked }) =>
        byState({ healthy: targets - failing - parked, failing, parked }, { source }),
      ),
    ),
  );
  gauge(
    "source_budget_used_ratio",
    "Share of a source's budget that is used, by window of an hour and more",
    ["source", "window"],
    ofSources(({ budgets }) =>
      budgets.map(({ source, window, used, limit }) => [{ source, window }, limit > 0 ? used / limit : 1]),
    ),
  );
  gauge(
    "source_paused",
    "1 while an operator holds the source",
    ["source"],
    ofSources(({ bySource, paused }) => bySource.map(({ source }) => [{ source }, flag(paused.includes(source))])),
  );
  gauge(
    "breaker_open",
    "1 while a source or vendor is left alone, as it failed again and again",
    ["service"],
    of(({ sources, ai }) => [
      ...(sources?.resting ?? []).map(({ source }) => [{ service: source }, 1] as const),
      [{ service: "openai" }, ai.breakerOpen ? 1 : null] as const,
    ]),
  );
}

const ofBilling = (series: (billing: NonNullable<Figures["billing"]>) => Series) =>
  of(({ billing }) => (billing?.polar ? series(billing) : []));

/** Where nothing is sold there is no series but the first: who has paid waits there, too. */
function billingGauges(): void {
  gauge(
    "erasure_waiting_seconds",
    "Since when the first person waits to be erased until Polar has forgotten them; 0 = nobody does",
    [],
    of(({ billing }) => (billing ? one(secondsSince(billing.oldestErasureAt) ?? 0) : [])),
  );
  gauge(
    "premium_people",
    "People with premium, by the plan that they pay",
    ["plan"],
    ofBilling(({ premium }) => Object.entries(premium).map(([plan, count]) => [{ plan }, count])),
  );
  gauge(
    "premium_undelivered_people",
    "People with premium who get no digests: they left, or their mailbox takes none",
    [],
    ofBilling(({ undelivered }) => one(undelivered)),
  );
  gauge(
    "billing_waiting_seconds",
    "Since when the first person waits for what Polar says of them; 0 = nobody does",
    [],
    ofBilling(({ oldestWaitingAt }) => one(secondsSince(oldestWaitingAt) ?? 0)),
  );
  checkGauges();
}

/** What comparing with Polar found. */
function checkGauges(): void {
  gauge(
    "billing_check_age_seconds",
    "Since everything was compared with Polar; before the first time, since somebody first went there",
    [],
    ofBilling(({ check }) => one(secondsSince(check.since))),
  );
  gauge(
    "billing_drift",
    "What the last comparison found: people who differ, people unseen there, subscriptions of strangers, people who pay twice",
    ["kind"],
    ofBilling(({ check: { at, differing, unseen, strangers, doubled } }) =>
      at === null
        ? []
        : Object.entries({ differing, unseen, strangers, doubled }).map(([kind, count]) => [{ kind }, count]),
    ),
  );
  gauge(
    "billing_held",
    "1 while nobody loses premium, as by the last comparison too many would have",
    [],
    ofBilling(({ check }) => one(flag(check.held))),
  );
  gauge(
    "polar_endpoint_enabled",
    "Whether Polar sends us its events",
    [],
    ofBilling(({ check: { endpoint } }) => one(endpoint && flag(endpoint === "enabled"))),
  );
}

/** Without a key nothing can be used up; with a budget of nothing everything is. */
function aiBudgetUsed({ ai: { costToday, budget }, environment }: Figures): Series {
  if (environment.keys.OPENAI_API_KEY !== true) return [];
  return one(budget > 0 ? costToday / budget : 1);
}
