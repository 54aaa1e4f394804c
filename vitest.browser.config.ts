import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  test: {
    ...shared,
    include: ["**/*.browser.test.ts"],
    globalSetup: ["test/browser-setup.ts"],
    // A browser at a person's pace.
    testTimeout: 4 * minute,
  },
});
