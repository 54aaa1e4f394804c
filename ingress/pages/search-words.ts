import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import type { CriterionName, SearchResult, Verdict } from "../../lib/searches/results.ts";
import { day } from "../../lib/time.ts";
import { type Choice, countryName, labelOf } from "./names.ts";

export const jobTypeChoices: readonly Choice[] = [
  { value: "", label: "Any kind" },
  { value: "remote", label: "Remote" },
  { value: "hybrid", label: "Hybrid" },
  { value: "on-site", label: "On site" },
  { value: "full-time", label: "Full-time" },
  { value: "part-time", label: "Part-time" },
];

export const datePostedChoices: readonly Choice[] = [
  { value: "any", label: "Any time" },
  { value: "day", label: "In the last day" },
  { value: "week", label: "In the last week" },
  { value: "month", label: "In the last month" },
];

type Said = Record<Verdict, string>;

const always: Record<Exclude<CriterionName, "type" | "date">, Said> = {
  title: { met: "Title fits", "not-met": "Another title", unknown: "Title unclear" },
  place: { met: "Place fits", "not-met": "Another place", unknown: "Place not stated" },
  salary: { met: "Pay fits", "not-met": "Pay does not fit", unknown: "Pay not stated" },
  industry: { met: "Industry fits", "not-met": "Another industry", unknown: "Industry not stated" },
};

/** How a posting stands to one thing that was asked for. */
export function verdictWords(name: CriterionName, verdict: Verdict, { jobType, datePosted }: SearchCriteria): string {
  if (name === "type") {
    const type = labelOf(jobTypeChoices, jobType ?? "");
    return { met: type, "not-met": `Not ${type.toLowerCase()}`, unknown: `${type}: not stated` }[verdict];
  }
  if (name === "date") {
    const time = labelOf(datePostedChoices, datePosted).toLowerCase();
    return { met: `Posted ${time}`, "not-met": "Posted earlier", unknown: "Date not stated" }[verdict];
  }
  return always[name][verdict];
}

/** "Data analyst in Lisbon, Portugal". */
export function searchTitle({ jobTitle, city, country }: SearchCriteria): string {
  const place = [city, country && countryName(country)].filter(Boolean).join(", ");
  return sentence(place ? `${jobTitle} in ${place}` : jobTitle);
}

/** What else was asked for, in words. */
export function searchDetails({ jobType, datePosted, salaryMin, salaryMax, industry }: SearchCriteria): string[] {
  const amount = (value: number) => value.toLocaleString("en-GB");
  const pay =
    salaryMin !== undefined && salaryMax !== undefined
      ? `${amount(salaryMin)} to ${amount(salaryMax)} a year`
      : salaryMin !== undefined
        ? `From ${amount(salaryMin)} a year`
        : salaryMax !== undefined && `Up to ${amount(salaryMax)} a year`;
  return [
    jobType && labelOf(jobTypeChoices, jobType),
    industry && sentence(industry),
    pay,
    datePosted !== "any" && `Posted ${labelOf(datePostedChoices, datePosted).toLowerCase()}`,
  ].filter((text) => typeof text === "string" && text !== "") as string[];
}

const periods = { year: "a year", month: "a month", day: "a day", hour: "an hour" } as const;

export function payWords(salary: SearchResult["salary"]): string {
  if (!salary || (salary.min === null && salary.max === null)) return "Pay not stated";
  const { min, max, currency, period } = salary;
  const money = new Intl.NumberFormat("en-GB", { style: "currency", currency, maximumFractionDigits: 0 });
  const one = (amount: number) => money.format(amount);
  if (min !== null && max !== null) {
    const range = min < max ? money.formatRange(min, max) : one(min);
    return `${range} ${periods[period]}`;
  }
  return `${min === null ? `up to ${one(max ?? 0)}` : `from ${one(min)}`} ${periods[period]}`;
}

export function postedWords(postedAt: string, now = Date.now()): string {
  const days = Math.max(0, Math.floor((now - Date.parse(postedAt)) / day));
  if (days > 60)
    return `Posted on ${new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date(postedAt))}`;
  return `Posted ${new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(-days, "day")}`;
}

export const modeWords = { onsite: "On site", hybrid: "Hybrid", remote: "Remote", unknown: undefined } as const;

/** As a sentence begins; the rest stays as people wrote it. */
export const sentence = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

export const postings = (count: number) => (count === 1 ? "1 job" : `${count} jobs`);
