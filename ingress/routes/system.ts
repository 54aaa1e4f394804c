import { z } from "zod";
import { email } from "../../jobs/email.ts";
// So that GET /jobs knows every queue.
import "../../jobs/index.ts";
import { linkKeys } from "../../jobs/link-keys.ts";
import { match } from "../../jobs/match.ts";
import { scrape } from "../../jobs/scrape.ts";
import { enqueue, enqueueMany } from "../../lib/queue.ts";
import { jobStatus } from "../../lib/queue-admin.ts";
import { configuredSources } from "../../lib/sources/index.ts";
import { Problem } from "../problem.ts";
import { type Answer, json, route } from "../route.ts";

const bodyCapBytes = 32 * 1024;
export const accepted = z.object({ id: z.string(), status: z.string() });

export function acceptedAs(queue: string, jobId: string, more: object = {}): Answer {
  return { ...json(202, { id: jobId, status: `/jobs/${queue}/${jobId}`, ...more }), jobId };
}

const scrapeBody = z.strictObject({
  source: scrape.payload.shape.source,
  target: scrape.payload.shape.target.optional(),
});

const jobAnswer = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string().describe("waiting, active, delayed, completed or failed, or another of BullMQ's own"),
  attempts: z.int(),
  enqueuedAt: z.string(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  progress: z.unknown().optional(),
  outcome: z.enum(["done", "failed"]).optional(),
  result: z.unknown().optional(),
  error: z.string().optional(),
});

export const startScrape = route({
  method: "POST",
  path: "/scrapes",
  summary: "Fetch a source now: one target, or all it usually has",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: bodyCapBytes, schema: scrapeBody },
  answers: {
    202: { description: "Queued", schema: accepted.extend({ jobs: z.array(accepted) }) },
    409: { description: "The source has no targets of its own: one has to be named" },
  },
  async handle({ body }) {
    const source = configuredSources().find(({ name }) => name === body.source);
    if (!source) {
      const message = "is not one of the sources of SOURCES";
      throw new Problem("not-valid", `This source ${message}.`, { errors: [{ pointer: "/source", message }] });
    }
    const targets = body.target === undefined ? source.targets() : [body.target];
    const payloads = targets.map((target) => ({ source: body.source, target }));
    const ids = await enqueueMany(scrape, payloads);
    const [first] = ids;
    if (first === undefined) throw new Problem("conflict", "This source has no targets of its own: name one.");
    return acceptedAs("scrape", first, { jobs: ids.map((id) => ({ id, status: `/jobs/scrape/${id}` })) });
  },
});

export const startMatch = route({
  method: "POST",
  path: "/matches",
  summary: "Promise these subscribers a digest of today and fill it",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: bodyCapBytes, schema: z.strictObject({ subscribers: match.payload.shape.subscribers }) },
  answers: { 202: { description: "Queued", schema: accepted } },
  async handle({ body: { subscribers } }) {
    // One on-demand digest a day.
    const period = `on-demand:${new Date().toISOString().slice(0, 10)}`;
    return acceptedAs("match", await enqueue(match, { subscribers, period }));
  },
});

export const startEmail = route({
  method: "POST",
  path: "/emails",
  summary: "Send these deliveries now",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: bodyCapBytes, schema: z.strictObject({ deliveries: email.payload.shape.deliveries }) },
  answers: { 202: { description: "Queued", schema: accepted } },
  async handle({ body: { deliveries } }) {
    return acceptedAs("email", await enqueue(email, { deliveries }));
  },
});

const people = linkKeys.payload.shape.of.options[1];

export const invalidateLinks = route({
  method: "POST",
  path: "/tokens/invalidate",
  summary: "Invalidate every link that was mailed to these subscribers, or to all, until now",
  caller: "system key or HMAC",
  limit: "system",
  body: {
    capBytes: bodyCapBytes,
    schema: z.union([z.strictObject({ subscribers: people }), z.strictObject({ all: z.literal(true) })]),
  },
  answers: { 202: { description: "Queued", schema: accepted } },
  async handle({ body }) {
    const of = "all" in body ? ("all" as const) : body.subscribers;
    const payload = { act: "replace" as const, of, askedAt: new Date().toISOString() };
    return acceptedAs("link-keys", await enqueue(linkKeys, payload));
  },
});

export const resealLinkKeys = route({
  method: "POST",
  path: "/tokens/reseal",
  summary: "Seal the stored link keys with the current SEAL_SECRET, or only count those that are not",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: bodyCapBytes, schema: z.strictObject({ dryRun: z.boolean().default(false) }) },
  answers: { 202: { description: "Queued; the job's result has the counts", schema: accepted } },
  async handle({ body: { dryRun } }) {
    const act = dryRun ? ("count" as const) : ("reseal" as const);
    const payload = { act, of: "all" as const, askedAt: new Date().toISOString() };
    return acceptedAs("link-keys", await enqueue(linkKeys, payload));
  },
});

export const showJob = route({
  method: "GET",
  path: "/jobs/:queue/:id",
  summary: "What became of a job",
  caller: "system key or HMAC",
  limit: "system",
  answers: {
    200: { description: "State, attempts, times and result, without the payload", schema: jobAnswer },
    404: { description: "No such queue or job" },
  },
  async handle({ params }) {
    const status = await jobStatus(params.queue ?? "", params.id ?? "");
    if (!status) throw new Problem("not-found", "There is no such queue, or no such job in it any more.");
    return json(200, status);
  },
});
