import pRetry from "p-retry";
import { breakerPause, noteAnswer, noteFailure } from "../breaker.ts";
import { LaterError, PermanentError } from "../errors.ts";
import { OutsideError, type Response, request } from "../http.ts";
import { log } from "../log.ts";
import { minute, second, wait } from "../time.ts";
import { holdSource, isLong, takeFromBudget, untilTurn } from "./budget.ts";
import { isPaused } from "./pause.ts";
import type { Source, SourceRequest } from "./source.ts";

/** The source was not asked, and waiting would only pile up work: the scheduler asks again. */
export class NotAskedError extends Error {
  readonly kind: "budget" | "quota" | "resting" | "paused";
  readonly reason: string;
  readonly retryInMs: number;

  constructor(kind: NotAskedError["kind"], source: string, reason: string, retryInMs: number) {
    super(`${source}: ${reason}`);
    this.name = "NotAskedError";
    [this.kind, this.reason, this.retryInMs] = [kind, reason, retryInMs];
  }
}

/** The source knows no such board or place. */
export class UnknownTargetError extends PermanentError {}

/** An answer that may be different in a moment. */
class MomentError extends Error {}

export interface AskOptions {
  signal?: AbortSignal;
  /** From the first byte sent to the last byte read, for each attempt. */
  timeoutMs?: number;
  /** Roughly the pause before the second attempt; twice that before the third. */
  retryPauseMs?: number;
  /** How long to wait for a turn; if it takes longer, the job gives way to others. Default 2 s. */
  patienceMs?: number;
}

/** Greenhouse's largest boards are about 8 MB with their texts. */
const maxBytes = 30_000_000;
/** For sources that throttle without saying for how long. */
const defaultPauseMs = 1 * minute;
const maxPauseMs = 20 * minute;

type Meaning = "page" | "unchanged" | "no-more" | "bad-key" | "no-board" | "later" | "quota" | "refused" | "moment";

/** What an answer means by its status; the source's own table comes first. */
function meaningOf(source: Source, { status, text }: Response): Meaning {
  if (status === 200) return "page";
  if (status === 304) return "unchanged";
  if (source.quotaExceeded?.(status, text)) return "quota";
  const own = source.statusMeans?.[status];
  if (own) return own;
  if (status === 429 || status === 503) return "later";
  if (status === 401 || status === 403) return "bad-key";
  if (status === 404) return "no-board";
  return status >= 400 && status < 500 && status !== 408 && status !== 425 ? "refused" : "moment";
}

/**
 * Asks a source one question within its budget, unless it rests after failures; retries twice what may pass in a
 * moment.
 * @param what the target, for errors: nothing else of the request gets into them
 * @throws {LaterError} if the source asks to wait, or its second or minute is full
 * @throws {NotAskedError} if a longer budget or its quota is used up, it rests, or an operator has paused it
 * @throws {PermanentError} if asking again cannot help
 */
export async function askSource(source: Source, asked: SourceRequest, what: string, options: AskOptions = {}) {
  const { signal, retryPauseMs = 300 } = options;
  if (await isPaused(source.name)) {
    throw new NotAskedError("paused", source.name, "paused by an operator", Number.POSITIVE_INFINITY);
  }
  const restsMs = await breakerPause(source.name);
  if (restsMs > 0) throw new NotAskedError("resting", source.name, "left alone after failures", restsMs);
  let failure: unknown;
  try {
    const reply = await pRetry(() => attempt(source, asked, what, options), {
      ...{ retries: 2, minTimeout: retryPauseMs, factor: 2, randomize: true },
      shouldRetry: ({ error }) => isMoment(error),
      ...(signal && { signal }),
    });
    const meaning = meaningOf(source, reply);
    if (meaning !== "bad-key") await noteAnswer(source.name);
    if (meaning === "page" || meaning === "unchanged" || meaning === "no-more") return { ...reply, meaning };
    failure = await refusal(source, what, reply, meaning);
  } catch (error) {
    failure = error;
  }
  signal?.throwIfAborted();
  throw await settled(source, what, failure);
}

