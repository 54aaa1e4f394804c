import { z } from "zod";
import type { CareerPath, RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { residence } from "./countries.ts";
import { optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { anything, identifier, inUtc, texts } from "./loose.ts";
import { countriesOf } from "./rounds.ts";
import type { Source } from "./source.ts";
import { defaultWanted, wantedOf } from "./wanted.ts";

const name = "jobicy";

/** Jobicy's names for countries; it refuses other values of `geo`. */
const geoOf: Readonly<Record<string, string>> = {
  AE: "united-arab-emirates",
  AR: "argentina",
  AT: "austria",
  AU: "australia",
  BE: "belgium",
  BG: "bulgaria",
  BR: "brazil",
  CA: "canada",
  CH: "switzerland",
  CY: "cyprus",
  CZ: "czechia",
  DE: "germany",
  DK: "denmark",
  EE: "estonia",
  ES: "spain",
  FI: "finland",
  FR: "france",
  GB: "uk",
  GR: "greece",
  HR: "croatia",
  HU: "hungary",
  IE: "ireland",
  IL: "israel",
  IT: "italy",
  JP: "japan",
  LT: "lithuania",
  LV: "latvia",
  MX: "mexico",
  NL: "netherlands",
  NO: "norway",
  NZ: "new-zealand",
  PL: "poland",
  PT: "portugal",
  RO: "romania",
  RS: "serbia",
  SE: "sweden",
  SG: "singapore",
  SI: "slovenia",
  SK: "slovakia",
  TR: "turkiye",
  UA: "ukraine",
  US: "usa",
};
/** European countries without a `geo` of their own. */
const otherEurope = new Set("AD AL BA BY GI IS LI LU MC MD ME MK MT SM XK".split(" "));

/** Jobicy's industries; where none matches, a text search. */
const filterOf: Readonly<Record<CareerPath, Readonly<{ industry: string } | { tag: string }>>> = {
  "strategy-business-design": { industry: "business" },
  "data-analytics": { industry: "data-science" },
  "sales-client-success": { industry: "seller" },
  "marketing-growth": { industry: "marketing" },
  "finance-investment": { industry: "accounting-finance" },
  "operations-supply-chain": { tag: "operations" },
  "product-innovation": { industry: "management" },
  "tech-transformation": { industry: "engineering" },
  "sustainability-esg": { tag: "sustainability" },
};

const document = z.object({
  jobs: z.array(z.unknown()),
  nextCursor: optionalText,
  hasMore: anything,
});
/** An empty result may come as an error. */
const nothingFound = z.object({
  success: z.literal(false),
  jobs: z.undefined().optional(),
  message: z.string().regex(/no (?:matching )?(?:jobs|results|listings)/i),
});

const row = z.object({
  id: identifier,
  /** The only link that may be used. */
  url: z.string().trim().min(1),
  jobTitle: z.string().trim().min(1),
  companyName: optionalText,
  jobIndustry: texts,
  jobType: texts,
  /** "EMEA,  LATAM,  Canada" or "Anywhere". */
  jobGeo: texts,
  jobLevel: optionalText,
  jobExcerpt: optionalText,
  jobDescription: optionalText,
  pubDate: optionalText,
  salaryMin: anything,
  salaryMax: anything,
  salaryPeriod: optionalText,
  salaryCurrency: optionalText,
  /** Until 2025, as text. */
  annualSalaryMin: anything,
  annualSalaryMax: anything,
});
type Row = z.output<typeof row>;

const unescaped = (tag: string) => tag.replaceAll("&amp;", "&");

function rawPosting(job: Row): RawPosting {
  const salary =
    payOf(job.salaryMin, job.salaryMax, job.salaryCurrency, job.salaryPeriod) ??
    payOf(job.annualSalaryMin, job.annualSalaryMax, job.salaryCurrency, "year");
  const level = job.jobLevel && job.jobLevel !== "Any" ? [job.jobLevel] : [];
  return {
    source: name,
    sourceId: job.id,
    url: job.url,
    title: job.jobTitle,
    company: job.companyName ?? "",
    location: job.jobGeo.flatMap((geo) => geo.split(",")).flatMap((place) => residence(place.trim()) || []),
    description: job.jobDescription ?? job.jobExcerpt ?? "",
    postedAt: instantOf(inUtc(job.pubDate)),
    remoteHint: "remote",
    tags: [...level, ...job.jobIndustry].map(unescaped),
    ...(job.jobType.length > 0 && { employmentHint: job.jobType.map(unescaped).join(", ") }),
    ...(salary && { salary }),
  };
}

/** Jobicy: remote jobs, the newest of a country and an industry. */
export const jobicy: Source = {
  name,
  baseUrl: "https://jobicy.com",
  kind: "wanted",
  targets: () => countriesOf(defaultWanted),
  request({ baseUrl, target, cursor }) {
    const { country, path } = wantedOf(target);
    const query = new URLSearchParams({
      count: "100",
      geo: geoOf[country] ?? (otherEurope.has(country) ? "europe" : "anywhere"),
      ...(path && filterOf[path]),
      ...(cursor && { cursor }),
    });
    return { url: `${baseUrl}/api/v2/remote-jobs?${query}` };
  },
  parse(reply) {
    const found = readDocument(name, reply, z.union([document, nothingFound], { error: "no list of jobs" }));
    if (!found.jobs) return { postings: [], dropped: {}, next: null, complete: false };
    const { good, dropped } = rowsOf(found.jobs, row);
    const more = good.length > 0 && found.hasMore !== false;
    return { postings: good.map(rawPosting), dropped, next: more ? found.nextCursor : null, complete: false };
  },
  credentials: [],
  // Jobicy asks for once an hour at most, with several pages per run allowed: a courtesy.
  budget: { perSecond: 1, perHour: 60 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "Jobicy", url: "https://jobicy.com/" },
  pollEveryMs: 6 * hour,
  terms:
    "Credit and a direct link; who applies does so at the URL of the feed; not asked more than once an hour; not passed on to other boards.",
  maxPages: 3,
  statusMeans: { 404: "no-more" },
};
