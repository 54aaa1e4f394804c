import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { anything, identifier } from "./loose.ts";
import { withoutMojibake } from "./mojibake.ts";
import { moment } from "./moment.ts";
import type { Source } from "./source.ts";

const name = "remoteok";

const document = z.array(z.unknown());
/** The first element is not a posting. */
const notice = z.object({ legal: z.string(), position: z.undefined().optional() });

/** `tags` are not used: a shop assistant's may say "golang" and "senior". */
const row = z.object({
  id: identifier,
  position: z.string().trim().min(1),
  company: optionalText,
  url: optionalText,
  slug: optionalText,
  location: optionalText,
  description: optionalText,
  epoch: moment,
  date: optionalText,
  salary_min: anything,
  salary_max: anything,
});
type Row = z.output<typeof row>;

function rawPosting(job: Row): RawPosting {
  // 0 = not known. The currency is not stated: the site shows dollars.
  const salary = payOf(job.salary_min, job.salary_max, "USD", "year");
  // "Cammeray, " is a town without its country.
  const named = withoutMojibake(job.location ?? "").split(",");
  const place = named.flatMap((part) => part.trim() || []).join(", ");
  const link = URL.parse(job.url ?? `/remote-jobs/${job.slug ?? job.id}`, "https://remoteok.com/");
  return {
    source: name,
    sourceId: job.id,
    url: link?.href ?? "",
    title: withoutMojibake(job.position),
    company: withoutMojibake(job.company ?? ""),
    location: place ? [place] : [],
    description: withoutMojibake(job.description ?? ""),
    postedAt: instantOf(job.date) ?? instantOf(job.epoch),
    // The board calls all its postings remote, even those that name a shop's town: for those the text decides.
    ...(!place && { remoteHint: "remote" as const }),
    ...(salary && { salary }),
  };
}

/** Remote OK: the hundred newest remote jobs. */
export const remoteok: Source = {
  name,
  baseUrl: "https://remoteok.com",
  kind: "feed",
  targets: () => ["all"],
  request: ({ baseUrl }) => ({ url: `${baseUrl}/api` }),
  parse(reply) {
    const rows = readDocument(name, reply, document).filter((each) => !notice.safeParse(each).success);
    const { good, dropped } = rowsOf(rows, row);
    return { postings: good.map(rawPosting), dropped, next: null, complete: false };
  },
  credentials: [],
  // No limit is published: a courtesy.
  budget: { perMinute: 1 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "Remote OK", url: "https://remoteok.com/" },
  pollEveryMs: 6 * hour,
  terms: "Name Remote OK and link to it without nofollow, on every posting; its logo is not to be used.",
  offBecause:
    "its terms ask for a followed link on every posting, and its fields (places, tags) are too often wrong to match people by",
  maxPages: 1,
};
