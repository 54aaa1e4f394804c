import { createHash, randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { day, hour, second } from "../../lib/time.ts";
import type { Posting } from "./catalogue.ts";
import { diceOf } from "./dice.ts";
import { seek } from "./seek.ts";
import type { Boards } from "./sources.ts";
import type { Rank } from "./words/language.ts";

const perPage = 10;

const typesOf: Partial<Record<Rank, { text: string; types: readonly string[] }>> = {
  internship: { text: "Internship", types: ["INTERN"] },
  "working-student": { text: "Part-time and Internship", types: ["PARTTIME", "INTERN"] },
};
const experienced: readonly Rank[] = ["senior", "lead"];
const fullTime = { text: "Full-time", types: ["FULLTIME"] };
const ageOf = { all: Number.POSITIVE_INFINITY, today: 1 * day, "3days": 3 * day, week: 7 * day, month: 30 * day };
const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** The documented parameters. Unlike the vendor we refuse others, so that tests notice them. */
const asked = {
  query: z.string().trim().min(1),
  country: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  language: z.string().optional(),
  date_posted: z.enum(["all", "today", "3days", "week", "month"]).default("all"),
  employment_types: z
    .string()
    .regex(/^(FULLTIME|CONTRACTOR|PARTTIME|INTERN)(,(FULLTIME|CONTRACTOR|PARTTIME|INTERN))*$/)
    .optional(),
  job_requirements: z
    .string()
    .regex(/^\w+(,\w+)*$/)
    .optional(),
  radius: z.string().regex(/^\d+$/).optional(),
  exclude_job_publishers: z.string().optional(),
  fields: z.string().optional(),
  num_pages: z.coerce.number().int().min(1).max(20).default(1),
};
const askedV1 = z.strictObject({
  ...asked,
  page: z.coerce.number().int().min(1).max(100).default(1),
  remote_jobs_only: flag.optional(),
  work_from_home: flag.optional(),
});
const askedV2 = z.strictObject({ ...asked, cursor: z.string().optional(), work_from_home: flag.optional() });
type Asked = z.output<typeof askedV2>;

/** JSearch as it is at RapidAPI: `/search-v2` with a cursor, and the older `/search` with pages. */
export function jsearchRoutes(boards: Boards): Hono {
  const found = (query: Asked) => findIn(boards.catalogue.live(), query, boards.clock());
  const rows = (postings: Posting[]) => postings.map((posting) => jobOf(posting, boards.url, boards.clock()));
  return new Hono()
    .use(async (c, next) => {
      if (!c.req.header("x-rapidapi-key")) {
        const message = "Invalid API key. Go to https://docs.rapidapi.com/docs/keys for more info.";
        return c.json({ message }, 401);
      }
      c.header("x-ratelimit-requests-limit", "200");
      c.header("x-ratelimit-requests-remaining", "199");
      c.header("x-ratelimit-requests-reset", String((30 * day) / second));
      return next();
    })
    .get("/search-v2", (c) => {
      const query = askedV2.safeParse(c.req.query());
      if (!query.success) return refused(c, query.error);
      const first = firstOf(query.data.cursor);
      if (first === undefined) return refused(c, "cursor is not one of ours");
      const all = found(query.data);
      const last = first + perPage * query.data.num_pages;
      const cursor = all.length > last ? cursorOf(last) : null;
      return answer(c, query.data, { jobs: rows(all.slice(first, last)), cursor });
    })
    .get("/search", (c) => {
      const query = askedV1.safeParse(c.req.query());
      if (!query.success) return refused(c, query.error);
      const { page, remote_jobs_only, work_from_home = remote_jobs_only, num_pages } = query.data;
      const first = (page - 1) * perPage;
      const all = found({ ...query.data, work_from_home });
      return answer(c, query.data, rows(all.slice(first, first + perPage * num_pages)));
    });
}

function findIn(live: Posting[], query: Asked, now: number): Posting[] {
  const types = query.employment_types?.split(",");
  return seek(live, query.query).filter((posting) => {
    if (query.country && posting.city.country.code.toLowerCase() !== query.country) return false;
    if (query.work_from_home && posting.mode !== "remote") return false;
    if (/under_3|no_exp/.test(query.job_requirements ?? "") && experienced.includes(posting.rank)) return false;
    if (types && !typeOf(posting).types.some((type) => types.includes(type))) return false;
    return now - posting.openedAt <= ageOf[query.date_posted];
  });
}

const typeOf = ({ rank }: Posting) => typesOf[rank] ?? fullTime;

function jobOf(posting: Posting, url: string, now: number) {
  const { id, slug, title, company, city, mode, openedAt, pay } = posting;
  const dice = diceOf("jsearch", id);
  const type = typeOf(posting);
  const publisher = dice.pick(["Wanderboard", "Lampjobs", company.name]);
  const apply = `${url}/postings/${slug}?utm_campaign=google_jobs_apply&utm_source=google_jobs_apply&utm_medium=organic`;
  // For few of them is more known than the country, as with Google.
  const place = mode === "remote" && dice.chance(0.4) ? null : city;
  const publishedAt = new Date(openedAt - (openedAt % hour));
  return {
    job_id: jobId(id),
    job_title: title,
    employer_name: company.name,
    employer_logo: dice.chance(0.6) ? `${url}/logos/${id}.png` : null,
    employer_website: dice.chance(0.3) ? `https://${slug.split("-")[0]}.example` : null,
    job_publisher: publisher,
    job_employment_type: type.text,
    job_employment_types: type.types,
    job_apply_link: apply,
    job_apply_is_direct: publisher === company.name,
    apply_options: [{ publisher, apply_link: apply, is_direct: publisher === company.name }],
    job_description: textOf(posting),
    job_is_remote: mode === "remote",
    job_posted_at: ago(now - openedAt),
    job_posted_at_timestamp: dice.chance(0.95) ? publishedAt.getTime() / second : null,
    job_posted_at_datetime_utc: publishedAt.toISOString(),
    job_location: place ? `${place.name}, ${place.country.name}` : city.country.name,
    job_city: place?.name ?? null,
    job_state: place?.region ?? null,
    job_country: city.country.code,
    job_latitude: place?.lat ?? null,
    job_longitude: place?.lon ?? null,
    job_benefits: dice.chance(0.3) ? ["health_insurance"] : null,
    job_google_link: `https://www.google.com/search?q=jobs&gl=${city.country.code.toLowerCase()}&hl=en&udm=8`,
    // As recorded: the key is absent if both amounts are present.
    ...(pay ? {} : { job_salary: null }),
    job_min_salary: pay?.min ?? null,
    job_max_salary: pay?.max ?? null,
    job_salary_period: pay?.period.toUpperCase() ?? null,
    job_highlights: dice.chance(0.7) ? highlightsOf(posting) : {},
    job_onet_soc: "15204100",
    job_onet_job_zone: dice.chance(0.5) ? "4" : null,
  };
}

function textOf({ blocks }: Posting): string {
  return blocks
    .map(({ heading, paragraphs, points }) =>
      [...(heading ? [`${heading}:`] : []), ...paragraphs, ...points.map((point) => `• ${point}`)].join("\n"),
    )
    .join("\n\n");
}

function highlightsOf({ blocks }: Posting) {
  const [tasks, profile, offer] = blocks.filter(({ heading }) => heading).map(({ points }) => points);
  return { Qualifications: profile, Responsibilities: tasks, ...(offer && { Benefits: offer }) };
}

/** Sixteen bytes in base64url, with the characters that careless callers do not escape. */
function jobId(id: number): string {
  const bytes = createHash("sha256").update(`jsearch ${id}`).digest().fill(0, 10).subarray(0, 16);
  return `${bytes.toString("base64url")}==`;
}

function ago(age: number): string {
  const days = Math.floor(age / day);
  if (days === 0) return `${Math.max(1, Math.floor(age / hour))} hours ago`;
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

const cursorOf = (first: number) => Buffer.from(`from ${first}`).toString("base64url");

function firstOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const [, first] = /^from (\d{1,6})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  return first === undefined ? undefined : Number(first);
}

function answer(c: Context, parameters: object, data: unknown) {
  return c.json({ status: "OK", request_id: randomUUID(), parameters, data });
}

function refused(c: Context, why: z.ZodError | string) {
  const message = typeof why === "string" ? why : z.prettifyError(why);
  return c.json({ status: "ERROR", request_id: randomUUID(), error: { message, code: 400 } }, 400);
}
