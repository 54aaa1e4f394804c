import { createHash } from "node:crypto";
import type { SearchCriteria, SearchSource } from "./criteria.ts";

/** Raised when what is kept under a key changes its shape or its meaning. */
const version = 1;

/** "  Data   ANALYST " and "data analyst" are one question. */
const plain = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** Equal for the same question to the same source, however it was typed. Which other sources were asked is no part of it. */
export function cacheKey(source: SearchSource, criteria: SearchCriteria): string {
  const { jobTitle, industry, salaryMin, salaryMax, jobType, city, country, datePosted } = criteria;
  const question = [jobTitle, industry, salaryMin, salaryMax, jobType, city, country, datePosted].map((value) =>
    typeof value === "string" ? plain(value) : (value ?? null),
  );
  return createHash("sha256")
    .update(JSON.stringify([version, source, question]))
    .digest("hex");
}
