import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { day } from "../../lib/time.ts";
import type { Posting } from "./catalogue.ts";
import { titled } from "./seek.ts";
import type { Boards } from "./sources.ts";
import { dateOf, discoveredOf, dollarsOf, jobOf, seniorityOf, statusesOf, textOf } from "./theirstack-job.ts";

const texts = z.array(z.string().min(1)).max(1000).optional();
const date = z.iso.date().optional();
const amount = z.number().min(0).nullish();

/** The documented parameters that are supported here, and the few that are accepted and ignored. */
const body = z.strictObject({
  job_title_or: texts,
  job_title_not: texts,
  job_title_pattern_or: texts,
  job_title_pattern_not: texts,
  job_country_code_or: z.array(z.string().regex(/^[A-Z]{2}$/)).optional(),
  job_country_code_not: z.array(z.string().regex(/^[A-Z]{2}$/)).optional(),
  job_location_or: z.array(z.strictObject({ id: z.int() })).optional(),
  job_location_pattern_or: texts,
  job_description_pattern_or: texts,
  job_seniority_or: z.array(z.enum(["c_level", "staff", "senior", "mid_level", "junior"])).optional(),
  employment_statuses_or: z.array(z.enum(["full_time", "part_time", "temporary", "internship", "contract"])).optional(),
  remote: z.boolean().nullish(),
  posted_at_max_age_days: z.int().min(0).optional(),
  posted_at_gte: date,
  posted_at_lte: date,
  discovered_at_gte: z.iso.datetime({ local: true }).optional(),
  discovered_at_lte: z.iso.datetime({ local: true }).optional(),
  company_name_or: texts,
  company_domain_or: texts,
  company_linkedin_url_or: texts,
  job_id_not: z.array(z.int()).optional(),
  min_salary_usd: amount,
  max_salary_usd: amount,
  order_by: z.array(z.object({ field: z.string(), desc: z.boolean().optional() })).optional(),
  include_total_results: z.boolean().optional(),
  blur_company_data: z.boolean().optional(),
  limit: z.int().min(1).max(500).default(25),
  page: z.int().min(0).default(0),
  offset: z.int().min(0).optional(),
});
type Asked = z.output<typeof body>;

/** Every request needs one of these. */
const needed = [
  "posted_at_max_age_days",
  "posted_at_gte",
  "posted_at_lte",
  "company_domain_or",
  "company_linkedin_url_or",
  "company_name_or",
] as const;

/** TheirStack's job search. */
export function theirstackRoutes(boards: Boards): Hono {
  return new Hono().post("/jobs/search", async (c) => {
    if (!/^Bearer \S+$/.test(c.req.header("authorization") ?? "")) {
      return refused(c, 401, {
        code: "E-001",
        title: "Not authenticated",
        description: "Send your API key as a bearer token.",
      });
    }
    c.header("RateLimit-Policy", '"per-second";q=4;w=1, "per-minute";q=10;w=60');
    c.header("RateLimit", '"per-second";r=3;t=1');
    c.header("RateLimit-Limit", "4");
    c.header("RateLimit-Remaining", "3");
    c.header("RateLimit-Reset", "1");
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) {
      return refused(c, 422, { code: "E-022", title: "Validation error", description: z.prettifyError(asked.error) });
    }
    if (!needed.some((name) => asked.data[name] !== undefined)) {
      const description = `At least one of these filters is required: ${needed.join(", ")}.`;
      return refused(c, 422, { code: "E-021", title: "A filter is missing", description });
    }
    const now = boards.clock();
    const all = boards.catalogue.live().filter((posting) => fits(posting, asked.data, now));
    const { limit, page, offset = page * limit, include_total_results } = asked.data;
    return c.json({
      metadata: {
        total_results: include_total_results ? all.length : null,
        truncated_results: 0,
        truncated_companies: 0,
        total_companies: include_total_results ? new Set(all.map(({ company }) => company)).size : null,
      },
      data: all.slice(offset, offset + limit).map((posting) => jobOf(posting, boards.url)),
    });
  });
}

/** Instants are compared to the second, with or without their Z. */
const seconds = "2026-11-21T12:00:00".length;

function fits(posting: Posting, asked: Asked, now: number): boolean {
  const { title, city, mode, rank, company, openedAt } = posting;
  const postedOn = dateOf(openedAt);
  const discoveredAt = discoveredOf(posting);
  const any = <Item>(list: readonly Item[] | undefined, test: (item: Item) => boolean) => !list || list.some(test);
  const none = <Item>(list: readonly Item[] | undefined, test: (item: Item) => boolean) => !list?.some(test);
  const like = (pattern: string, text: string) => new RegExp(pattern, "i").test(text);
  const { max, min } = dollarsOf(posting) ?? {};
  return (
    any(asked.job_title_or, (phrase) => titled(posting, phrase)) &&
    none(asked.job_title_not, (phrase) => titled(posting, phrase)) &&
    any(asked.job_title_pattern_or, (pattern) => like(pattern, title)) &&
    none(asked.job_title_pattern_not, (pattern) => like(pattern, title)) &&
    any(asked.job_country_code_or, (code) => code === city.country.code) &&
    none(asked.job_country_code_not, (code) => code === city.country.code) &&
    any(asked.job_location_or, ({ id }) => id === city.geonameId || id === posting.second?.geonameId) &&
    any(asked.job_location_pattern_or, (pattern) =>
      like(pattern, `${city.name}, ${city.local}, ${city.country.name}`),
    ) &&
    any(asked.job_description_pattern_or, (pattern) => like(pattern, textOf(posting))) &&
    any(asked.job_seniority_or, (seniority) => seniority === seniorityOf[rank]) &&
    any(asked.employment_statuses_or, (status) => statusesOf(rank).includes(status)) &&
    any(asked.company_name_or, (name) => name.toLowerCase() === company.name.toLowerCase()) &&
    none(asked.job_id_not, (id) => id === posting.id) &&
    (asked.remote == null || asked.remote === (mode === "remote")) &&
    (asked.min_salary_usd == null || (max !== undefined && max >= asked.min_salary_usd)) &&
    (asked.max_salary_usd == null || (min !== undefined && min <= asked.max_salary_usd)) &&
    (asked.posted_at_max_age_days === undefined || postedOn >= dateOf(now - asked.posted_at_max_age_days * day)) &&
    (asked.posted_at_gte === undefined || postedOn >= asked.posted_at_gte) &&
    (asked.posted_at_lte === undefined || postedOn <= asked.posted_at_lte) &&
    (asked.discovered_at_gte === undefined || discoveredAt >= asked.discovered_at_gte.slice(0, seconds)) &&
    (asked.discovered_at_lte === undefined || discoveredAt <= asked.discovered_at_lte.slice(0, seconds))
  );
}

interface VendorError {
  code: string;
  title: string;
  description: string;
}

function refused(c: Context, status: 401 | 422, error: VendorError) {
  return c.json({ error, request_id: randomBytes(16).toString("hex") }, status);
}
