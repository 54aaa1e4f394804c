import { defineConfig } from "vitest/config";
import { minute, second } from "./lib/time.ts";

/** What all tests share. */
const common = {
  exclude: ["**/node_modules/**", "dist/**", ".local/**"],
  pool: "forks" as const,
  testTimeout: 20 * second,
  hookTimeout: 1 * minute,
  // A file that does not end has left something open: that is a failure, not something to wait for.
  teardownTimeout: 10 * second,
};

/** Real services, started once, each test file in a process of its own: unit and browser tests. */
export const shared = {
  ...common,
  globalSetup: ["test/global-setup.ts"],
  setupFiles: ["test/setup.ts"],
  // Two cores; the others are for files that mostly wait (outages, recoveries).
  maxWorkers: 4,
};

/** Functions of texts and numbers: they need no service, and one process loads the gazetteer and the lexicons once. */
const pure = [
  "lib/postings/*.test.ts",
  "lib/matching/!(catalogue).test.ts",
  "lib/sources/{adzuna,arbeitnow,arbeitsagentur,ashby,boards,greenhouse,hackernews,himalayas,jobicy,jsearch,jsearch-row}.test.ts",
  "lib/sources/{lever,link,moment,personio,recruitee,remoteok,smartrecruiters,theirstack,theirstack-row,themuse}.test.ts",
  "lib/sources/{wanted,workable,xml}.test.ts",
  "lib/searches/{cache-key,criteria,csv,score}.test.ts",
  "lib/links/{closed-phrases,pace,redirect}.test.ts",
  "lib/mail/{allowlist,digest,outcomes,render,wording}.test.ts",
  "lib/{backoff,random,seal,time,tokens}.test.ts",
  "lib/subscribers/cadence.test.ts",
  "ingress/{body,client-ip}.test.ts",
  "ingress/pages/search-words.test.ts",
  "ingress/routes/signup-form.test.ts",
  "scripts/drill/rules.test.ts",
  "scripts/eval/search.test.ts",
];

export default defineConfig({
  test: {
    maxWorkers: shared.maxWorkers,
    projects: [
      { test: { ...common, name: "pure", include: pure, isolate: false } },
      {
        test: {
          ...shared,
          name: "services",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...common.exclude, "**/*.browser.test.ts", ...pure],
        },
      },
    ],
  },
});
