import { expect, test, vi } from "vitest";

vi.hoisted(() => {
  process.env.SOURCES = "greenhouse,adzuna,reed,arbeitnow";
  process.env.ADZUNA_APP_ID = "only-the-id";
  process.env.REED_API_KEY = "the-reed-key";
});

import { activeSources, configuredSources, hasFixedTargets, parseSources, sourceNamed, sources } from "./index.ts";

const [greenhouse, arbeitnow] = parseSources(["greenhouse", "arbeitnow"]);

test("a name is the vendor with its own targets", () => {
  expect(greenhouse).toMatchObject({ name: "greenhouse", baseUrl: "https://boards-api.greenhouse.io" });
  expect(greenhouse?.targets().length).toBeGreaterThan(15);
  expect(arbeitnow?.targets()).toEqual(["all"]);
});

test.each([
  [
    "another server",
    "greenhouse=http://127.0.0.1:4000/greenhouse/",
    "http://127.0.0.1:4000/greenhouse",
    greenhouse?.targets(),
  ],
  ["other targets", "greenhouse|fjordbyte|havelwerk", "https://boards-api.greenhouse.io", ["fjordbyte", "havelwerk"]],
  ["both", "greenhouse=http://localhost:1/g|fjordbyte", "http://localhost:1/g", ["fjordbyte"]],
  ["spaces", " greenhouse = http://localhost:1 | a | b ", "http://localhost:1", ["a", "b"]],
])("%s", (_, entry, baseUrl, targets) => {
  const [source] = parseSources([entry]);
  expect(source).toMatchObject({ name: "greenhouse", baseUrl });
  expect(source?.targets()).toEqual(targets);
});

test("an override is asked, not the vendor", () => {
  const [source] = parseSources(["greenhouse=http://localhost:1/g|fjordbyte"]);
  expect(source?.request({ baseUrl: source.baseUrl, target: "fjordbyte", cursor: null, credentials: {} }).url).toBe(
    "http://localhost:1/g/v1/boards/fjordbyte/jobs?content=true",
  );
});

test.each([
  [["linkedin"], /"linkedin" is not a source; there are greenhouse, arbeitnow/],
  [["greenhouse=ftp://x"], /greenhouse: "ftp:\/\/x" is not an http\(s\) URL/],
  [["greenhouse="], /greenhouse: "" is not an http\(s\) URL/],
  [["greenhouse|a*b"], /greenhouse: "a\*b" is not a target/],
  [["greenhouse|"], /greenhouse: "" is not a target/],
  [["greenhouse", "greenhouse"], /greenhouse stands twice/],
  [["x", "y"], /"x" is not a source.*"y" is not a source/],
])("%j says what is wrong", (entries, message) => {
  expect(() => parseSources(entries)).toThrow(message);
});

test("every source says what its terms ask for", () => {
  for (const source of sources) {
    expect(source.attribution.label).not.toBe("");
    expect(source.attribution.url).toMatch(/^https:/);
    expect(source.terms).toMatch(/\.$/);
    expect(source.pollEveryMs).toBeGreaterThan(0);
    expect(source.maxPages).toBeGreaterThan(0);
  }
});

test("the active sources are the environment's", () => {
  expect(activeSources().map(({ name }) => name)).toEqual(["greenhouse", "reed", "arbeitnow"]);
  expect(activeSources()).toBe(activeSources());
});

test("a source by its name", () => {
  expect(sourceNamed("arbeitnow")).toMatchObject({ name: "arbeitnow" });
  expect(() => sourceNamed("linkedin")).toThrow(/"linkedin" is not a source; there are greenhouse/);
});

test("default: all that nobody has named, and that have no reason to be off", () => {
  const names = (entries: string[]) => parseSources(entries).map(({ name }) => name);
  const on = sources.filter(({ offBecause }) => !offBecause).map(({ name }) => name);
  expect(names(["default"])).toEqual(on);
  expect(on).toContain("lever");
  expect(on).not.toContain("remoteok");
  expect(names(["default", "remoteok"]).sort()).toEqual([...on, "remoteok"].sort());
  const replaced = parseSources(["default", "lever=http://localhost:1/l"]);
  expect(replaced).toHaveLength(on.length);
  expect(replaced.find(({ name }) => name === "lever")).toMatchObject({ baseUrl: "http://localhost:1/l" });
});

test("each source stands once, under its own name, and off ones say why", () => {
  expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
  for (const { offBecause } of sources) if (offBecause !== undefined) expect(offBecause.length).toBeGreaterThan(10);
});

test("targets that the operator names are known as such", () => {
  const [named, own] = parseSources(["greenhouse|a", "arbeitnow=http://localhost:1"]);
  expect([named && hasFixedTargets(named), own && hasFixedTargets(own)]).toEqual([true, false]);
});

test("a source without its credentials does not run, and the ingress knows it all the same", () => {
  expect(configuredSources().map(({ name }) => name)).toEqual(["greenhouse", "adzuna", "reed", "arbeitnow"]);
});
