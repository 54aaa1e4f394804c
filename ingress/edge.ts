import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { httpMs } from "../lib/metrics.ts";
import { QueueUnavailableError } from "../lib/queue.ts";
import { keyedHash } from "../lib/seal.ts";
import { clientIps, networkOf } from "./client-ip.ts";
import { pass } from "./gates.ts";
import { constantHeaders } from "./headers.ts";
import { localeOf } from "./locale.ts";
import { corsHeaders } from "./origin.ts";
import { inLanguage } from "./pages/language.ts";
import { problemPage } from "./pages/problem.tsx";
import { renderPage } from "./pages/render.tsx";
import { notNow, Problem, problemJson } from "./problem.ts";
import type { Answer, Exchange, Route } from "./route.ts";

type Outgoing = HttpBindings["outgoing"];
export type IngressContext = Context<{ Bindings: HttpBindings }>;

const ips = clientIps(env.TRUSTED_PROXIES);
const requestIdShape = /^[\w.-]{8,64}$/;
const knownMethods = new Set(["GET", "HEAD", "POST", "OPTIONS"]);

/** The whole way of one request: in, through, out, and one log line. Never rejects. */
export async function serve(route: Route, c: IngressContext): Promise<Response> {
  await endOfTurn();
  const startedAt = performance.now();
  const x = arrive(c, startedAt);
  // Grows with what the gates learn, so that a refusal says it too.
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
    // A header that HTTP does not carry: nothing has left yet.
    answer = refuse(route, x, asProblem(thrown, route, x.requestId));
    response = write(answer, { ...constantHeaders, "X-Request-Id": x.requestId }, c.env.outgoing);
  }
  leave(route, c.req.method, x, answer);
  return response;
}

/** Straight to the socket: a Response between would be built, taken apart and forgotten. Streams and HEAD need one. */
function write({ status, body, headers: own }: Answer, headers: Record<string, string>, outgoing: Outgoing): Response {
  Object.assign(headers, own);
  if (body instanceof ReadableStream || outgoing.req.method === "HEAD") {
    return new Response(body as ReadableStream | string | null, { status, headers });
  }
  headers["Content-Length"] = String(body === null ? 0 : Buffer.byteLength(body));
  outgoing.writeHead(status, headers);
  outgoing.end(body);
  return RESPONSE_ALREADY_SENT;
}

let turn: Promise<void> | undefined;

/**
 * All requests of one turn of the event loop go on together, step by step: what one has brought into the processor's
 * caches the next one finds there. Validating alone costs a crowd a fifth of what it costs one after the other.
 */
function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}

function arrive(c: IngressContext, startedAt: number): Exchange {
  const { headers, socket } = c.env.incoming;
  const peer = socket.remoteAddress ?? "";
  return {
    request: c.req.raw,
    incoming: c.env.incoming,
    headers,
    startedAt,
    requestId: requestIdOf(headers["x-request-id"], peer),
    path: c.req.path,
    params: c.req.param() as Record<string, string>,
    ipHash: networkHash(ips.of(peer, headers["x-forwarded-for"])),
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

// A visitor comes with a page, its assets and a form; the hash is the dearest part of knowing who asks.
const networkHashes = new Map<string, string>();
const mostNetworks = 10_000;

function networkHash(ip: string): string {
  let hash = networkHashes.get(ip);
  if (hash === undefined) {
    hash = keyedHash(networkOf(ip), "ip");
    if (networkHashes.size >= mostNetworks) networkHashes.clear();
    networkHashes.set(ip, hash);
  }
  return hash;
}

/** Browsers name text/html first; programs that want JSON say so, or say nothing. */
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
  return new Problem("our-fault", "That should not have happened. It is noted, and trying again later may help.");
}

function refuse(route: Route, x: Exchange, problem: Problem): Answer {
  if (!x.wantsPage) return problemJson(problem, x.path, x.requestId);
  try {
    const page = route.problemPage?.(x, problem) ?? problemPage({ problem, requestId: x.requestId });
    return renderPage(problem.status, inLanguage(localeOf(x), page), problem.headers);
  } catch (err) {
    log.error({ err, route: route.path, requestId: x.requestId }, "problem page failed");
    return problemJson(problem, x.path, x.requestId);
  }
}

function leave(route: Route, asked: string, { startedAt, requestId }: Exchange, { status, jobId }: Answer): void {
  const ms = performance.now() - startedAt;
  // Anybody can invent a method; a label for each would fill the memory.
  const method = knownMethods.has(asked) ? asked : "other";
  httpMs.observe({ method, route: route.path, status }, ms);
  const line = { method, route: route.path, status, ms: Math.round(ms * 10) / 10, requestId, ...(jobId && { jobId }) };
  log.info(line, "request");
}
