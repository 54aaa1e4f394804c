import { defineConfig } from "vitest/config";
import { minute } from "./lib/time.ts";
import { shared } from "./vitest.config.ts";

export default defineConfig({
  // A browser, a whole stack and a person's pace.
  test: { ...shared, include: ["**/*.browser.test.ts"], testTimeout: 2 * minute },
});
