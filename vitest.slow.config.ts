import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";
import { shared } from "./vitest.config.ts";

/** Long tests and browser tests in one run, a step of .ci/run: while some wait, the others have the processors. */
export default defineConfig({
  test: {
    maxWorkers: shared.maxWorkers,
    projects: ["vitest.{long,browser}.config.ts"],
    sequence: { sequencer: LongestFirst },
  },
});
