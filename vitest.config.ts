import { defineConfig } from "vitest/config";
import { minute, second } from "./lib/time.ts";

/** What unit and browser tests share: real services, started once, each test file in a process of its own. */
export const shared = {
  globalSetup: ["test/global-setup.ts"],
  setupFiles: ["test/setup.ts"],
  exclude: ["**/node_modules/**", "dist/**", ".local/**"],
  pool: "forks" as const,
  // Two cores; the third is for files that mostly wait (outages, recoveries).
  maxWorkers: 3,
  testTimeout: 20 * second,
  hookTimeout: 1 * minute,
  // A file that does not end has left something open: that is a failure, not something to wait for.
  teardownTimeout: 10 * second,
};

export default defineConfig({
  test: { ...shared, include: ["**/*.test.{ts,tsx}"], exclude: [...shared.exclude, "**/*.browser.test.ts"] },
});
