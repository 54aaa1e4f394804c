import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { email } from "../jobs/email.ts";
import { scrape } from "../jobs/scrape.ts";
import { env } from "../lib/env.ts";
import { enqueue, onQueue } from "../lib/queue.ts";
import { connected } from "../lib/redis.ts";
import { second } from "../lib/time.ts";
import { type Child, runChild } from "../test/child.ts";
import { tokenIn } from "../test/journey.ts";
import { someMailbox } from "../test/people.ts";
import { until } from "../test/until.ts";
import { type SentMail, startWorld, type World } from "../test/world.ts";

/** Collector, Axiom and Sentry, as they are on the wire. */
const told: { path: string; body: string }[] = [];
/** Axiom takes requests and says nothing. */
let axiomHangs = false;
const others = createServer(async (request, response) => {
  const path = request.url ?? "";
  const bytes = await buffer(request);
  const packed = request.headers["content-encoding"] === "gzip";
  told.push({ path, body: (packed ? gunzipSync(bytes) : bytes).toString() });
  if (!(axiomHangs && path.endsWith("/ingest"))) response.end("{}");
});

let world: World;
let ingress: Child;
let workers: Child;
let base: string;
let metricsOf: Record<"ingress" | "workers", string>;

beforeAll(async () => {
  world = await startWorld();
  await new Promise<void>((resolve) => others.listen(0, "127.0.0.1", resolve));
  const { port } = others.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const configured = {
    // Tests come from 127.0.0.1, which is nobody here.
    TRUSTED_PROXIES: "127.0.0.2/32",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    ...{ AXIOM_TOKEN: "axiom-token-of-this-test", AXIOM_DATASET: "lines", AXIOM_URL: url },
    SENTRY_DSN: `http://public@127.0.0.1:${port}/7`,
    COMMIT: "0123abc",
  };
  ingress = runChild(`await import("./ingress/main.ts")`, configured);
  base = String((await ingress.said("listening")).url);
  workers = runChild(`await import("./workers/main.ts")`, configured);
  metricsOf = { ingress: base, workers: String((await workers.said("workers ready")).metrics) };
  await connected(10 * second);
});
afterAll(async () => {
  for (const child of [ingress, workers]) child?.kill("SIGKILL");
  others.closeAllConnections();
  others.close();
  await world.close();
});

interface Span {
  traceId: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

const spans = () =>
  told
    .filter(({ path }) => path === "/v1/traces")
    .flatMap(({ body }) => (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
const linesOf = (requestId: string) =>
  [...ingress.lines(), ...workers.lines()].filter((line) => line.requestId === requestId);
/** What a request led to, each step as often as it happened. */
const steps = (requestId: string) => linesOf(requestId).map(({ msg, job, route }) => `${msg}: ${job ?? route}`);
const stepsOfTrace = (traceId: string) => spans().flatMap((span) => (span.traceId === traceId ? [span.name] : []));

/** The trace of a request, once all these steps of it have arrived. */
async function traceOf(requestId: string, names: string[]): Promise<string> {
  const isOf = ({ attributes }: Span) => attributes.some(({ value }) => value.stringValue === requestId);
  return until(`all spans of ${requestId}`, () => {
    const traceIds = new Set(spans().flatMap((span) => (isOf(span) ? [span.traceId] : [])));
    const [traceId = ""] = traceIds;
    return traceIds.size === 1 && names.every((name) => stepsOfTrace(traceId).includes(name)) ? traceId : null;
  });
}

/** POST from an address of ours, with a trace that somebody else has begun. @returns the request's id */
function post(path: string, body: object, localAddress: string, traceparent: string): Promise<string> {
  const headers = { "content-type": "application/json", traceparent };
  return new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { method: "POST", headers, localAddress }, (response) => {
      response.resume();
      resolve(String(response.headers["x-request-id"]));
    });
    request.on("error", reject).end(JSON.stringify(body));
  });
}

const given = "0af7651916cd43dd8448eb211c80319c";
const mailbox = someMailbox();
const mails = (count: number) =>
  until(`${count} mails`, async () => {
    const all = await world.outbox.mails(mailbox);
    return all.length >= count ? all : null;
  });

test("one trace goes from POST to mail, and the request's id is in every line of the way", async () => {
  await enqueue(scrape, { source: "greenhouse", target: "fjordbyte" });
  await until("postings", async () => {
    const [row] = await world.sql`select count(*)::int as n from postings`;
    return row?.n > 0;
  });
  const body = { email: mailbox, name: "Zoë Ångström", careerPaths: ["unsure"], cities: ["Berlin"], consent: true };
  const requestId = await post("/signups", body, "127.0.0.1", `00-${given}-b7ad6b7169203331-01`);
  const [mail] = await mails(1);
  const traceId = await traceOf(requestId, ["POST /signups", "process signup", "process email", "POST resend"]);
  // A stranger's trace is not continued.
  expect(traceId).not.toBe(given);
  await until("all lines", () => steps(requestId).length === 4);
  expect(steps(requestId)).toEqual([
    "request: /signups",
    "job done: signup",
    "the vendor answered: email",
    "job done: email",
  ]);
  const [row] = await world.sql`select id, batch_id from deliveries`;
  const [request, signup, answer] = linesOf(requestId);
  expect(request?.jobId).toBe(signup?.id);
  expect(answer).toMatchObject({
    batch: row?.batch_id,
    mails: [row?.id],
    providerIds: [mail?.id],
    outcome: "accepted",
  });

  const token = tokenIn(mail as SentMail, "verify");
  const verified = await post(`/verify?token=${token}`, {}, "127.0.0.2", `00-${given}-b7ad6b7169203331-01`);
  await mails(2);
  const names = ["POST /verify", "process verify", "process match", "process email", "POST resend"];
  expect(await traceOf(verified, names)).toBe(given);
  await until("all lines", () => steps(verified).filter((step) => step === "job done: email").length === 1);
});

