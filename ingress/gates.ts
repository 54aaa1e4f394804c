import type { z } from "zod";
import { env } from "../lib/env.ts";
import { atMost, second } from "../lib/time.ts";
import { requireSystem } from "./auth.ts";
import { atMostFields, interpret, readBytes } from "./body.ts";
import { opaqueKey } from "./opaque-key.ts";
import { requireOperator, requireScraper } from "./operator/gate.ts";
import { checkOrigin } from "./origin.ts";
import { notNow, Problem } from "./problem.ts";
import { type Allowance, rateLimitHeaders, spend, spendAsker } from "./rate-limit.ts";
import type { Answer, Exchange, Route } from "./route.ts";
import { endOfTurn } from "./turn.ts";

// CONTRACT.md promises a 503 within 2 s, which includes writing the answer.
const answerWithinMs = 1.8 * second;

/** An answer must not be larger than the request: of thousands of errors we list the first. */
const mostErrors = 50;

type Draft = { -readonly [Key in keyof Exchange]: Exchange[Key] };

/**
 * Runs every gate in order, then the route's handler. Limits come before errors of the body, so that invalid requests
 * count like all others.
 * @param headers the answer's, to which the gates add
 */
export async function pass(route: Route, x: Draft, headers: Record<string, string>): Promise<Answer> {
  checkOrigin(route, x.headers);
  // Before the body is read, so that strangers cannot make us read one.
  try {
    if (route.caller === "system key or HMAC") requireSystem.credentials(x);
    const gate = operatorsGate(route);
    if (gate) x.operator = await gate(x);
  } catch (refusal) {
    // Attempts to guess a key count too.
    await spendAsker(route.limit, x);
    throw refusal;
  }
  let refusal: { reason: unknown } | undefined;
  try {
    await readContent(route, x);
  } catch (reason) {
    refusal = { reason };
  }
  // Both in one turn, so that they go to Redis as one command.
  const limits = Promise.all([spendAsker(route.limit, x), refusal ? undefined : spendMailbox(route, x.body)]);
  let limited = false;
  limits.catch(() => {
    limited = true;
  });
  let prepared: unknown;
  if (route.prepare && !refusal) {
    // By then the command has been sent, and Redis counts while we work.
    await endOfTurn();
    try {
      if (!limited) prepared = route.prepare(x);
    } catch (reason) {
      refusal = { reason };
    }
  }
  const [allowance] = await limits;
  if (allowance) Object.assign(headers, rateLimitHeaders(allowance));
  if (refusal) throw refusal.reason;
  const answer = route.handle(x, prepared);
  if (!(answer instanceof Promise)) return answer;
  const leftMs = answerWithinMs - (performance.now() - x.startedAt);
  return atMost(Math.max(0, leftMs), answer, () => notNow("That took too long. Please try again in a moment."));
}

function spendMailbox({ body, limit }: Route, value: unknown): Promise<Allowance | undefined> | undefined {
  const mailbox = body?.mailbox?.(value);
  return mailbox === undefined ? undefined : spend(limit, "mailbox", opaqueKey(mailbox, "mailbox"));
}

/** The gate of a route for operators alone; undefined for other routes. */
export function operatorsGate({ caller }: Route): typeof requireOperator | undefined {
  if (caller === "operator or METRICS_TOKEN") return requireScraper;
  const closed = caller === "all; operator in production" && env.NODE_ENV === "production";
  return closed || caller === "operator" ? requireOperator : undefined;
}

async function readContent(route: Route, x: Draft): Promise<void> {
  const { body, query } = route;
  const bytes = body ? await readBytes(x.incoming, body.capBytes) : Buffer.alloc(0);
  if (route.caller === "system key or HMAC") await requireSystem.signature(x, bytes);
  if (query) x.query = parsed(query, queryOf(x.request), "The address");
  if (!body) return;
  if (body.raw) {
    x.sent = { kind: "bytes", bytes };
    return;
  }
  // Kept before validation, so that an invalid form comes back with what was typed.
  const sent = interpret(x.headers, bytes, body);
  x.sent = sent instanceof Promise ? await sent : sent;
  const value = x.sent.kind === "json" ? x.sent.value : x.sent.kind === "form" ? body.fromForm?.(x.sent.fields) : {};
  x.body = parsed(body.schema, value, "What you sent");
}

/** A repeated parameter becomes a list, which our schemas refuse rather than guess which one was meant. */
function queryOf(request: Request): Record<string, unknown> {
  const start = request.url.indexOf("?");
  const query: Record<string, unknown> = Object.create(null);
  if (start < 0) return query;
  for (const [name, value] of atMostFields(new URLSearchParams(request.url.slice(start)))) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else query[name] = [before, value].flat();
  }
  return query;
}

function parsed(schema: z.ZodType, value: unknown, what: string): unknown {
  const result = schema.safeParse(value, { error: inPlainWords });
  if (result.success) return result.data;
  const { issues } = result.error;
  const ofWrongType = new Set(issues.filter(({ code }) => code === "invalid_type").map(({ path }) => pointerOf(path)));
  const errors = issues.slice(0, mostErrors).flatMap((issue) => {
    // If a text was sent instead of a list, it does not help to hear that it is also too long.
    if (issue.code !== "invalid_type" && ofWrongType.has(pointerOf(issue.path))) return [];
    const strange = issue.code === "unrecognized_keys";
    const paths = strange ? issue.keys.slice(0, mostErrors).map((key) => [...issue.path, key]) : [issue.path];
    const message = strange ? "is not something we ask for" : issue.message;
    return paths.map((path) => ({ pointer: pointerOf(path), message }));
  });
  throw new Problem("not-valid", `${what} does not fit. Nothing was stored.`, { errors });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).slice(0, 60).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** zod says "expected string, received undefined" for a missing field. */
const inPlainWords: z.core.$ZodErrorMap = ({ code, input }) =>
  code === "invalid_type" && input === undefined ? "is missing" : undefined;
