import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { day, hour } from "../time.ts";
import { optionalText } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { count } from "./loose.ts";
import { nativeName } from "./native-names.ts";
import { roundAfter, roundOf, servedWanted, wantedIn, wantedOrNull } from "./rounds.ts";
import type { Source } from "./source.ts";
import { searchWords, type Wanted } from "./wanted.ts";

const name = "arbeitsagentur";
const pageSize = 100;
const pagesEach = 2;
/** The most that the interface accepts. */
const mostDays = 100;

/** Without results there is no `stellenangebote`, only the figures. */
const document = z
  .object({ stellenangebote: z.array(z.unknown()).optional(), maxErgebnisse: count })
  .refine((found) => found.stellenangebote !== undefined || found.maxErgebnisse === 0, "no stellenangebote");

/** Some fields hold the text "null". */
const said = optionalText.transform((value) => (value === "null" ? null : value));

const row = z.object({
  refnr: z.string().trim().min(1),
  titel: said,
  beruf: said,
  arbeitgeber: said,
  aktuelleVeroeffentlichungsdatum: optionalText,
  modifikationsTimestamp: optionalText,
  arbeitsort: z.object({ ort: said, region: said, land: said }).nullable().catch(null),
});
type Row = z.output<typeof row>;

function rawPosting(job: Row & { title: string }): RawPosting {
  const { ort = null, region = null, land = null } = job.arbeitsort ?? {};
  const place = [ort, region === ort ? null : region, land].filter((part) => part !== null).join(", ");
  return {
    source: name,
    sourceId: job.refnr,
    url: `https://www.arbeitsagentur.de/jobsuche/jobdetail/${encodeURIComponent(job.refnr)}`,
    title: job.title,
    company: job.arbeitgeber ?? "",
    location: place ? [place] : [],
    // Lists have no text, and the details are unreliable.
    description: "",
    postedAt: instantOf(job.aktuelleVeroeffentlichungsdatum) ?? instantOf(job.modifikationsTimestamp),
    tags: job.beruf ? [job.beruf] : [],
    language: "de",
    homeCountry: "DE",
  };
}

/** For any field, what entry-level jobs are called in Germany. */
const wordsOf = ({ path }: Wanted) => (path === null ? ["Trainee", "Praktikum", "Junior"] : searchWords(path));

/** The German employment agency: the country's largest board. */
export const arbeitsagentur: Source = {
  name,
  baseUrl: "https://rest.arbeitsagentur.de",
  kind: "wanted",
  targets: () => wantedIn((country) => country === "DE"),
  request({ baseUrl, target, cursor, since }) {
    const wanted = servedWanted(name, target, (country) => country === "DE");
    const { word, page } = roundOf(wordsOf(wanted), cursor);
    const age = since ? Math.ceil((Date.now() - since.getTime()) / day) : mostDays;
    const query = new URLSearchParams({
      was: word,
      // Kilometres.
      ...(wanted.city && { wo: nativeName(wanted.city), umkreis: "25" }),
      page: String(page),
      size: String(pageSize),
      veroeffentlichtseit: String(Math.min(Math.max(age, 1), mostDays)),
    });
    return {
      url: `${baseUrl}/jobboerse/jobsuche-service/pc/v4/jobs?${query}`,
      // Not a secret: the agency's own pages send it from every browser.
      headers: { "X-API-Key": "jobboerse-jobsuche" },
    };
  },
  parse(reply, target, requestUrl) {
    const { stellenangebote = [], maxErgebnisse } = readDocument(name, reply, document);
    const { good, dropped } = rowsOf(stellenangebote, row);
    // The occupation stands in for a missing title.
    const titled = good.flatMap((job) => {
      const title = job.titel ?? job.beruf;
      return title === null ? [] : [{ ...job, title }];
    });
    const untitled = good.length - titled.length;
    const asked = URL.parse(requestUrl)?.searchParams;
    const page = Number(asked?.get("page") ?? 1);
    const wanted = wantedOrNull(target);
    const more = good.length > 0 && page < pagesEach && page * pageSize < (maxErgebnisse ?? 0);
    return {
      postings: titled.map(rawPosting),
      dropped: untitled > 0 ? { ...dropped, "no usable titel": untitled } : dropped,
      next: wanted && roundAfter(wordsOf(wanted), { word: asked?.get("was") ?? "", page }, more),
      complete: false,
    };
  },
  credentials: [],
  // No limit is published: a courtesy.
  budget: { perSecond: 1, perHour: 60 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "Bundesagentur für Arbeit", url: "https://www.arbeitsagentur.de/jobsuche/" },
  pollEveryMs: 12 * hour,
  terms: "The interface is that of the agency's own search page; it is not offered to others.",
  offBecause: "the interface is not offered officially and can break or be closed at any time",
  maxPages: 6,
};
