import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { doing } from "../lib/doing.ts";
import { env } from "../lib/env.ts";
import { QueueUnavailableError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { observeRequest, webhooks } from "../lib/metrics.ts";
import { type Step, type Tell, traced } from "../lib/tracing.ts";
import { clientIps, networkOf, siteOf } from "./client-ip.ts";
import { operatorsGate, pass } from "./gates.ts";
import { constantHeaders } from "./headers.ts";
import { localeOf } from "./locale.ts";
import { opaqueKey } from "./opaque-key.ts";
import { nextPage } from "./operator/next.ts";
import { corsHeaders } from "./origin.ts";
import { linkProblemPage } from "./pages/ask.tsx";
import { inLanguage } from "./pages/language.ts";
import { loginPage } from "./pages/login.tsx";
import { problemPage } from "./pages/problem.tsx";
import { renderPage } from "./pages/render.tsx";
import { notNow, Problem, problemJson } from "./problem.ts";
import { type Answer, type Exchange, methods, type Route } from "./route.ts";
import { endOfTurn } from "./turn.ts";

type Outgoing = HttpBindings["outgoing"];
export type IngressContext = Context<{ Bindings: HttpBindings }>;

const ips = clientIps(env.TRUSTED_PROXIES);
const requestIdShape = /^[\w.-]{8,64}$/;
const webhookPath = "/webhooks/";
const knownMethods = new Set<string>([...methods, "HEAD", "OPTIONS"]);

/** Anybody can invent methods, and a metrics label for each would fill the memory. */
const methodOf = (asked: string) => (knownMethods.has(asked) ? asked : "other");

/** Handles a request from arrival to answer, with one log line. Never rejects. */
export async function serve(route: Route, c: IngressContext): Promise<Response> {
  const startedAt = performance.now();
  // Read before the first await: a closed socket no longer knows its address.
  const peer = c.env.incoming.socket.remoteAddress ?? "";
  // In a crowd, validation costs a fifth of what it costs with other steps between.
  await endOfTurn();
  const x = arrive(c, peer, startedAt);
  const step = () => stepOf(route, c, peer, x.requestId);
  return doing.run({ requestId: x.requestId }, () => traced(step, (tell) => goThrough(route, c, x, tell)));
}

/** The request's span. A stranger's trace is not continued: it could mix theirs with ours, or turn tracing off. */
function stepOf({ path }: Route, c: IngressContext, peer: string, requestId: string): Step {
  const { headers } = c.env.incoming;
  const method = methodOf(c.req.method);
  const attributes = { "http.request.method": method, "http.route": path, "jobping.request_id": requestId };
  const given = ips.trusts(peer) ? headers.traceparent : undefined;
  return { kind: "server", name: `${method} ${path}`, attributes, continues: given?.toString() };
}

async function goThrough(route: Route, c: IngressContext, x: Exchange, tell: Tell): Promise<Response> {
  // The gates add to these, so that refusals carry them too.
  const headers = { ...constantHeaders, "X-Request-Id": x.requestId, ...corsHeaders(route, x.headers) };
  let answer: Answer;
  try {
    answer = await pass(route, x, headers);
  } catch (thrown) {
    answer = refuse(route, x, asProblem(thrown, route, x.requestId));
  }
  let response: Response;
  try {
    response = write(answer, headers, c.env.outgoing);
  } catch (thrown) {
    // A header value that HTTP does not allow: nothing has been sent yet.
    answer = refuse(route, x, asProblem(thrown, route, x.requestId));
    response = write(answer, { ...constantHeaders, "X-Request-Id": x.requestId }, c.env.outgoing);
  }
  tell({ "http.response.status_code": answer.status });
  leave(route, c.req.method, x, answer);
  return response;
}

/** Straight to the socket, which is cheaper than a Response. Only streams and HEAD need one. */
function write({ status, body, headers: own }: Answer, headers: Record<string, string>, outgoing: Outgoing): Response {
  Object.assign(headers, own);
  if (body instanceof ReadableStream || outgoing.req.method === "HEAD") {
    return new Response(body as ReadableStream | string | null, { status, headers });
  }
  const bytes = body === null ? 0 : Buffer.byteLength(body);
  // RFC 9110, 8.6: no Content-Length with 204.
  if (status !== 204) headers["Content-Length"] = String(bytes);
  outgoing.writeHead(status, headers);
  // ASCII is the same in both encodings, and as latin1 it saves a tenth of the request's cost.
  outgoing.end(body, bytes === body?.length ? "latin1" : "utf8");
  return RESPONSE_ALREADY_SENT;
}

function arrive(c: IngressContext, peer: string, startedAt: number): Exchange {
  const { headers } = c.env.incoming;
  return {
    request: c.req.raw,
    incoming: c.env.incoming,
    headers,
    startedAt,
    requestId: requestIdOf(headers["x-request-id"], peer),
    path: c.req.path,
    params: c.req.param() as Record<string, string>,
    ...askerOf(ips.of(peer, headers["x-forwarded-for"])),
    wantsPage: prefersPage(headers.accept),
    sent: { kind: "none" },
    body: undefined,
    query: undefined,
  };
}

function requestIdOf(given: string | string[] | undefined, peer: string): string {
  const usable = typeof given === "string" && requestIdShape.test(given) && ips.trusts(peer);
  return usable ? given : randomUUID();
}

// Cached, as a visitor makes several requests, and parsing and hashing the address is what costs most.
const askers = new Map<string, Asker>();
const mostAskers = 10_000;
type Asker = Pick<Exchange, "ipHash" | "siteHash">;

function askerOf(ip: string): Asker {
  let asker = askers.get(ip);
  if (asker === undefined) {
    const site = siteOf(ip);
    asker = { ipHash: opaqueKey(networkOf(ip), "ip"), siteHash: site && opaqueKey(site, "ip") };
    if (askers.size >= mostAskers) askers.clear();
    askers.set(ip, asker);
  }
  return asker;
}

/** Browsers list text/html first; programs ask for JSON or send no Accept. */
function prefersPage(accept: string | undefined): boolean {
  const html = accept?.indexOf("text/html") ?? -1;
  if (accept === undefined || html < 0) return false;
  const asJson = accept.search(/application\/(problem\+)?json/);
  return asJson < 0 || html < asJson;
}

function asProblem(thrown: unknown, route: Route, requestId: string): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof QueueUnavailableError) {
    return notNow("We could not take this in. Please try again in a moment.");
  }
  log.error({ err: thrown, route: route.path, requestId }, "request failed");
  return new Problem(
    "our-fault",
    "That should not have happened. We have a record of it, and trying again later may help.",
  );
}

