import { defineConfig } from "vitest/config";
import { minute, second } from "./lib/time.ts";

/** What all tests share. */
const common = {
  exclude: ["**/node_modules/**", "dist/**", ".local/**"],
  pool: "forks" as const,
  // Only what hangs gets there: a slow machine makes no test fail.
  testTimeout: 1 * minute,
  hookTimeout: 2 * minute,
  // A file that does not end has left something open: that is a failure, not something to wait for.
  teardownTimeout: 10 * second,
};

/** Real services, started once: also for browser tests and long ones. */
export const shared = {
  ...common,
  globalSetup: ["test/global-setup.ts"],
  setupFiles: ["test/setup.ts"],
  // Two cores; the others are for files that mostly wait (outages, recoveries).
  maxWorkers: 4,
};

/** Each kind has a configuration of its own, and a step of .ci/run. */
const elsewhere = ["**/*.browser.test.ts", "**/*.long.test.ts"];

/** Functions of texts and numbers: they need no service, and one process loads the gazetteer and the lexicons once. */
const pure = [
  "lib/postings/*.test.ts",
  "lib/matching/!(ai-budget|catalogue|rerank*).test.ts",
  "lib/sources/{adzuna,arbeitnow,arbeitsagentur,ashby,boards,greenhouse,hackernews,himalayas,jobicy,jsearch,jsearch-row,kept-reply}.test.ts",
  "lib/sources/{lever,link,moment,personio,recruitee,remoteok,smartrecruiters,theirstack,theirstack-row,themuse}.test.ts",
  "lib/sources/{wanted,workable,xml}.test.ts",
  "lib/searches/{criteria,csv,score}.test.ts",
  "lib/links/{closed-phrases,pace,redirect}.test.ts",
  "lib/mail/{allowlist,digest,outcomes,render}.test.ts",
  "lib/{backoff,company-name,plain,random,time,tokens,turns}.test.ts",
  "lib/billing/standing.test.ts",
  "lib/figures/problems.test.ts",
  "lib/subscribers/cadence.test.ts",
  "ingress/{body,client-ip}.test.ts",
  "ingress/pages/{dashboard,search-words}.test.ts",
  "ingress/forms/signup.test.ts",
  "scripts/drill/rules.test.ts",
  "scripts/eval/{held-out,search}.test.ts",
  "scripts/ops/{digest-misses,ops}.test.ts",
];

/**
 * Each begins as in a process of its own (test/anew.ts): they change the environment that lib/env reads once, load
 * modules anew, take Redis away, count what a process remembers (limits, metrics, connections, the
 * catalogue, the preview), or start programs.
 */
const alone = [
  "ingress/{counters,edge,main,redis-away,secrecy}.test.ts",
  "ingress/routes/{dashboard,progress,searches,signup-help}.test.ts",
  "lib/{http,lock-outage,outage,queue,redis-durability,seal,shutdown,tokens-rotation,worker,worker-limits,worker-process}.test.ts",
  "lib/matching/{ai-budget,rerank*}.test.ts",
  "lib/searches/flight.test.ts",
  "lib/sources/{budget,index,outcomes,reed,validators}.test.ts",
  "local/{main,migrate,postgres,secrets}.test.ts",
  "scripts/pilot/pilot.test.ts",
  "scripts/ops/{doctor,reading}.test.ts",
  "workers/{billing-outage,email-allowlist,journey,link-keys,match,match-rerank,scrape-details,scrape-runs,search,supply,telemetry}.test.ts",
];

/** A process of its own: packages read the environment too, and React in production is another. */
const apart = ["ingress/routes/operator.test.ts"];

/** To load the libraries anew for each file would be half of the work: the others share a few processes. */
export default defineConfig({
  test: {
    maxWorkers: shared.maxWorkers,
    projects: [
      // They do nothing but compute: more processes than cores would only load everything once more.
      {
        test: { ...common, name: "pure", include: pure, isolate: false, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        test: {
          ...shared,
          name: "services",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...common.exclude, ...elsewhere, ...pure, ...alone, ...apart],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: "alone",
          include: alone,
          exclude: [...common.exclude, ...elsewhere, ...pure],
          setupFiles: ["test/anew.ts", ...shared.setupFiles],
          isolate: false,
        },
      },
      { test: { ...shared, name: "apart", include: apart } },
    ],
  },
});
