import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { LongestFirst } from "./test/longest-first.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  test: {
    ...shared,
    name: "browser",
    include: ["**/*.browser.test.ts"],
    globalSetup: ["test/browser-setup.ts"],
    // A browser at a person's pace, also where ten others want the processors.
    testTimeout: 8 * minute,
    sequence: { sequencer: LongestFirst },
  },
});
