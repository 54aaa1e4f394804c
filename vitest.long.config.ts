import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { LongestFirst } from "./test/longest-first.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  // A thousand people and many processes: too long for every day, and part of a step of .ci/run.
  test: {
    ...shared,
    name: "long",
    include: ["**/*.long.test.ts"],
    testTimeout: 8 * minute,
    sequence: { sequencer: LongestFirst },
  },
});
