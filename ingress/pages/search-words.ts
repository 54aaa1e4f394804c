import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import type { CriterionName, Verdict } from "../../lib/searches/results.ts";
import { day } from "../../lib/time.ts";
import type { Locale, Words } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import type { Choice } from "./choices.ts";

const choicesOf = (labels: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
export const jobTypeChoices = ({ pages }: Words) => choicesOf(pages.search.jobTypes);
export const datePostedChoices = ({ pages }: Words) => choicesOf(pages.search.times);

/** How a posting fits one thing that was asked for. */
export function verdictWords(
  { pages: { search } }: Words,
  name: CriterionName,
  verdict: Verdict,
  { jobType, datePosted }: SearchCriteria,
): string {
  if (name === "type") {
    const type = search.jobTypes[jobType ?? ""];
    return { met: type, "not-met": search.notOfType(type), unknown: search.typeNotStated(type) }[verdict];
  }
  if (name === "date") {
    const met = search.postedIn[datePosted];
    return { met, "not-met": search.postedEarlier, unknown: search.dateNotStated }[verdict];
  }
  return search.verdicts[name][verdict];
}

/** "Data analyst in Lisbon, Portugal". */
export function searchTitle({ pages: { search } }: Words, locale: Locale, criteria: SearchCriteria): string {
  const { jobTitle, city, country } = criteria;
  const place = [city, country && namesIn(locale).country(country)].filter(Boolean).join(", ");
  return sentence(place ? search.inPlace(jobTitle, place) : jobTitle);
}

/** What else was asked for, in words. */
export function searchDetails({ tag, pages: { search } }: Words, criteria: SearchCriteria): string[] {
  const { jobType, datePosted, salaryMin, salaryMax, industry } = criteria;
  const amount = (value: number) => value.toLocaleString(tag);
  const { between, from, upTo } = search.yearly;
  const pay =
    salaryMin !== undefined && salaryMax !== undefined
      ? between(amount(salaryMin), amount(salaryMax))
      : salaryMin !== undefined
        ? from(amount(salaryMin))
        : salaryMax !== undefined && upTo(amount(salaryMax));
  return [
    jobType && search.jobTypes[jobType],
    industry && sentence(industry),
    pay,
    datePosted !== "any" && search.postedIn[datePosted],
  ].filter((text) => typeof text === "string" && text !== "") as string[];
}

export function postedWords({ tag, pages: { search } }: Words, postedAt: string, now = Date.now()): string {
  const days = Math.max(0, Math.floor((now - Date.parse(postedAt)) / day));
  if (days > 60) return search.postedOn(new Intl.DateTimeFormat(tag, { dateStyle: "long" }).format(new Date(postedAt)));
  return sentence(search.posted(new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(-days, "day")));
}

/** With a capital, as a sentence begins; the rest as people wrote it. */
export const sentence = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
