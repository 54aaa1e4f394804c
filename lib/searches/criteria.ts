import { z } from "zod";
import { isCountry } from "../country.ts";
import { typedLine } from "../words/one-line.ts";

/** What can be searched: our own postings, and the sources with a `search` of their own. */
export const searchSources = ["jobping", "jsearch", "theirstack"] as const;
export type SearchSource = (typeof searchSources)[number];
export const jobTypes = ["remote", "on-site", "hybrid", "full-time", "part-time"] as const;
export const datesPosted = ["day", "week", "month", "any"] as const;

/** The most that a person can mean; beyond it a provider's own number type may end. */
const mostPay = 10_000_000;

/** One line, as a provider's request and a CSV want it. */
const line = (least: number, most: number, missing?: string) =>
  z
    .string(missing)
    .trim()
    .min(least, missing ?? `must have at least ${least} characters`)
    .max(most, `must have at most ${most} characters`)
    .regex(typedLine, "must not contain line breaks or control characters");

const yearlyPay = z
  .number("must be a year's pay as a whole number, such as 45000")
  .int("must be a whole number, such as 45000")
  .positive("must be more than 0")
  .max(mostPay, `must be at most ${mostPay}`);

/** The body of POST /searches (CONTRACT.md). Unknown keys are refused. */
export const searchCriteria = z
  .strictObject({
    jobTitle: line(2, 100, "name the job you look for, in 2 to 100 characters").refine(
      (title) => /[\p{L}\p{N}]/u.test(title),
      "must have letters or digits",
    ),
    industry: line(1, 80).optional(),
    salaryMin: yearlyPay.optional(),
    salaryMax: yearlyPay.optional(),
    jobType: z.enum(jobTypes, `must be one of: ${jobTypes.join(", ")}`).optional(),
    city: line(1, 80).optional(),
    country: z.string().trim().toUpperCase().refine(isCountry, "must be an ISO 3166-1 code such as DE").optional(),
    datePosted: z.enum(datesPosted, `must be one of: ${datesPosted.join(", ")}`).default("any"),
    sources: z
      .array(z.enum(searchSources, `must be of: ${searchSources.join(", ")}`))
      .min(1, "name at least one source, or leave the field out for all")
      .max(searchSources.length, `must have at most ${searchSources.length} sources`)
      .optional(),
  })
  .refine(({ salaryMin, salaryMax }) => salaryMin === undefined || salaryMax === undefined || salaryMin <= salaryMax, {
    path: ["salaryMax"],
    message: "must not be less than salaryMin",
  });

export type SearchCriteria = z.output<typeof searchCriteria>;
