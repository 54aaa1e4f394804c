import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { longestFirst } from "./test/longest-first.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  // A thousand people and many processes: too long for every day, and a step of .ci/run.
  test: {
    ...shared,
    include: ["**/*.long.test.ts"],
    testTimeout: 5 * minute,
    sequence: {
      sequencer: longestFirst("docs/runbook", "workers/digests-killed", "workers/mail-events", "ops/incidents"),
    },
  },
});
