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
 * Which pages may POST here from a browser. `own`: only ours. `listed`: also those in CORS_ORIGINS, also by fetch.
 * `any`: the token alone is the proof, as RFC 8058 wants. Programs send no Origin and are not checked.
 */
export type Origins = "own" | "listed" | "any";

export interface Answer {
  status: number;
  /** In addition to the constant ones of headers.ts, which they may override. */
  headers?: Record<string, string>;
  body: string | Uint8Array | ReadableStream<Uint8Array> | null;
  /** The job that the request became, for the log line. */
  jobId?: string;
}

/** What was sent, before validation. */
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
  /** performance.now() at arrival. */
  readonly startedAt: number;
  readonly requestId: string;
  /** Without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Keyed hash of the client's network: limits and the consent record see no address. */
  readonly ipHash: string;
  /** The same of the IPv6 /48 around it, whose owner can use as many networks as they like. */
  readonly siteHash?: string | undefined;
  /** True for browsers, which get a page where a program gets JSON. */
  readonly wantsPage: boolean;
  readonly sent: Sent;
  readonly body: Body;
  readonly query: Query;
  /** On operators' routes, who acts: `key`, or the sub of their access token. Set by the gate. */
  readonly operator?: string;
}

export interface RouteBody<Body> {
  capBytes: number;
  schema: z.ZodType<Body>;
  /** Translates a form into what the schema expects. Absent = JSON only. */
  fromForm?(fields: URLSearchParams): unknown;
  /** An absent body counts as `{}`. */
  optional?: boolean;
  /** Passed on unparsed, since a signature covers every byte: the handler checks that first, and then the schema. */
  raw?: true;
  /** The mailbox it is about, for the limit by mailbox. */
  mailbox?(body: Body): string;
}

export interface DocumentedAnswer {
  description: string;
  /** For a JSON answer. */
  schema?: z.ZodType;
  /** Another media type: `text/html` where browsers get a page, or a range for several. Problems need neither. */
  type?: string;
}

/** PUT and PATCH are for Bull Board only. */
export const methods = ["GET", "POST", "PUT", "PATCH"] as const;
export type Method = (typeof methods)[number];

/** A line of the route table: everything about a route, and its handler. */
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
  /** The path of another route that also serves this one's requests: this line is for the documentation only. */
  servedBy?: string;
  /** Its page reloads by itself, also when it shows a problem with a Retry-After. */
  reloads?: true;
  /**
   * Work without effects that is done while Redis counts the limits, and dropped if one is exceeded. What it throws is
   * the answer.
   */
  prepare?(x: Exchange<Body, Query>): Prepared;
  /** Only after every gate. */
  handle(x: Exchange<Body, Query>, prepared: Prepared): Answer | Promise<Answer>;
  /** The route's own page for a problem, such as the form with what was typed; else the general one. */
  problemPage?(x: Exchange, problem: Problem): ReactElement | undefined;
}

/** Infers the handler's types from the schemas. */
export function route<Body = undefined, Query = undefined, Prepared = undefined>(
  definition: Route<Body, Query, Prepared>,
): Route<Body, Query, Prepared> {
  return Object.freeze(definition);
}

/** The fields of a form whose sender is redirected to a page; null for anybody who wants JSON. */
export const formLedOn = ({ sent, wantsPage, headers }: Exchange): URLSearchParams | null =>
  sent.kind === "form" && (wantsPage || !headers.accept?.includes("application/json")) ? sent.fields : null;

export const jsonType = (type = "application/json") => `${type}; charset=utf-8`;

export function json(status: number, value: unknown, headers?: Record<string, string>): Answer {
  return { status, headers: { ...headers, "Content-Type": jsonType() }, body: JSON.stringify(value) };
}

/** 303. `path` is one of ours. */
export function seeOther(path: string, headers?: Record<string, string>): Answer {
  return { status: 303, headers: { ...headers, Location: path }, body: null };
}
