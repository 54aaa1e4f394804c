import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { longestFirst } from "./test/longest-first.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  test: {
    ...shared,
    include: ["**/*.browser.test.ts"],
    globalSetup: ["test/browser-setup.ts"],
    // A browser at a person's pace.
    testTimeout: 4 * minute,
    sequence: { sequencer: longestFirst("pages/search", "pages/journey", "pages/dashboard") },
  },
});
