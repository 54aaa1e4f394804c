import { type Answer, jsonType } from "./route.ts";

/** Every way a request can fail, with its status and the title that people and programs see. */
export const problems = {
  "not-readable": { status: 400, title: "We could not read the request" },
  "who-are-you": { status: 401, title: "Nobody is signed in" },
  "not-yours": { status: 403, title: "This is not yours to do" },
  "link-not-valid": { status: 403, title: "This link is not valid" },
  "origin-not-listed": { status: 403, title: "This page may not send that" },
  "not-found": { status: 404, title: "There is nothing here" },
  "wrong-method": { status: 405, title: "That cannot be done here" },
  conflict: { status: 409, title: "That does not fit what is already there" },
  "link-expired": { status: 410, title: "This link has expired" },
  "too-large": { status: 413, title: "That is too large" },
  "wrong-type": { status: 415, title: "We do not read that type" },
  "not-valid": { status: 422, title: "Something is missing or not right" },
  "too-many": { status: 429, title: "That was a little too often" },
  "our-fault": { status: 500, title: "Something broke on our side" },
  "not-now": { status: 503, title: "We cannot take this right now" },
} as const;

export type ProblemCode = keyof typeof problems;

/** An invalid field; `pointer` is an RFC 6901 JSON pointer into the body or the query. */
export interface FieldError {
  pointer: string;
  message: string;
}

export interface ProblemExtras {
  errors?: readonly FieldError[];
  headers?: Readonly<Record<string, string>>;
}

/** What some statuses must carry: RFC 9110 requires the headers, CONTRACT.md the errors. */
interface Owed {
  "who-are-you": { headers: { "WWW-Authenticate": string } };
  "wrong-method": { headers: { Allow: string } };
  "not-valid": { errors: readonly FieldError[] };
  "too-many": { headers: { "Retry-After": string } };
  "not-now": { headers: { "Retry-After": string } };
}
type Extras<Code extends ProblemCode> = Code extends keyof Owed ? [ProblemExtras & Owed[Code]] : [ProblemExtras?];

/** A refusal. Thrown anywhere behind a route; the edge turns it into problem+json or a page. */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = "Problem";
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail one or two sentences for the person: what happened and what helps. Never repeats what they typed. */
  constructor(code: Code, detail: string, ...[extras = {}]: Extras<Code>) {
    super(detail);
    const { errors = [], headers = {} }: ProblemExtras = extras;
    this.code = code;
    this.status = problems[code].status;
    this.title = problems[code].title;
    this.errors = errors;
    this.headers = headers;
  }
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  requestId: string;
  errors?: readonly FieldError[];
}

/** RFC 9457. `path` comes without its query, so that no token comes back in an error. */
function problemBody(problem: Problem, path: string, requestId: string): ProblemBody {
  return {
    type: `urn:problem-type:jobping:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    instance: asReference(path),
    requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}

/** As a URI reference: encodes again what was decoded, and leaves what is still encoded. */
const asReference = (path: string) => encodeURI(path).replace(/%25(?=[0-9a-f]{2})/gi, "%");

export function problemJson(problem: Problem, path: string, requestId: string): Answer {
  return {
    status: problem.status,
    headers: { ...problem.headers, "Content-Type": jsonType("application/problem+json") },
    body: JSON.stringify(problemBody(problem, path, requestId)),
  };
}

/** In seconds: a restart of Redis or the Data API takes about that long. */
const retryAfterSeconds = 5;

/** 503 with its Retry-After. */
export function notNow(detail: string): Problem {
  return new Problem("not-now", detail, { headers: { "Retry-After": String(retryAfterSeconds) } });
}
