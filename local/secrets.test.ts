import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../test/services.ts";
import { loadSecrets } from "./secrets.ts";

test("secrets are made once, long enough and for their owner's eyes only", async () => {
  const folder = testFolder();
  const first = await loadSecrets(folder);
  const second = await loadSecrets(folder);
  expect(second).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  for (const secret of Object.values(first)) expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a secret that a newer version needs is added, the others stay", async () => {
  const folder = testFolder();
  const file = join(folder, "secrets.json");
  const { METRICS_TOKEN: _, ...older } = await loadSecrets(folder);
  writeFileSync(file, JSON.stringify(older));
  const newer = await loadSecrets(folder);
  expect(newer).toMatchObject(older);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(newer);
});

test("a file that cannot be read is a sentence with the way out", async () => {
  const folder = testFolder();
  writeFileSync(join(folder, "secrets.json"), "{");
  await expect(loadSecrets(folder)).rejects.toThrow("npm run reset");
});
