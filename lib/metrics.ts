import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from "prom-client";

/** Every metric of this process. Labels are job names, routes and vendors: never anything per person. */
export const registry = register;

/** From a cached read (1 ms) to a job at its time limit (5 min). */
const buckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000];

const jobRuns = new Counter({
  name: "job_runs_total",
  help: "Runs of jobs by how they ended: done retry failed later interrupted",
  labelNames: ["job", "outcome"] as const,
});
const jobQueueMs = new Histogram({
  name: "job_queue_ms",
  help: "From being due to the first start, ms",
  labelNames: ["job"] as const,
  buckets,
});
const jobRunMs = new Histogram({
  name: "job_run_ms",
  help: "One run of a job, ms",
  labelNames: ["job", "outcome"] as const,
  buckets,
});

/** One run of a job; `queueMs` only for its first start, as later ones waited on purpose. */
export function observeRun(job: string, outcome: string, runMs: number, queueMs?: number): void {
  jobRuns.inc({ job, outcome });
  jobRunMs.observe({ job, outcome }, runMs);
  if (queueMs !== undefined) jobQueueMs.observe({ job }, queueMs);
}

export const queueUnavailable = new Counter({
  name: "queue_unavailable_total",
  help: "Jobs that could not be enqueued or looked up because Redis was away",
  labelNames: ["job"] as const,
});
export const httpMs = new Histogram({
  name: "http_request_ms",
  help: "Requests to the ingress, ms",
  labelNames: ["method", "route", "status"] as const,
  buckets,
});
export const tokensRead = new Counter({
  name: "tokens_read_total",
  help: "Links that people opened, by purpose and by the secret that signed them: current next",
  labelNames: ["purpose", "secret"] as const,
});
export const outsideCalls = new Counter({
  name: "outside_calls_total",
  help: "Calls to vendors and sources by status code or kind of failure",
  labelNames: ["service", "outcome"] as const,
});
export const outsideMs = new Histogram({
  name: "outside_call_ms",
  help: "One call to a vendor or source, body included, ms",
  labelNames: ["service"] as const,
  buckets,
});

export const budgetUsed = new Gauge({
  name: "source_budget_used_ratio",
  help: "Share of a source's budget that is used, by window of an hour and more",
  labelNames: ["source", "window"] as const,
});
export const breakerOpened = new Counter({
  name: "breaker_opened_total",
  help: "Times that a source or vendor failed so often in a row that it is left alone for a while",
  labelNames: ["service"] as const,
});
export const scrapesSkipped = new Counter({
  name: "scrapes_skipped_total",
  help: "Scrapes that ended without asking: budget quota resting",
  labelNames: ["source", "reason"] as const,
});
export const targetsUnknown = new Counter({
  name: "source_targets_unknown_total",
  help: "Boards and places that a source said it does not know",
  labelNames: ["source"] as const,
});

export const digestsSkipped = new Counter({
  name: "digests_skipped_total",
  help: "Promised digests that are no mail, by the reasons of lib/subscribers/skips.ts",
  labelNames: ["reason"] as const,
});

export const mailEvents = new Counter({
  name: "mail_events_total",
  help: "What became of mails, by kind: delivered soft_bounced bounced complained suppressed (by the vendor)",
  labelNames: ["kind", "fate"] as const,
});

export const reranks = new Counter({
  name: "ai_reranks_total",
  help: "Digests whose order a model was to choose, by how it ended: rerank cache, or why code's order stands",
  labelNames: ["outcome"] as const,
});
export const aiTokens = new Counter({
  name: "ai_tokens_total",
  help: "Tokens that the model's vendor counted: input (cached ones too) cached output",
  labelNames: ["kind"] as const,
});
export const aiCost = new Counter({ name: "ai_cost_dollars_total", help: "What the model's tokens cost, dollars" });
export const aiFaults = new Counter({
  name: "ai_answer_faults_total",
  help: "What was dropped of a model's answers: id duplicate sentence",
  labelNames: ["fault"] as const,
});

/** How many jobs of a queue are in each state, and how long its oldest waits. */
export interface QueueCount {
  states: Readonly<Record<string, number>>;
  oldestWaitingMs: number;
}

/** Gauges that ask Redis when they are scraped; without an answer they stay empty and the scrape goes on. */
export function queueGauges(read: () => Promise<Readonly<Record<string, QueueCount>>>): void {
  let asked: Promise<[string, QueueCount][]> | undefined;
  // Both gauges are collected in one scrape and share its one question.
  const counts = () => {
    asked ??= read()
      .then(Object.entries<QueueCount>, () => [])
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  new Gauge({
    name: "queue_oldest_waiting_ms",
    help: "Age of the job that waits longest, ms",
    labelNames: ["job"] as const,
    async collect() {
      const found = await counts();
      this.reset();
      for (const [job, { oldestWaitingMs }] of found) this.set({ job }, oldestWaitingMs);
    },
  });
  new Gauge({
    name: "queue_jobs",
    help: "Jobs by state",
    labelNames: ["job", "state"] as const,
    async collect() {
      const found = await counts();
      this.reset();
      for (const [job, { states }] of found) {
        for (const [state, count] of Object.entries(states)) this.set({ job, state }, count);
      }
    },
  });
}

/** A gauge that asks the ledger when it is scraped, since any worker may have stopped it; without an answer it is left out. */
export function sendingGauge(read: () => Promise<boolean>): void {
  new Gauge({
    name: "jobping_sending_stopped",
    help: "1 while digests wait for an operator because of complaints or bounces",
    async collect() {
      const stopped = await read().catch(() => undefined);
      if (stopped === undefined) this.remove();
      else this.set(stopped ? 1 : 0);
    },
  });
}

let defaultsOn = false;

/** What a scraper reads. Node's own metrics start with the first scrape, so that tests and tools pay nothing. */
export async function exposition(): Promise<{ contentType: string; body: string }> {
  if (!defaultsOn) collectDefaultMetrics();
  defaultsOn = true;
  return { contentType: registry.contentType, body: await registry.metrics() };
}