function refuse(route: Route, x: Exchange, problem: Problem): Answer {
  if (!x.wantsPage) return problemJson(problem, x.path, x.requestId);
  try {
    const page =
      route.problemPage?.(x, problem) ??
      (route.caller === "mail link" ? linkProblemPage("links", problem) : signInPage(route, x, problem)) ??
      problemPage({ problem, requestId: x.requestId });
    const { "Retry-After": after } = problem.headers;
    const headers = { ...problem.headers, ...(route.reloads && after && { Refresh: after }) };
    return renderPage(problem.status, inLanguage(localeOf(x), page), headers);
  } catch (err) {
    log.error({ err, route: route.path, requestId: x.requestId }, "problem page failed");
    return problemJson(problem, x.path, x.requestId);
  }
}

/** On operators' pages, a browser gets the sign-in form, which leads back here. */
function signInPage(route: Route, { request, headers }: Exchange, { code }: Problem) {
  if (code !== "who-are-you" || !operatorsGate(route)) return undefined;
  const { pathname, search } = new URL(request.url);
  return loginPage({ next: nextPage(pathname + search), fromElsewhere: headers["sec-fetch-site"] === "cross-site" });
}

function leave(route: Route, asked: string, { startedAt, ipHash }: Exchange, { status, jobId }: Answer): void {
  const ms = performance.now() - startedAt;
  const method = methodOf(asked);
  observeRequest({ method, route: route.path, status }, ms);
  if (route.path.startsWith(webhookPath)) webhooks.inc({ source: route.path.slice(webhookPath.length), status });
  // The network is logged only for requests over a limit.
  const limited = status === 429 ? ipHash : undefined;
  log.info({ method, route: route.path, status, ms: Math.round(ms * 10) / 10, jobId, ipHash: limited }, "request");
}
