import { minute } from "../../lib/time.ts";
import type { Posting } from "./catalogue.ts";
import { diceOf } from "./dice.ts";
import { fields } from "./words/fields.ts";
import type { Rank } from "./words/language.ts";

export const seniorityOf: Record<Rank, string> = {
  internship: "junior",
  "working-student": "junior",
  apprenticeship: "junior",
  graduate: "junior",
  entry: "junior",
  mid: "mid_level",
  senior: "senior",
  lead: "staff",
};
const statusOf: Partial<Record<Rank, readonly string[]>> = {
  internship: ["internship"],
  "working-student": ["part_time", "internship"],
  apprenticeship: ["full_time", "temporary"],
};
/** Rough exchange rates to US dollars: the vendor sends both. */
const inDollars: Readonly<Record<string, number>> = {
  EUR: 1.1,
  GBP: 1.3,
  CHF: 1.15,
  PLN: 0.26,
  SEK: 0.1,
  DKK: 0.15,
  NOK: 0.1,
  CZK: 0.045,
  HUF: 0.0028,
  RON: 0.22,
};

export const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
export const statusesOf = (rank: Rank) => statusOf[rank] ?? ["full_time"];
/** Without a time zone, as the vendor writes it. */
export const discoveredOf = ({ id, openedAt }: Posting) =>
  new Date(openedAt + diceOf("discovered", id).between(5, 90) * minute).toISOString().slice(0, 19);

/** A year's pay: the vendor turns months into years. */
function yearlyOf({ pay }: Posting) {
  if (!pay) return undefined;
  const times = pay.period === "month" ? 12 : 1;
  return { min: pay.min * times, max: pay.max * times };
}

export function dollarsOf(posting: Posting) {
  const yearly = yearlyOf(posting);
  const rate = inDollars[posting.city.country.currency];
  if (!yearly || rate === undefined) return undefined;
  return { min: Math.round(yearly.min * rate), max: Math.round(yearly.max * rate) };
}

export function textOf({ blocks }: Posting): string {
  return blocks
    .map(({ heading, paragraphs, points }) =>
      [...(heading ? [`## ${heading}`] : []), ...paragraphs, points.map((point) => `* ${point}`).join("\n")]
        .filter(Boolean)
        .join("\n\n"),
    )
    .join("\n\n");
}

/** A posting in the shape of the vendor's documented example. */
export function jobOf(posting: Posting, url: string) {
  const { id, slug, title, company, city, second, mode, rank, path, openedAt } = posting;
  const dice = diceOf("theirstack", id);
  const places = [city, ...(second ? [second] : [])];
  const { country } = city;
  const link = `${url}/postings/${slug}`;
  const domain = dice.chance(0.7) ? `${slug.split("-")[0]}.example` : null;
  return {
    id,
    job_title: title,
    url: link,
    date_posted: dateOf(openedAt),
    has_blurred_data: false,
    company: company.name,
    final_url: dice.chance(0.7) ? link : null,
    source_url: dice.chance(0.5) ? `${link}?ref=board` : null,
    location: `${city.name}, ${city.region}`,
    short_location: `${city.name}, ${country.code}`,
    long_location: `${city.name}, ${city.region}, ${country.name}`,
    state_code: null,
    latitude: city.lat,
    longitude: city.lon,
    postal_code: null,
    remote: mode === "remote",
    hybrid: mode === "hybrid",
    ...salaryOf(posting),
    countries: [...new Set(places.map((place) => place.country.name))],
    country: country.name,
    country_codes: [...new Set(places.map((place) => place.country.code))],
    country_code: country.code,
    cities: places.map(({ name }) => name),
    continents: ["Europe"],
    seniority: dice.chance(0.9) ? seniorityOf[rank] : null,
    discovered_at: discoveredOf(posting),
    company_domain: domain,
    hiring_team: [],
    reposted: false,
    date_reposted: null,
    employment_statuses: statusesOf(rank),
    easy_apply: false,
    technology_slugs: dice
      .some(fields[path].skills, 2)
      .map((skill) => skill.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")),
    description: textOf(posting),
    company_object: companyOf(posting, domain),
    locations: places.map(locationOf),
    normalized_title: title.toLowerCase(),
    manager_roles: [],
    matching_phrases: [],
    matching_words: [],
  };
}

function salaryOf(posting: Posting) {
  const yearly = yearlyOf(posting);
  const dollars = dollarsOf(posting);
  const { currency } = posting.city.country;
  return {
    salary_string: posting.pay ? `${currency} ${posting.pay.min} - ${posting.pay.max} a ${posting.pay.period}` : null,
    min_annual_salary: yearly?.min ?? null,
    min_annual_salary_usd: dollars?.min ?? null,
    max_annual_salary: yearly?.max ?? null,
    max_annual_salary_usd: dollars?.max ?? null,
    avg_annual_salary_usd: dollars ? (dollars.min + dollars.max) / 2 : null,
    salary_currency: yearly ? currency : null,
  };
}

function companyOf({ company, city, path }: Posting, domain: string | null) {
  return {
    id: company.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-"),
    name: company.name,
    domain,
    industry: fields[path].tag,
    country: city.country.name,
    employee_count: null,
    long_description: `${company.name} ${company.business}.`,
    city: company.offices[0] ?? null,
    has_blurred_data: false,
  };
}

function locationOf({ name, region, country, lat, lon, geonameId }: Posting["city"]) {
  return {
    admin1_code: null,
    admin1_name: region,
    continent: "EU",
    country_code: country.code,
    country_name: country.name,
    display_name: `${name}, ${region}, ${country.name}`,
    id: geonameId,
    latitude: lat,
    longitude: lon,
    name,
    state: region,
    state_code: null,
    type: "city",
  };
}
