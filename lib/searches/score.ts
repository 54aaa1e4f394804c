import type { Posting } from "../postings/posting.ts";
import { day } from "../time.ts";
import type { SearchCriteria } from "./criteria.ts";
import { industryVerdict } from "./judge-industry.ts";
import { payVerdict } from "./judge-pay.ts";
import { type AskedPlace, placeVerdict } from "./judge-place.ts";
import { titleVerdict } from "./judge-title.ts";
import { type CriterionName, criterionNames, type SearchResult, type Verdict } from "./results.ts";
import type { TitleReading } from "./title-words.ts";

/** What a posting is judged by. */
export interface Question extends TitleReading {
  criteria: SearchCriteria;
  place: AskedPlace;
  now: Date;
}

/**
 * The weight of each criterion, of 100 when all are asked for: another job is no result, another place seldom one,
 * people turn jobs down for pay and hours, industry is guessed, and an older posting may still be open.
 */
const weights: Readonly<Record<CriterionName, number>> = {
  title: 40,
  place: 20,
  salary: 15,
  type: 10,
  industry: 10,
  date: 5,
};

/**
 * 0-100: the share of what was asked for that the posting meets, by weight. By the posting alone: a source that was
 * asked for Berlin may answer with something else. Unknown counts as not met.
 */
export function scoreOf(posting: Posting, question: Question): Pick<SearchResult, "score" | "criteria"> {
  const criteria: SearchResult["criteria"] = {};
  let asked = 0;
  let met = 0;
  for (const name of criterionNames) {
    const verdict = judges[name](posting, question);
    if (verdict === null) continue;
    criteria[name] = verdict;
    asked += weights[name];
    if (verdict === "met") met += weights[name];
  }
  return { score: Math.round((100 * met) / asked), criteria };
}

/** null = not asked for. */
type Judge = (posting: Posting, question: Question) => Verdict | null;

const judges: Readonly<Record<CriterionName, Judge>> = {
  title: ({ title }, question) => titleVerdict(question.criteria.jobTitle, title, question),
  place: (posting, { place, fold }) =>
    place.name === undefined && place.country === undefined ? null : placeVerdict(posting, place, fold),
  salary: ({ salary }, { criteria, place }) =>
    criteria.salaryMin === undefined && criteria.salaryMax === undefined
      ? null
      : payVerdict(salary, criteria, place.country),
  type: (posting, { criteria }) => typeVerdict(posting, criteria.jobType),
  date: ({ postedAt }, { criteria, now }) => dateVerdict(postedAt, criteria.datePosted, now),
  industry: (posting, { criteria, fold }) =>
    criteria.industry === undefined ? null : industryVerdict(criteria.industry, posting, fold),
};

const modes = { remote: "remote", hybrid: "hybrid", "on-site": "onsite" } as const;

function typeVerdict({ remote, employment, programme }: Posting, jobType: SearchCriteria["jobType"]): Verdict | null {
  if (jobType === undefined) return null;
  if (jobType === "full-time" || jobType === "part-time") {
    // Working students may not work more beside their studies; a contract may be for either.
    const hours = employment ?? (programme === "working-student" ? "part-time" : null);
    if (hours !== "full-time" && hours !== "part-time") return "unknown";
    return hours === jobType ? "met" : "not-met";
  }
  if (remote.mode === "unknown") return "unknown";
  return remote.mode === modes[jobType] ? "met" : "not-met";
}

const ages = { day: 1 * day, week: 7 * day, month: 31 * day } as const;

function dateVerdict(postedAt: string | null, datePosted: SearchCriteria["datePosted"], now: Date): Verdict | null {
  if (datePosted === "any") return null;
  if (postedAt === null) return "unknown";
  const at = Date.parse(postedAt);
  // A date without a time means the whole day; a clock or zone may be a day ahead, not more.
  const until = postedAt.endsWith("T00:00:00.000Z") ? at + 1 * day : at;
  if (at > now.getTime() + 1 * day) return "unknown";
  return now.getTime() - until <= ages[datePosted] ? "met" : "not-met";
}
