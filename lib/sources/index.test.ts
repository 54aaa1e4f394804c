import { expect, test } from "vitest";
import { activeSources, parseSources } from "./index.ts";

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
  expect(source?.request(source.baseUrl, "fjordbyte", null).url).toBe(
    "http://localhost:1/g/v1/boards/fjordbyte/jobs?content=true",
  );
});

test.each([
  [["linkedin"], /"linkedin" is not a source; there are greenhouse, arbeitnow/],
  [["greenhouse=ftp://x"], /greenhouse: "ftp:\/\/x" is not an http\(s\) URL/],
  [["greenhouse="], /greenhouse: "" is not an http\(s\) URL/],
  [["greenhouse|a b"], /greenhouse: "a b" is not a target/],
  [["greenhouse|"], /greenhouse: "" is not a target/],
  [["greenhouse", "greenhouse"], /greenhouse stands twice/],
  [["x", "y"], /"x" is not a source.*"y" is not a source/],
])("%j says what is wrong", (entries, message) => {
  expect(() => parseSources(entries)).toThrow(message);
});

test("every source says what its terms ask for", () => {
  for (const source of parseSources(["greenhouse", "arbeitnow"])) {
    expect(source.attribution.label).not.toBe("");
    expect(source.attribution.url).toMatch(/^https:/);
    expect(source.terms).toMatch(/\.$/);
    expect(source.pollEveryMs).toBeGreaterThan(0);
    expect(source.maxPages).toBeGreaterThan(0);
  }
});

test("the active sources are the environment's", () => {
  expect(activeSources().map(({ name }) => name)).toEqual(["greenhouse", "arbeitnow"]);
  expect(activeSources()).toBe(activeSources());
});
