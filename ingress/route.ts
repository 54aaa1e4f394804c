import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ReactElement } from "react";
import type { z } from "zod";
import type { LimitName } from "./limits.ts";
import type { Problem } from "./problem.ts";

/** Who may call a route, and what proves it. */
export type Caller =
  | "all"
  | "bearer of the id"
  | "mail link"
  | "system key or HMAC"
  | "signature"
  | "operator"
  | "operator or METRICS_TOKEN"
  | "all; operator in production";

/**
 * Which pages' browsers may POST here. `own`: ours only. `listed`: those in CORS_ORIGINS too, also by fetch.
 * `any`: the token alone is the proof, as RFC 8058 wants it. Programs send no Origin and are not asked.
 */
export type Origins = "own" | "listed" | "any";

export interface Answer {
  status: number;
  /** Beside the constant ones of headers.ts, which they may override. */
  headers?: Record<string, string>;
  body: string | Uint8Array | ReadableStream<Uint8Array> | null;
  /** The job that the request became, for the log line. */
  jobId?: string;
}

/** What was sent, before any schema saw it. */
export type Sent =
  | { kind: "json"; value: unknown }
  | { kind: "form"; fields: URLSearchParams }
  | { kind: "bytes"; bytes: Buffer }
  | { kind: "none" };

/** One request on its way through. */
export interface Exchange<Body = unknown, Query = unknown> {
  readonly request: Request;
  readonly incoming: IncomingMessage;
  readonly headers: IncomingHttpHeaders;
  /** performance.now() when it came. */
  readonly startedAt: number;
  readonly requestId: string;
  /** The request's path, without its query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Keyed hash of the client's network: limits and the consent record know no address. */
  readonly ipHash: string;
  /** True for browsers: they get a page where a program gets JSON. */
  readonly wantsPage: boolean;
  readonly sent: Sent;
  readonly body: Body;
  readonly query: Query;
  /** Who acts, on an operator's route: `key`, or the sub of their access token. Set by the gate. */
  readonly operator?: string;
}

export interface RouteBody<Body> {
  capBytes: number;
  schema: z.ZodType<Body>;
  /** Makes of a form what the schema expects. Absent = JSON only. */
  fromForm?(fields: URLSearchParams): unknown;
  /** An absent body counts as `{}`. */
  optional?: boolean;
  /** Handed on as it came, since its signature covers every byte: the handler checks that, and only then the schema. */
  raw?: true;
  /** Whose mailbox it is about, for the limit by mailbox. */
  mailbox?(body: Body): string;
}

export interface DocumentedAnswer {
  description: string;
  type?: string;
  schema?: z.ZodType;
}

/** PUT and PATCH are Bull Board's alone. */
export const methods = ["GET", "POST", "PUT", "PATCH"] as const;
export type Method = (typeof methods)[number];

/** A line of the route table: all that may be known about a route, and what it does. */
export interface Route<Body = unknown, Query = unknown, Prepared = unknown> {
  method: Method;
  /** Hono's pattern. The log and the metrics know a request by it. */
  path: string;
  summary: string;
  caller: Caller;
  limit: LimitName;
  /** POST routes: default `own`. On GET, `listed` lets those origins read the answer. */
  origins?: Origins;
  body?: RouteBody<Body>;
  query?: z.ZodType<Query>;
  answers: Readonly<Record<number, DocumentedAnswer>>;
  /** The path of the route that takes this one's addresses too: this line is for the documents. */
  servedBy?: string;
  /** Its page goes on by itself, also where a problem says when to come back. */
  reloads?: true;
  /**
   * What of the work is for nobody to see yet: done while Redis counts the limits, and forgotten if one is met. What it
   * throws is the answer.
   */
  prepare?(x: Exchange<Body, Query>): Prepared;
  /** Only after every gate. */
  handle(x: Exchange<Body, Query>, prepared: Prepared): Answer | Promise<Answer>;
  /** A page of the route's own for a problem, such as the form with what was typed; else the one of all its callers. */
  problemPage?(x: Exchange, problem: Problem): ReactElement | undefined;
}

/** Infers what the handler sees from the schemas beside it. */
export function route<Body = undefined, Query = undefined, Prepared = undefined>(
  definition: Route<Body, Query, Prepared>,
): Route<Body, Query, Prepared> {
  return Object.freeze(definition);
}

/** The fields of a form whose sender is led on to a page; null for who asks for JSON, by whatever way. */
export const formLedOn = ({ sent, wantsPage, headers }: Exchange): URLSearchParams | null =>
  sent.kind === "form" && (wantsPage || !headers.accept?.includes("application/json")) ? sent.fields : null;

export const jsonType = (type = "application/json") => `${type}; charset=utf-8`;

export function json(status: number, value: unknown, headers?: Record<string, string>): Answer {
  return { status, headers: { ...headers, "Content-Type": jsonType() }, body: JSON.stringify(value) };
}

/** 303: look there, with GET. `path` is one of ours. */
export function seeOther(path: string, headers?: Record<string, string>): Answer {
  return { status: 303, headers: { ...headers, Location: path }, body: null };
}
