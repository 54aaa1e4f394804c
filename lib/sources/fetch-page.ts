import { PermanentError } from "../errors.ts";
import { type AskOptions, askSource } from "./ask.ts";
import { credentialsOf, withoutKeys } from "./credentials.ts";
import { beyondMostRows, type ParsedPage, type Source, SourceFormatError, type SourceRequest } from "./source.ts";
import { ifChanged, rememberReply, validatorsOf } from "./validators.ts";

export interface FetchedPage extends ParsedPage {
  /** The reply as it came, for replay; without our keys. */
  text: string;
  /** Call it once the page is stored: the next run then asks only for what has changed. */
  remember(): Promise<void>;
}

export interface PageAsk {
  target: string;
  /** null = the first page. */
  cursor: string | null;
  /** Nothing older is wanted. A source that can filter then shows only a part. */
  since?: Date;
  /** Asks for the page only if it has changed since the reply we remember; the result may then be "unchanged". */
  conditional?: boolean;
}

/**
 * Asks a source for one page. Errors say what becomes of the job: see askSource.
 * @throws {PermanentError} if the document is not the source's
 */
export async function fetchPage(
  source: Source,
  { since, conditional = false, ...ask }: PageAsk,
  options: AskOptions = {},
): Promise<FetchedPage | "unchanged"> {
  const where = { baseUrl: source.baseUrl, credentials: credentialsOf(source), ...ask };
  const asked = source.request({ ...where, ...(since && { since }) });
  const headers = { ...asked.headers, ...(conditional && (await ifChanged(source, asked))) };
  const reply = await askSource(source, { ...asked, headers }, ask.target, options);
  if (reply.meaning === "unchanged") {
    if (conditional) return "unchanged";
    throw new Error(`${source.name}/${ask.target} answered 304 to a question without a condition`);
  }
  const page = reply.meaning === "no-more" ? nothingMore : parsed(source, reply.text, ask.target, asked.url);
  // A reply filtered by date is a part, whatever it says of itself.
  const narrowed = since !== undefined && differ(asked, source.request(where));
  const complete = page.complete && source.absenceCloses && !narrowed && !(beyondMostRows in page.dropped);
  // One page of several proves nothing about the others: only a target that comes whole can be unchanged.
  const whole = ask.cursor === null && page.next === null && complete;
  return {
    ...page,
    complete,
    text: withoutKeys(source, source.kept?.(reply.text) ?? reply.text),
    remember: () => rememberReply(source, asked, whole ? validatorsOf(reply.headers) : {}),
  };
}

const nothingMore: ParsedPage = { postings: [], dropped: {}, next: null, complete: false };

const differ = (one: SourceRequest, other: SourceRequest) => one.url !== other.url || one.body !== other.body;

function parsed(source: Source, text: string, target: string, url: string): ParsedPage {
  try {
    return source.parse(text, target, url);
  } catch (cause) {
    if (cause instanceof SourceFormatError) throw new PermanentError(cause.message, { cause });
    throw cause;
  }
}
