import { LaterError, PermanentError } from "../errors.ts";
import { request } from "../http.ts";
import { minute, second } from "../time.ts";
import { type ParsedPage, type Source, SourceFormatError } from "./source.ts";

export interface FetchedPage extends ParsedPage {
  /** The reply as it came, for replay. */
  text: string;
}

/** Greenhouse's largest boards are about 8 MB with their texts. */
const maxBytes = 30_000_000;
/** Sources that throttle without saying for how long. */
const defaultPauseMs = 1 * minute;
const maxPauseMs = 20 * minute;

/**
 * Asks a source for one page, and decides by the status what becomes of the job.
 * @throws {LaterError} if the source asks to wait.
 * @throws {PermanentError} if asking again cannot help: an unknown board, a refusal, a document that is not the source's.
 */
export async function fetchPage(
  source: Source,
  target: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<FetchedPage> {
  const { url, headers } = source.request(source.baseUrl, target, cursor);
  const reply = await request(url, {
    headers: { accept: "application/json", "user-agent": "JobPing (job alerts by mail)", ...headers },
    timeoutMs: 20 * second,
    maxBytes,
    redirects: "same-origin",
    service: source.name,
    ...(signal && { signal }),
  });
  const which = `${source.name}/${target}`;
  if (reply.status === 429 || reply.status === 503) {
    throw new LaterError(pauseOf(reply.headers.get("retry-after")), `${which} answered ${reply.status}`);
  }
  if (reply.status === 404) throw new PermanentError(`${which}: unknown board`);
  if ([400, 401, 403, 410].includes(reply.status)) throw new PermanentError(`${which} refused with ${reply.status}`);
  if (reply.status !== 200) throw new Error(`${which} answered ${reply.status}`);
  try {
    return { ...source.parse(reply.text, target, url), text: reply.text };
  } catch (cause) {
    if (cause instanceof SourceFormatError) throw new PermanentError(cause.message, { cause });
    throw cause;
  }
}

/** Retry-After in seconds or as a date, within bounds: no source stops us for a day by a slip. */
function pauseOf(retryAfter: string | null): number {
  if (!retryAfter) return defaultPauseMs;
  const seconds = Number(retryAfter);
  const ms = Number.isFinite(seconds) ? seconds * second : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1 * second), maxPauseMs) : defaultPauseMs;
}
