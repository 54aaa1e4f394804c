import { PolarClientError, PolarNetworkError, PolarRateLimitError } from "@polar-sh/sdk";
import { createPolarCore, type errors, type PolarCore } from "@polar-sh/sdk/2026-04";
import { env } from "../env.ts";
import { LaterError, PermanentError } from "../errors.ts";
import { outsideCalls } from "../metrics.ts";
import { calling } from "../outside.ts";
import { minute, second } from "../time.ts";

/** What takes longer is as good as no answer: the job asks again. */
const timeoutSeconds = 5;
/** The wait after a 429 that names none, and the longest: while a job waits, nobody asks about its person again. */
const [pauseMs, maxPauseMs] = [10 * second, 10 * minute];
const service = "polar";
const { host } = new URL(env.POLAR_BASE_URL);

/** Polar refuses for good. Only codes of its answer are kept: its texts quote addresses. */
export class PolarRefused extends PermanentError {
  readonly status: number;
  /** For a 422, the names of the fields that were wrong. */
  readonly fields: readonly string[];

  constructor(what: string, status: number, fields: readonly string[] = []) {
    super(`Polar refuses to ${what}: ${[status, ...fields].join(" ")}`);
    this.name = "PolarRefused";
    this.status = status;
    this.fields = fields;
  }
}

/** Whether Polar said that there is no such thing. */
export const isUnknown = (error: unknown): boolean => error instanceof PolarRefused && error.status === 404;

export interface Call {
  /** For the text of an error: "create a checkout". */
  what: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  signal: AbortSignal;
  /** How long an answer may take, s. */
  timeout?: number;
}

/**
 * One call of Polar, timed and counted, with our signal.
 * @throws {LaterError} at Polar's limit of requests
 * @throws {PolarRefused} if asking again cannot help
 * @throws {Error} if it can: Polar or the network is away, or our token is refused and an operator has to see to it
 */
export async function askPolar<T>(
  { what, method, signal, timeout = timeoutSeconds }: Call,
  work: (core: PolarCore) => Promise<T>,
): Promise<T> {
  const accessToken = env.POLAR_ACCESS_TOKEN;
  if (accessToken === undefined) throw new Error(`POLAR_ACCESS_TOKEN is not set: it is needed to ${what}`);
  signal.throwIfAborted();
  const core = createPolarCore({ accessToken, baseUrl: env.POLAR_BASE_URL, timeout });
  let status: number | undefined;
  const send = core.sendRequest.bind(core);
  core.sendRequest = async ([url, init], options) => {
    const response = await send([url, { ...init, signal }], options);
    status = response.status;
    return response;
  };
  try {
    const answer = await calling({ service, method, host }, () => work(core));
    outsideCalls.inc({ service, outcome: status ?? "ok" });
    return answer;
  } catch (thrown) {
    signal.throwIfAborted();
    outsideCalls.inc({ service, outcome: status !== undefined && status >= 400 ? status : "down" });
    throw failureOf(thrown, what, status);
  }
}

/** Whatever was thrown, without Polar's own text. @param answered the answer's status, if one came */
function failureOf(thrown: unknown, what: string, answered?: number): Error {
  if (thrown instanceof PolarRateLimitError) {
    const ms = thrown.retryAfter === null ? pauseMs : thrown.retryAfter * second;
    return new LaterError(Math.min(ms, maxPauseMs), "Polar's limit of requests");
  }
  if (thrown instanceof PolarClientError) {
    const status = thrown.statusCode;
    if (status === 401 || status === 403)
      return new Error(
        `Polar does not let us ${what}: ${status}; look at POLAR_ACCESS_TOKEN, its scopes and its sandbox`,
      );
    if (status === 408 || status === 425) return new Error(`Polar did not take the request to ${what}: ${status}`);
    return new PolarRefused(what, status, status === 422 ? fieldsOf(thrown) : []);
  }
  // Also where the answer cannot be read: the error's message would quote it.
  if (answered !== undefined) return new Error(`Polar failed to ${what}: ${answered}`);
  const why = thrown instanceof PolarNetworkError ? thrown.message.replace(/^.*network error: /, "") : "unknown";
  return new Error(`No answer from Polar to ${what}: ${why}`);
}

function fieldsOf({ error }: errors.HTTPValidationError | PolarClientError): string[] {
  const { detail } = (error ?? {}) as errors.HTTPValidationError["error"];
  return Array.isArray(detail) ? detail.map(({ loc }) => String(loc?.at?.(-1) ?? "")) : [];
}
