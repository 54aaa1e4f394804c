import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentVariables } from "../../lib/env-variables.ts";
import { configuration } from "./configuration.ts";
import { readersOf, requiredByWorkers, root } from "./readers.ts";

test("docs/configuration.md is what `npm run docs` writes", () => {
  expect(readFileSync(join(root, "docs/configuration.md"), "utf8")).toBe(configuration());
});

test("every variable has a row", () => {
  const rows = [...configuration().matchAll(/^\| `([A-Z_]+)` *\|(?: [^|]*(?:\\\|[^|]*)*\|){5}$/gm)].map(
    ([, name]) => name,
  );
  expect(rows).toEqual(Object.keys(environmentVariables));
});

test("knows who reads what", () => {
  expect(readersOf("TRUSTED_PROXIES")).toEqual(["ingress"]);
  expect(readersOf("OPENAI_API_KEY")).toEqual(["workers"]);
  expect(readersOf("REED_API_KEY")).toEqual(["workers"]);
  expect(readersOf("SEAL_SECRET")).toEqual(["ingress", "workers"]);
  expect(readersOf("ALLOW_PLAINTEXT_INTERNAL")).toEqual(["ingress", "workers"]);
  expect(requiredByWorkers()).toEqual(["SUPABASE_SERVICE_ROLE_KEY", "RESEND_API_KEY"]);
});
