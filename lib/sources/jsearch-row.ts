import { z } from "zod";
import type { RawPosting, Salary } from "../postings/posting.ts";
import { countryName, optionalText, payOf, placeOf } from "./fields.ts";
import { instantOf } from "./json.ts";
import { link } from "./link.ts";
import { anything, flag, inUtc, texts } from "./loose.ts";
import { moment } from "./moment.ts";

export const row = z.object({
  job_id: z.string().trim().min(1),
  job_title: z.string().trim().min(1),
  job_apply_link: link,
  employer_name: optionalText,
  job_description: optionalText,
  /** true is set deliberately; false also stands beside "2 days home office". */
  job_is_remote: flag,
  /** For display, also in other languages; in 2023 the vendor's own code. */
  job_employment_type: optionalText,
  job_employment_types: texts,
  /** More reliable than the text beside it, which sometimes lacks its zone. */
  job_posted_at_timestamp: moment,
  job_posted_at_datetime_utc: optionalText,
  job_offer_expiration_timestamp: moment,
  job_offer_expiration_datetime_utc: optionalText,
  job_posting_language: optionalText,
  job_location: optionalText,
  job_city: optionalText,
  job_state: optionalText,
  job_country: optionalText,
  job_min_salary: anything,
  job_max_salary: anything,
  job_salary_currency: optionalText,
  job_salary_period: optionalText,
});
type Row = z.output<typeof row>;

/** Names the country, as `DE` alone could also be Delaware. */
function locationOf(job: Row): string[] {
  const country = countryName(job.job_country) ?? job.job_country;
  const { job_city: city, job_state: state } = job;
  const place = city ? placeOf(city, state, country) : (job.job_location ?? placeOf(state, country));
  return place ? [place] : [];
}

/** Countries where pay is always stated in their own currency: current replies do not name one. */
const currencies: Readonly<Record<string, readonly string[]>> = {
  EUR: "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" "),
  GBP: ["GB"],
  USD: ["US"],
  CHF: ["CH", "LI"],
  SEK: ["SE"],
  NOK: ["NO"],
  DKK: ["DK"],
};

function salaryOf(job: Row, country: string | undefined): Salary | null {
  const [own = null] = Object.entries(currencies).find(([, where]) => country && where.includes(country)) ?? [];
  return payOf(job.job_min_salary, job.job_max_salary, job.job_salary_currency ?? own, job.job_salary_period);
}

export function rawPosting(job: Row): RawPosting {
  const country = /^[a-z]{2}$/i.exec(job.job_country ?? "")?.[0].toUpperCase();
  const employmentHint = job.job_employment_types.join(", ") || job.job_employment_type;
  const salary = salaryOf(job, country);
  const validThrough =
    instantOf(job.job_offer_expiration_timestamp) ?? instantOf(inUtc(job.job_offer_expiration_datetime_utc));
  return {
    source: "jsearch",
    sourceId: job.job_id,
    url: job.job_apply_link,
    title: job.job_title,
    company: job.employer_name ?? "",
    location: locationOf(job),
    description: job.job_description ?? "",
    postedAt: instantOf(job.job_posted_at_timestamp) ?? instantOf(inUtc(job.job_posted_at_datetime_utc)),
    ...(validThrough && { validThrough }),
    ...(job.job_is_remote && { remoteHint: "remote" as const }),
    ...(employmentHint && { employmentHint }),
    ...(salary && { salary }),
    ...(job.job_posting_language && { language: job.job_posting_language }),
    ...(country && { homeCountry: country }),
  };
}

const linked = z.looseObject({ apply_options: z.array(z.unknown()).catch([]), job_google_link: anything });
const option = z.object({ apply_link: link });

/** If the first link is broken, uses the next that works of Google's other ways to apply, or the posting at Google. */
export function withLink(job: unknown): unknown {
  const { data } = linked.safeParse(job);
  if (!data || link.safeParse(data.job_apply_link).success) return job;
  const others = data.apply_options.flatMap((each) => option.safeParse(each).data?.apply_link ?? []);
  return { ...data, job_apply_link: [...others, data.job_google_link][0] };
}
