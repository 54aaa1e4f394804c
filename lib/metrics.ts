import { Counter, collectDefaultMetrics, Histogram, register } from "prom-client";
import { second } from "./time.ts";

/** Every metric of this process. Labels are job names, routes and vendors: never anything per person. */
export const registry = register;

/** Seconds. Requests: from a cached read to the 2 s that an answer may take. */
const ofRequests = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
/** From a turn of the event loop to a job at its time limit of 5 minutes. */
const ofRuns = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** From an idle queue to one that nobody served for a night. */
const ofQueueing = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 28_800];
/** From a vendor next door to the longest time limit of a call. */
const ofCalls = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const jobRuns = new Counter({
  name: "jobping_job_runs_total",
  help: "Runs of jobs by how they ended: done retry failed later interrupted",
  labelNames: ["job", "outcome"] as const,
});
const jobQueueTime = new Histogram({
  name: "jobping_job_queue_seconds",
  help: "From being due to the first start",
  labelNames: ["job"] as const,
  buckets: ofQueueing,
});
const jobRunTime = new Histogram({
  name: "jobping_job_run_seconds",
  help: "One run of a job",
  labelNames: ["job", "outcome"] as const,
  buckets: ofRuns,
});

/** One run of a job; `queueMs` only for its first start, as later ones waited on purpose. */
export function observeRun(job: string, outcome: string, runMs: number, queueMs?: number): void {
  jobRuns.inc({ job, outcome });
  jobRunTime.observe({ job, outcome }, runMs / second);
  if (queueMs !== undefined) jobQueueTime.observe({ job }, queueMs / second);
}

export const queueUnavailable = new Counter({
  name: "jobping_queue_unavailable_total",
  help: "Jobs that could not be enqueued or looked up because Redis was away",
  labelNames: ["job"] as const,
});
const requestTime = new Histogram({
  name: "jobping_http_request_seconds",
  help: "Requests to the ingress",
  labelNames: ["method", "route", "status"] as const,
  buckets: ofRequests,
});

/** One answered request; `route` is its pattern, never its path. */
export function observeRequest(labels: { method: string; route: string; status: number }, ms: number): void {
  requestTime.observe(labels, ms / second);
}

export const webhooks = new Counter({
  name: "jobping_webhooks_total",
  help: "Answers to vendors' webhooks",
  labelNames: ["source", "status"] as const,
});
export const tokensRead = new Counter({
  name: "jobping_tokens_read_total",
  help: "Links that people opened, by purpose and by the secret that signed them: current next",
  labelNames: ["purpose", "secret"] as const,
});
export const outsideCalls = new Counter({
  name: "jobping_outside_calls_total",
  help: "Calls to vendors and sources by status code or kind of failure",
  labelNames: ["service", "outcome"] as const,
});
const outsideTime = new Histogram({
  name: "jobping_outside_call_seconds",
  help: "One call to a vendor or source, body included",
  labelNames: ["service"] as const,
  buckets: ofCalls,
});

/** One call to a vendor or source, answered or not. */
export function observeCall(service: string, ms: number): void {
  outsideTime.observe({ service }, ms / second);
}

export const breakerOpened = new Counter({
  name: "jobping_breaker_opened_total",
  help: "Times that a source or vendor failed so often in a row that it is left alone for a while",
  labelNames: ["service"] as const,
});
export const scrapesSkipped = new Counter({
  name: "jobping_scrapes_skipped_total",
  help: "Scrapes that ended without asking: budget quota resting paused",
  labelNames: ["source", "reason"] as const,
});
export const targetsUnknown = new Counter({
  name: "jobping_source_targets_unknown_total",
  help: "Boards and places that a source said it does not know",
  labelNames: ["source"] as const,
});

export const digestsSkipped = new Counter({
  name: "jobping_digests_skipped_total",
  help: "Promised digests that are no mail, by the reasons of lib/subscribers/skips.ts",
  labelNames: ["reason"] as const,
});

export const mailEvents = new Counter({
  name: "jobping_mail_events_total",
  help: "What became of mails, by kind: delivered soft_bounced bounced complained suppressed (by the vendor)",
  labelNames: ["kind", "fate"] as const,
});

export const reranks = new Counter({
  name: "jobping_ai_reranks_total",
  help: "Digests whose order a model was to choose, by how it ended: rerank cache, or why code's order stands",
  labelNames: ["outcome"] as const,
});
export const aiTokens = new Counter({
  name: "jobping_ai_tokens_total",
  help: "Tokens that the model's vendor counted: input (cached ones too) cached output",
  labelNames: ["kind"] as const,
});
export const aiCost = new Counter({
  name: "jobping_ai_cost_dollars_total",
  help: "What the model's tokens cost, dollars",
});
export const aiFaults = new Counter({
  name: "jobping_ai_answer_faults_total",
  help: "What was dropped of a model's answers: id duplicate sentence",
  labelNames: ["fault"] as const,
});

export const billingSyncs = new Counter({
  name: "jobping_billing_syncs_total",
  help: "Times that what Polar says of a person was read, by how it ended: stored outrun gone doubted",
  labelNames: ["outcome"] as const,
});
export const billingChanges = new Counter({
  name: "jobping_billing_changes_total",
  help: "People whose premium began or is over: started ended",
  labelNames: ["change"] as const,
});
export const erasedPayments = new Counter({
  name: "jobping_erased_payments_total",
  help: "Subscriptions that erased people have paid for after all: each is ended, and its money is to be given back",
});

let defaultsOn = false;

/** What a scraper reads. Node's own metrics start with the first scrape, so that tests and tools pay nothing. */
export async function exposition(): Promise<{ contentType: string; body: string }> {
  if (!defaultsOn) collectDefaultMetrics();
  defaultsOn = true;
  return { contentType: registry.contentType, body: await registry.metrics() };
}
