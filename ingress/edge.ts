import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { z } from "zod";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { httpMs } from "../lib/metrics.ts";
import { QueueUnavailableError } from "../lib/queue.ts";
import { keyedHash } from "../lib/seal.ts";
import { second } from "../lib/time.ts";
import { requireOperator, requireScraper, requireSystem } from "./auth.ts";
import { interpret, readBytes } from "./body.ts";
import { clientIps, networkOf } from "./client-ip.ts";
import { constantHeaders } from "./headers.ts";
import { checkOrigin, corsHeaders } from "./origin.ts";
import { problemPage } from "./pages/problem.tsx";
import { renderPage } from "./pages/render.tsx";
import { notNow, Problem, problemJson } from "./problem.ts";
import { type Allowance, rateLimitHeaders, spend } from "./rate-limit.ts";
import type { Answer, Exchange, Route, Sent } from "./route.ts";

export type IngressContext = Context<{ Bindings: Partial<HttpBindings> }>;

// CONTRACT.md promises a 503 within 2 s; the rest is for writing the answer.
const answerWithinMs = 1.8 * second;

const ips = clientIps(env.TRUSTED_PROXIES);
const requestIdShape = /^[\w.-]{8,64}$/;

/** What is known of a request before anything of it was believed. */
interface Arrival {
  c: IngressContext;
  startedAt: number;
  requestId: string;
  ipHash: string;
  wantsPage: boolean;
}

/** The whole way of one request: in, through, out, and one log line. Never rejects. */
export async function serve(route: Route, c: IngressContext): Promise<Response> {
  const arrival = arrive(c);
  const headers: Record<string, string> = { ...constantHeaders, "X-Request-Id": arrival.requestId };
  Object.assign(headers, corsHeaders(route, c.req.raw.headers));
  const exchange = begin(arrival);
  let answer: Answer;
  try {
    answer = await pass(route, exchange, arrival, headers);
  } catch (thrown) {
    answer = refuse(route, exchange, asProblem(thrown, route, arrival.requestId));
  }
  leave(route, arrival, answer);
  return new Response(answer.body as string | null, {
    status: answer.status,
    headers: { ...headers, ...answer.headers },
  });
}

type Draft = { -readonly [Key in keyof Exchange]: Exchange[Key] };

function arrive(c: IngressContext): Arrival {
  const { headers } = c.req.raw;
  const peer = c.env?.incoming?.socket.remoteAddress ?? "";
  const given = headers.get("x-request-id");
  const keepsId = given !== null && requestIdShape.test(given) && ips.trusts(peer);
  return {
    c,
    startedAt: performance.now(),
    requestId: keepsId ? given : randomUUID(),
    ipHash: keyedHash(networkOf(ips.of(peer, headers.get("x-forwarded-for"))), "ip"),
    wantsPage: prefersPage(headers.get("accept")),
  };
}

function begin({ c, requestId, ipHash, wantsPage }: Arrival): Draft {
  return {
    request: c.req.raw,
    requestId,
    path: c.req.path,
    params: c.req.param() as Record<string, string>,
    ipHash,
    wantsPage,
    sent: { kind: "none" },
    body: undefined,
    query: undefined,
  };
}

/** Every gate in its order; behind the last one stands the route's handler. */
async function pass(route: Route, x: Draft, arrival: Arrival, headers: Record<string, string>): Promise<Answer> {
  checkOrigin(route, x.request.headers);
  const byIp = settled(spend(route.limit, "ip", arrival.ipHash));
  await admit(route, x.request);
  const content = await settled(readContent(route, x));
  const byMailbox = settled(mailboxLimit(route, content));
  const allowance = unwrap(await byIp);
  if (allowance) Object.assign(headers, rateLimitHeaders(allowance));
  unwrap(await byMailbox);
  Object.assign(x, unwrap(content));
  const answer = route.handle(x);
  return answer instanceof Promise ? within(answer, answerWithinMs - (performance.now() - arrival.startedAt)) : answer;
}

async function admit(route: Route, request: Request): Promise<void> {
  if (route.caller === "system key or HMAC") return requireSystem(request);
  if (route.caller === "operator or METRICS_TOKEN") return requireScraper(request);
  if (route.caller === "all; operator in production" && env.NODE_ENV === "production") requireOperator(request);
}

