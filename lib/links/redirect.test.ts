import { expect, test } from "vitest";
import { judgeRedirect } from "./redirect.ts";

test.each([
  // Greenhouse: a board that moved, a posting that is gone, an employer's own page
  ["https://boards.greenhouse.io/acme/jobs/4411999", "https://job-boards.greenhouse.io/acme/jobs/4411999", "same"],
  ["https://boards.greenhouse.io/acme/jobs/4411999", "https://boards.greenhouse.io/acme?error=true", "list"],
  ["https://boards.greenhouse.io/acme/jobs/4411999", "https://acme.example/careers?gh_jid=4411999", "same"],
  ["https://boards.greenhouse.io/acme/jobs/4411999", "https://acme.example/careers", "list"],
  ["https://acme.example/careers?gh_jid=4411999", "https://acme.example/careers", "list"],
  ["https://apply.workable.com/acme/j/4A1B2C3D9E/", "https://apply.workable.com/acme/?not_found=true", "list"],
  ["https://acme.recruitee.com/o/data-analyst", "https://acme.recruitee.com/", "list"],
  ["https://acme.recruitee.com/o/data-analyst", "https://acme.recruitee.com/o/data-analyst-2", "elsewhere"],
  ["https://www.adzuna.de/details/5801147013", "https://www.adzuna.de/details/5801147099", "other-posting"],
  ["https://www.adzuna.de/land/ad/5801147013", "https://acme.example/stellen/data-analyst-4711", "elsewhere"],
  ["https://jobs.acme.co.uk/en/jobs/77", "https://acme.co.uk/jobs/77/", "same"],
  ["https://acme.example/jobs/77", "https://acme.example/de/jobs/77?utm_source=12345678", "same"],
  ["https://acme.example/jobs/77/apply", "https://acme.example/jobs", "list"],
  ["https://acme.example/jobs/77", "https://acme.example/stellenangebote/", "list"],
  ["https://acme.example/jobs/77", "https://acme.example/offres/expired", "list"],
  ["https://acme.example/jobs/77", "https://login.acme.example/sign-in?back=77", "login"],
  ["https://acme.example/p/data-analyst", "https://www.acme.example/p/data-analyst/", "same"],
  ["https://acme.example/%E0%A4%A", "https://acme.example/%E0%A4%A/1", "elsewhere"],
])("%s to %s: %s", (from, to, expected) => {
  expect(judgeRedirect(new URL(from), new URL(to))).toBe(expected);
});
