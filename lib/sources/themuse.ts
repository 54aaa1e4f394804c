import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { countryName, listOf, optionalText } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { count, identifier } from "./loose.ts";
import type { Source } from "./source.ts";
import { defaultWanted, wantedOf } from "./wanted.ts";

const name = "themuse";
const maxPages = 5;

const document = z.object({ results: z.array(z.unknown()), page: count, page_count: count });

const named = listOf(z.object({ name: optionalText }));
const row = z.object({
  id: identifier,
  name: z.string().trim().min(1),
  refs: z.object({ landing_page: z.string().trim().min(1) }),
  contents: optionalText,
  publication_date: optionalText,
  locations: named,
  categories: named,
  levels: named,
  company: z.object({ name: optionalText }).nullable().catch(null),
});
type Row = z.output<typeof row>;

const namesOf = (list: Row["locations"]) => list.flatMap((each) => each.name ?? []);

/** Handles "Flexible / Remote", "Wells, ME" in the United States, and "Aveiro, Portugal". */
function placeOf(name: string): string {
  if (/^flexible\b/i.test(name)) return "Remote";
  return /, [A-Z]{2}$/.test(name) ? `${name}, United States` : name;
}

function rawPosting(job: Row): RawPosting {
  return {
    source: name,
    sourceId: job.id,
    url: job.refs.landing_page,
    title: job.name,
    company: job.company?.name ?? "",
    location: namesOf(job.locations).map(placeOf),
    description: job.contents ?? "",
    postedAt: instantOf(job.publication_date),
    tags: [...namesOf(job.levels), ...namesOf(job.categories)],
  };
}

/** The Muse: large employers' postings, most of them in the United States. */
export const themuse: Source = {
  name,
  baseUrl: "https://www.themuse.com",
  kind: "wanted",
  targets: () => defaultWanted,
  request({ baseUrl, target, cursor }) {
    const { country, city } = wantedOf(target);
    const query = new URLSearchParams({ page: String(Number(cursor ?? 0)), descending: "true" });
    for (const level of ["Internship", "Entry Level"]) query.append("level", level);
    // Places are cities here; for a whole country only remote postings can be asked for.
    query.set("location", city ? `${city}, ${countryName(country) ?? country}` : "Flexible / Remote");
    return { url: `${baseUrl}/api/public/jobs?${query}` };
  },
  parse(reply, _target, requestUrl) {
    const { results, page, page_count } = readDocument(name, reply, document);
    const { good, dropped } = rowsOf(results, row);
    const following = (page ?? Number(URL.parse(requestUrl)?.searchParams.get("page") ?? 0)) + 1;
    const more = good.length > 0 && following < Math.min(page_count ?? 0, maxPages);
    return { postings: good.map(rawPosting), dropped, next: more ? String(following) : null, complete: false };
  },
  credentials: [],
  budget: { perHour: 500 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "The Muse", url: "https://www.themuse.com/" },
  pollEveryMs: 6 * hour,
  terms: "The API's terms of service; 500 requests an hour without a key.",
  offBecause: "nearly all of its postings are in the United States",
  maxPages,
  // How The Muse says that the hour's requests are used up.
  statusMeans: { 403: "later" },
};