interface Content {
  sent: Sent;
  query: unknown;
  body: unknown;
}

async function readContent(route: Route, x: Draft): Promise<Content> {
  const bytes = route.body ? await readBytes(x.request, route.body.capBytes) : new Uint8Array();
  if (route.caller === "system key or HMAC") await requireSystem(x.request, bytes);
  const query = route.query ? parsed(route.query, queryOf(x.request), "The address") : undefined;
  if (!route.body) return { sent: { kind: "none" }, query, body: undefined };
  // Kept before it is checked: a form that does not validate comes back with what was typed.
  x.sent = await interpret(x.request, bytes, route.body);
  x.query = query;
  const value =
    x.sent.kind === "json" ? x.sent.value : x.sent.kind === "form" ? route.body.fromForm?.(x.sent.fields) : {};
  return { sent: x.sent, query, body: parsed(route.body.schema, value, "What you sent") };
}

async function mailboxLimit(route: Route, content: Settled<Content>): Promise<Allowance | undefined> {
  const mailbox = content.ok ? route.body?.mailbox?.(content.value.body) : undefined;
  return mailbox === undefined ? undefined : spend(route.limit, "mailbox", keyedHash(mailbox, "mailbox"));
}

/** A repeated parameter becomes a list, which no schema of ours takes: nobody has to guess which one was meant. */
function queryOf(request: Request): Record<string, unknown> {
  const start = request.url.indexOf("?");
  const query: Record<string, unknown> = Object.create(null);
  if (start < 0) return query;
  const params = new URLSearchParams(request.url.slice(start));
  for (const name of params.keys()) {
    const values = params.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

function parsed(schema: z.ZodType, value: unknown, what: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => {
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const message = issue.code === "unrecognized_keys" ? "is not something we ask for" : issue.message;
    return paths.map((path) => ({ pointer: pointerOf(path), message }));
  });
  throw new Problem("not-valid", `${what} does not fit. Nothing was stored.`, { errors });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).slice(0, 60).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function asProblem(thrown: unknown, route: Route, requestId: string): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof QueueUnavailableError) {
    return notNow("We could not take this in. Please try again in a moment.");
  }
  log.error({ err: thrown, route: route.path, requestId }, "request failed");
  return new Problem("our-fault", "That should not have happened. It is noted, and trying again later may help.");
}

function refuse(route: Route, x: Exchange, problem: Problem): Answer {
  if (!x.wantsPage) return problemJson(problem, x.path, x.requestId);
  try {
    const page = route.problemPage?.(x, problem) ?? problemPage(problem, x.requestId);
    return renderPage(problem.status, page, problem.headers);
  } catch (err) {
    log.error({ err, route: route.path, requestId: x.requestId }, "problem page failed");
    return problemJson(problem, x.path, x.requestId);
  }
}

function leave(route: Route, { c, startedAt, requestId }: Arrival, { status, jobId }: Answer): void {
  const ms = performance.now() - startedAt;
  const method = c.req.method;
  httpMs.observe({ method: knownMethods.has(method) ? method : "other", route: route.path, status }, ms);
  log.info(
    { method, route: route.path, status, ms: Math.round(ms * 10) / 10, requestId, ...(jobId && { jobId }) },
    "request",
  );
}

const knownMethods = new Set(["GET", "HEAD", "POST", "OPTIONS"]);

/** Browsers name text/html first; programs that want JSON say so, or say nothing. */
function prefersPage(accept: string | null): boolean {
  if (accept === null) return false;
  const html = accept.indexOf("text/html");
  if (html < 0) return false;
  const asJson = accept.search(/application\/(problem\+)?json/);
  return asJson < 0 || html < asJson;
}

type Settled<T> = { ok: true; value: T } | { ok: false; reason: unknown };

/** Started now and looked at later: without this a rejection in between would count as unhandled. */
async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work };
  } catch (reason) {
    return { ok: false, reason };
  }
}

function unwrap<T>(result: Settled<T>): T {
  if (result.ok) return result.value;
  throw result.reason;
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(notNow("That took too long. Please try again in a moment.")), Math.max(0, ms));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