test("Axiom gets the lines as stdout does, and Sentry the errors", async () => {
  const data = { p: { deliveries: `nobody, ${mailbox}` }, r: "request-of-a-fault" };
  await onQueue(email, (queue) => queue.add("email", data));
  const envelope = await until("the error", () => told.find(({ path }) => path.startsWith("/api/7/envelope")));
  const event = JSON.parse(envelope.body.split("\n")[2] ?? "") as Record<string, unknown>;
  expect(event).toMatchObject({
    ...{ level: "error", environment: env.ENVIRONMENT, release: "0123abc" },
    tags: { service: "workers", requestId: "request-of-a-fault", job: "email" },
    extra: { at: expect.stringMatching(/^\/admin\/queues\/queue\/email\/\d+$/), msg: "job failed" },
    exception: { values: [{ type: "PermanentError", value: expect.stringContaining("does not parse") }] },
  });
  expect(Object.keys(event)).not.toEqual(expect.arrayContaining(["user", "request", "breadcrumbs"]));
  const lines = () =>
    told
      .filter(({ path }) => path === "/v1/datasets/lines/ingest")
      .flatMap(({ body }) => body.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>));
  const written = linesOf("request-of-a-fault")[0];
  const { time: _time, ...line } = written ?? {};
  await until("the line", () => lines().some(({ requestId }) => requestId === "request-of-a-fault"));
  expect(lines().find(({ requestId }) => requestId === "request-of-a-fault")).toEqual({ _time, ...line });
});

test("nothing of it names a person", () => {
  const all = JSON.stringify(told);
  expect(all).toContain("the vendor answered");
  expect(all).not.toContain(mailbox);
  expect(all).not.toMatch(/@[\w-]+\.example|Ångström|token=(?!\[)|eyJ/);
});

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

test("workers show their metrics to who has the key, and that they live to all", async () => {
  const status = async (path: string, init?: RequestInit) => (await fetch(metricsOf.workers + path, init)).status;
  expect(await status("/healthz")).toBe(200);
  expect(await status("/metrics")).toBe(401);
  expect(await status("/metrics", bearer("wrong"))).toBe(401);
  expect(await status("/metrics", bearer(env.SYSTEM_API_KEY))).toBe(401);
  expect(await status("/metrics", bearer(env.METRICS_TOKEN))).toBe(200);
  expect(await status("/metrics", bearer(env.ADMIN_API_KEY))).toBe(200);
  const basic = { headers: { authorization: `Basic ${btoa(`anybody:${env.METRICS_TOKEN}`)}` } };
  expect(await status("/metrics", basic)).toBe(200);
  expect(await status("/metrics", { ...basic, method: "POST" })).toBe(405);
  expect(await status("/", basic)).toBe(404);
});

/** Every label that ours may have: each takes few values, which code names. */
const labels =
  /^(job|outcome|state|method|route|status|service|source|reason|window|kind|fate|fault|purpose|secret|le|version|major|minor|patch|type|space|quantile)$/;

test.each(["ingress", "workers"] as const)("labels of the %s are few, and none tells who", async (process) => {
  const scraped = await fetch(`${metricsOf[process]}/metrics`, bearer(env.METRICS_TOKEN));
  const body = await scraped.text();
  const samples = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const named = new Map<string, Set<string>>();
  for (const line of samples) {
    expect(line).toMatch(/^(jobping|process|nodejs)_/);
    for (const [, label = "", value = ""] of line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      named.set(label, (named.get(label) ?? new Set()).add(value));
    }
  }
  expect([...named.keys()].filter((label) => !labels.test(label))).toEqual([]);
  const ours = samples.filter((line) => line.startsWith("jobping_")).flatMap((line) => line.match(/"[^"]*"/g) ?? []);
  expect(ours.filter((value) => /@|[\da-f]{8}-|\d{6}|[\w-]{22}/.test(value))).toEqual([]);
  expect(Math.max(...[...named.values()].map(({ size }) => size))).toBeLessThan(100);
  const counted = process === "ingress" ? "http_request_seconds_count" : "job_run_seconds_count";
  expect(body).toContain(`jobping_${counted}{`);
  expect(body).toContain("nodejs_eventloop_lag_seconds");
});

test("a port that is taken is said, and stops nothing; neither does Axiom's silence", async () => {
  const { port } = new URL(metricsOf.workers);
  const second = runChild(`await import("./workers/main.ts")`, { METRICS_PORT: port, WORKERS: "stay" });
  const ready = await second.said("workers ready");
  expect(ready).not.toHaveProperty("metrics");
  const complaint = second.lines().find(({ level }) => level === "error");
  expect(complaint?.msg).toContain("METRICS_PORT");
  second.kill("SIGTERM");
  expect(await second.ended).toBe(0);

  axiomHangs = true;
  const asked = (await fetch(`${base}/healthz`)).headers.get("x-request-id") ?? "";
  await until("its line on stdout", () => steps(asked).length === 1);
  for (const child of [ingress, workers]) child.kill("SIGTERM");
  expect(await Promise.all([ingress.ended, workers.ended])).toEqual([0, 0]);
  for (const child of [ingress, workers]) expect(child.lines().at(-1)?.msg).toBe("shut down");
});
