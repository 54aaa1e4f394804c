import { LaterError } from "../errors.ts";
import type { RawPosting } from "../postings/posting.ts";
import { second } from "../time.ts";
import { type AskOptions, askSource, NotAskedError, UnknownTargetError } from "./ask.ts";
import { credentialsOf } from "./credentials.ts";
import { type Source, SourceFormatError } from "./source.ts";

/** Per page: the others come with the next run. */
const maxDetails = 100;
const lanes = 3;
/** A scrape has two minutes in total. */
const limitMs = 60 * second;
/** Our own lanes wait for each other. */
const patienceMs = 10 * second;

export interface Details {
  postings: RawPosting[];
  /** Postings whose detail could not be fetched, or that are gone. */
  failed: number;
  /** Postings that were not asked about this time. */
  left: number;
}

/**
 * Fetches the details of new postings, as many as budget and time allow. Whatever ends it, what has come is kept. Where
 * a detail did not come, a posting whose list entry has text is used with that.
 */
export async function fetchDetails(
  source: Source,
  target: string,
  listed: readonly RawPosting[],
  options: AskOptions,
): Promise<Details> {
  const { detail } = source;
  const patient = { ...options, patienceMs };
  if (!detail) return { postings: [...listed], failed: 0, left: 0 };
  const deadline = performance.now() + limitMs;
  const from = { baseUrl: source.baseUrl, target, credentials: credentialsOf(source) };
  const queue = listed.slice(0, maxDetails);
  const [found, failed]: [Map<RawPosting, RawPosting>, Set<RawPosting>] = [new Map(), new Set()];
  const lane = async () => {
    for (let posting = queue.shift(); posting && performance.now() < deadline; posting = queue.shift()) {
      try {
        const what = `${target}/${posting.sourceId}`;
        const { text } = await askSource(source, detail.request(from, posting), what, patient);
        found.set(posting, detail.parse(text, posting));
      } catch (error) {
        options.signal?.throwIfAborted();
        const asked = !(error instanceof NotAskedError || error instanceof LaterError);
        if (asked) failed.add(posting);
        const onlyThis = error instanceof UnknownTargetError || error instanceof SourceFormatError;
        if (!onlyThis) queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const usable = listed.flatMap((posting) => found.get(posting) ?? (posting.description.trim() ? posting : []));
  const lost = [...failed].filter((posting) => !posting.description.trim()).length;
  return { postings: usable, failed: lost, left: listed.length - usable.length - lost };
}
