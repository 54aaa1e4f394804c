import { defineConfig } from "vitest/config";
import { minute, second } from "./lib/time.ts";

/** What unit and browser tests share: real services, started once, each test file in a process of its own. */
export const shared = {
  globalSetup: ["test/global-setup.ts"],
  setupFiles: ["test/setup.ts"],
  exclude: ["**/node_modules/**", "dist/**", ".local/**"],
  pool: "forks" as const,
  // CI machines have two cores, and two files at once already keep Postgres busy.
  maxWorkers: 2,
  testTimeout: 20 * second,
  hookTimeout: 1 * minute,
  // A file that does not end has left something open: that is a failure, not something to wait for.
  teardownTimeout: 10 * second,
};

export default defineConfig({
  test: { ...shared, include: ["**/*.test.{ts,tsx}"], exclude: [...shared.exclude, "**/*.browser.test.ts"] },
});
