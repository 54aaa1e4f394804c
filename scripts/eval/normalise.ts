import { corpus } from "../../bench/ingest-postings.ts";
import { median } from "../../bench/load.ts";
import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting, RawPosting } from "../../lib/postings/posting.ts";
import { type Evaluation, share } from "./measure.ts";

const count = 3000;
/** Every nth posting, so that all sets of the corpus are included. */
const stride = 6;
const rounds = 7;

/** A posting as a source would send it that has only what we store. */
function rawOf(posting: Posting): RawPosting {
  const { source, sourceId, url, title, company, description, postedAt, validThrough, locations } = posting;
  const location = locations.map(({ raw }) => raw);
  return {
    ...{ source, sourceId, url, title, company, location, description, postedAt },
    ...(validThrough && { validThrough }),
  };
}

/** Whether normalising is idempotent: our own output, normalised again, stays the same. */
function isSettled(raw: RawPosting): boolean {
  const posting = normalise(raw);
  const own = posting && normalise(rawOf(posting));
  const again = own && normalise(rawOf(own));
  return own?.description === posting?.description && JSON.stringify(again) === JSON.stringify(own);
}

/** The cost of normalising a posting with its full text, and whether normalising again changes anything. */
export function run(): Evaluation {
  const { texts, posting } = corpus();
  const rawsOf = (round: number) => Array.from({ length: count }, (_, at) => posting((round * count + at) * stride));
  // A warm-up first: a worker runs for weeks, with compiled code.
  const settled = share(rawsOf(0).filter(isSettled).length, count);
  // New ones in each round, as results for known lines are cached.
  const rates = Array.from({ length: rounds }, (_, round) => {
    const raws = rawsOf(round + 1);
    const before = process.cpuUsage();
    for (const raw of raws) normalise(raw);
    const { user, system } = process.cpuUsage(before);
    return count / ((user + system) / 1e6);
  });
  return {
    measures: [
      {
        what: "postings/s a core",
        figure: Math.round(median(rates)),
        atLeast: 3000,
        on: `${count} postings with full texts (${texts}), processor time`,
      },
      {
        what: "settled",
        figure: settled,
        atLeast: 1,
        on: `${count} others, done twice`,
      },
    ],
  };
}
