import type { RawPosting } from "../postings/posting.ts";
import { second } from "../time.ts";
import { askSource } from "./ask.ts";
import { credentialsOf } from "./credentials.ts";
import type { SearchAsk, Source } from "./source.ts";

/** Somebody is waiting: three attempts fit into a search's time. */
const timeoutMs = 7 * second;

/** The request without credentials: equal requests get equal answers, so they can share one. */
export function searchAsked(source: Source, ask: SearchAsk): readonly (string | undefined)[] {
  const { url, body } = source.search?.(ask, { baseUrl: source.baseUrl, credentials: {} }, false) ?? {};
  return [url, body];
}

/**
 * Asks a source a person's question, within its budget.
 * @param options.relaxed asks for less, after nothing was found
 * @throws as askSource does; {SourceFormatError} if the document is not the source's
 */
export async function searchSource(
  source: Source,
  ask: SearchAsk,
  { signal, relaxed = false }: { signal: AbortSignal; relaxed?: boolean },
): Promise<RawPosting[]> {
  if (!source.search) throw new Error(`${source.name} cannot be searched`);
  const asked = source.search(ask, { baseUrl: source.baseUrl, credentials: credentialsOf(source) }, relaxed);
  const reply = await askSource(source, asked, "search", { signal, timeoutMs });
  return reply.meaning === "page" ? source.parse(reply.text, "search", asked.url).postings : [];
}
