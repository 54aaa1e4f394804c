import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hour, second } from "../../lib/time.ts";
import { testFolder } from "../../test/services.ts";
import { backups } from "./doctor-backups.ts";

const states = (folder: string) => backups(folder).map(({ state, says }) => `${state} ${says}`);
const dump = (folder: string, name: string, ageMs: number, text = "dump") => {
  writeFileSync(join(folder, name), text);
  const at = (Date.now() - ageMs) / second;
  utimesSync(join(folder, name), at, at);
};

test("the newest dump has to be of last night, and whole", () => {
  const folder = testFolder();
  expect(states(folder)).toEqual(["FAIL there is none"]);
  dump(folder, "jobping-2026-11-20.dump", 48 * hour);
  dump(folder, "jobping-2026-11-22.dump.part", 0);
  expect(states(folder)).toEqual([expect.stringMatching(/^FAIL 1, the newest (2 d|48 h)/)]);
  dump(folder, "jobping-2026-11-22.dump", 25 * hour);
  expect(states(folder)).toEqual([expect.stringMatching(/^PASS 2, the newest (25 h|1 d)/)]);
  dump(folder, "jobping-2026-11-22.dump", 0, "");
  expect(states(folder)).toEqual([expect.stringMatching(/^FAIL 2, /)]);
});

test("where the database's host makes them, nothing is said", () => {
  expect(backups("")).toEqual([]);
});