async function attempt(source: Source, { url, ...asked }: SourceRequest, what: string, options: AskOptions) {
  await turn(source, options);
  const reply = await request(url, {
    ...asked,
    headers: {
      accept: source.accept ?? "application/json",
      "user-agent": "JobPing (job alerts by mail)",
      ...asked.headers,
    },
    timeoutMs: options.timeoutMs ?? 10 * second,
    maxBytes,
    redirects: source.redirects ?? "same-origin",
    service: source.name,
    ...(options.signal && { signal: options.signal }),
  });
  if (meaningOf(source, reply) === "moment") throw new MomentError(`${source.name}/${what} answered ${reply.status}`);
  return reply;
}

const isMoment = (error: unknown) =>
  error instanceof MomentError || (error instanceof OutsideError && /^(network|timeout)$/.test(error.kind));

/** Takes a request from the budget, waiting only briefly. */
async function turn(source: Source, { signal, patienceMs = 2 * second }: AskOptions): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const taken = await takeFromBudget(source);
    if (taken.ok) return;
    const { window, retryInMs } = taken;
    if (window === "quota") throw new NotAskedError("quota", source.name, "its quota is used up", retryInMs);
    if (isLong(window)) throw new NotAskedError("budget", source.name, `over budget (${window})`, retryInMs);
    // Spread, so that those who wait do not come back together.
    const ms = retryInMs * (1 + Math.random() / 4);
    if (performance.now() + ms > deadline) {
      throw new LaterError(ms, `${source.name}: ${window === "pause" ? "it asked to wait" : `over its ${window}`}`);
    }
    await wait(ms, signal);
  }
}

/** The error that an answer without a page becomes; whoever comes after heeds what the source said. */
async function refusal(source: Source, what: string, { status, headers }: Response, meaning: Meaning): Promise<Error> {
  const which = `${source.name}/${what}`;
  if (meaning === "later") {
    const ms = pauseOf(headers.get("retry-after"));
    await holdSource(source.name, "pause", ms);
    return new LaterError(ms, `${which} answered ${status}`);
  }
  if (meaning === "quota") {
    const ms = turnOf(headers) ?? untilTurn(source);
    await holdSource(source.name, "quota", ms);
    log.warn({ source: source.name, status, ms }, "a source says that its quota is used up");
    return new NotAskedError("quota", source.name, "its quota is used up", ms);
  }
  if (meaning === "no-board") {
    const thing = source.kind === "boards" ? "unknown board" : "there is nothing of the kind";
    return new UnknownTargetError(`${which}: ${thing} (${status})`);
  }
  const keys = source.credentials.join(" and ");
  return meaning === "bad-key" && keys
    ? new BadKeyError(`${which} refused with ${status}: ${keys} may be wrong`)
    : new PermanentError(`${which} refused with ${status}`);
}

class BadKeyError extends PermanentError {}

/** Counts the failure, and turns it into what the job should throw. */
async function settled(source: Source, what: string, failure: unknown): Promise<unknown> {
  // One employer's board has moved: the vendor works, and the others' boards need not rest.
  if (failure instanceof OutsideError && failure.kind === "redirect" && source.kind === "boards") {
    return source.redirects === "error"
      ? new UnknownTargetError(`${source.name}/${what}: unknown board (it redirects elsewhere)`)
      : new PermanentError(`${source.name}/${what}: the board has moved: ${failure.message}`, { cause: failure });
  }
  if (failure instanceof OutsideError || failure instanceof MomentError || failure instanceof BadKeyError) {
    await noteFailure(source.name, failure.message);
  }
  const tooLarge = failure instanceof OutsideError && failure.kind === "too-large";
  return tooLarge ? new PermanentError(failure.message, { cause: failure }) : failure;
}

/** Retry-After in seconds or as a date. */
function retryAfterMs(retryAfter: string | null): number {
  if (!retryAfter) return Number.NaN;
  const seconds = Number(retryAfter);
  return Number.isFinite(seconds) ? seconds * second : Date.parse(retryAfter) - Date.now();
}

/** Within bounds: a slip must not let a source stop us for a day. */
function pauseOf(retryAfter: string | null): number {
  const ms = retryAfterMs(retryAfter);
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1 * second), maxPauseMs) : defaultPauseMs;
}

/** When a quota renews, if the reply says so: RapidAPI's header, in seconds, or Retry-After. */
function turnOf(headers: Headers): number | null {
  const ms = retryAfterMs(headers.get("x-ratelimit-requests-reset") ?? headers.get("retry-after"));
  return ms > 0 && ms <= 32 * 24 * 60 * minute ? ms : null;
}
