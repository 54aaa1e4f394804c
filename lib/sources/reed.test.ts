import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { PermanentError } from "../errors.ts";
import { request } from "../http.ts";
import { normalise } from "../postings/normalise.ts";
import { reed } from "./reed.ts";
import { SourceFormatError } from "./source.ts";

const baseUrl = "https://www.reed.co.uk";
const search = `${baseUrl}/api/1.0/search?`;
const credentials = { REED_API_KEY: "a-key" };
/** `a-key:` */
const authorization = "Basic YS1rZXk6";
const job = (over: Record<string, unknown> = {}) => ({
  jobId: 57000001,
  employerId: 1,
  employerName: "Havelwerk ",
  employerProfileId: null,
  employerProfileName: null,
  jobTitle: "Junior Data Analyst",
  locationName: "London",
  minimumSalary: 28000,
  maximumSalary: 32000,
  currency: "GBP",
  expirationDate: "02/12/2026",
  date: "01/11/2026",
  jobDescription: "Havelwerk &amp; you",
  applications: 3,
  jobUrl: "https://www.reed.co.uk/jobs/junior-data-analyst/57000001",
  ...over,
});
const detail = (over: Record<string, unknown> = {}) => {
  const { date, ...rest } = job();
  return {
    ...rest,
    datePosted: date,
    yearlyMinimumSalary: 28000,
    yearlyMaximumSalary: 32000,
    salaryType: "per annum",
    salary: "£28,000 - £32,000 per annum",
    externalUrl: "https://careers.havelwerk.example/1",
    partTime: false,
    fullTime: true,
    contractType: "Permanent",
    jobDescription: "<p>The whole text</p>",
    ...over,
  };
};
const reply = (results: unknown[], totalResults = results.length) =>
  JSON.stringify({ results, ambiguousLocations: [], totalResults });
const asked = (cursor: string | null, target: string, since?: Date) =>
  reed.request({ baseUrl, target, cursor, credentials, ...(since && { since }) });
const parse = (results: unknown[], total?: number, requestUrl = asked(null, "GB:London").url) =>
  reed.parse(reply(results, total), "GB:London", requestUrl);
const only = (over: Record<string, unknown>) => parse([job(over)]).postings[0];
const posting = () => {
  const [first] = parse([job()]).postings;
  if (!first) throw new Error("no posting");
  return first;
};

test.each([
  ["GB:London", null, "graduate=true&locationName=London&distanceFromLocation=15&resultsToTake=100&resultsToSkip=0"],
  [
    "GB:Stoke-on-Trent:data-analytics",
    null,
    "keywords=data+analyst&locationName=Stoke-on-Trent&distanceFromLocation=15&resultsToTake=100&resultsToSkip=0",
  ],
  ["GB::data-analytics", "1:2", "keywords=data+scientist&resultsToTake=100&resultsToSkip=100"],
])("asks for %s, at %s", (target, cursor, query) => {
  expect(asked(cursor, target)).toEqual({ url: `${search}${query}`, headers: { authorization } });
});

test("asks for a posting's detail, with the key as the user's name", () => {
  expect(reed.detail?.request({ baseUrl, target: "GB:London", credentials }, posting())).toEqual({
    url: `${baseUrl}/api/1.0/jobs/57000001`,
    headers: { authorization },
  });
});

test("serves the United Kingdom only", () => {
  expect(reed.targets()).toEqual(["GB:London"]);
  expect(() => asked(null, "DE:Berlin")).toThrow(PermanentError);
});

test("a row becomes a raw posting", () => {
  expect(parse([job()])).toEqual({
    postings: [
      {
        source: "reed",
        sourceId: "57000001",
        url: "https://www.reed.co.uk/jobs/junior-data-analyst/57000001",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["London, United Kingdom"],
        description: "Havelwerk &amp; you",
        postedAt: "2026-11-01T00:00:00.000Z",
        validThrough: "2026-12-02T23:59:59.999Z",
        salary: { min: 28000, max: 32000, currency: "GBP", period: "year" },
        homeCountry: "GB",
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});

test("its detail adds the whole text and the kind of work; the link stays Reed's", () => {
  expect(reed.detail?.parse(JSON.stringify(detail()), posting())).toEqual({
    ...posting(),
    description: "<p>The whole text</p>",
    employmentHint: "Full-time",
  });
});

describe("fields that differ", () => {
  test.each([
    ["no pay", { minimumSalary: null, maximumSalary: null, currency: null }],
    ["pay of an hour, which the list does not say", { minimumSalary: 12.5, maximumSalary: 14 }],
    ["pay of a day, which the list does not say", { minimumSalary: 340, maximumSalary: 340 }],
  ])("%s", (_, over) => {
    expect(only(over)).not.toHaveProperty("salary");
  });

  test.each([
    ["pay from", { maximumSalary: null }, { salary: { min: 28000, max: null, currency: "GBP", period: "year" } }],
    ["no currency", { currency: undefined }, { salary: { min: 28000, currency: "GBP" } }],
    ["a postcode", { locationName: "CH11DA" }, { location: ["CH11DA, Chester, United Kingdom"] }],
    ["a postcode of London", { locationName: "WC1V6AN" }, { location: ["WC1V6AN, London, United Kingdom"] }],
    ["a postcode with a space", { locationName: "m1 1ad" }, { location: ["m1 1ad, Manchester, United Kingdom"] }],
    ["a postcode of an area that is none", { locationName: "QQ11AA" }, { location: ["QQ11AA, United Kingdom"] }],
    ["a country", { locationName: "Kuwait" }, { location: ["Kuwait"] }],
    ["a town abroad, by its pay", { locationName: "Dubai", currency: "AED" }, { location: ["Dubai"] }],
    ["no place", { locationName: null }, { location: [] }],
    ["no link", { jobUrl: "" }, { url: "https://www.reed.co.uk/jobs/57000001" }],
    ["no employer and no text", { employerName: null, jobDescription: null }, { company: "", description: "" }],
    ["a day that is none", { date: "31/13/2026" }, { postedAt: null }],
    ["a day in short", { date: "1/9/2026" }, { postedAt: "2026-09-01T00:00:00.000Z" }],
    ["a date of another shape", { date: "2026-11-01" }, { postedAt: "2026-11-01T00:00:00.000Z" }],
    ["an id as text", { jobId: "57000001" }, { sourceId: "57000001" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test.each([
    [{ salaryType: "per hour", minimumSalary: 12.5, maximumSalary: 14 }, "hour", 12.5],
    [{ salaryType: "per day", minimumSalary: 300, maximumSalary: 340 }, "day", 300],
    [{ salaryType: "per week", minimumSalary: 600, maximumSalary: 700, yearlyMinimumSalary: 31200 }, "year", 31200],
  ])("a detail's pay: %j", (over, period, min) => {
    expect(reed.detail?.parse(JSON.stringify(detail(over)), posting())?.salary).toMatchObject({ period, min });
  });

  test.each([
    [{ contractType: "Contract" }, "Contract"],
    [{ contractType: "Temporary", fullTime: false, partTime: true }, "Temporary"],
    [{ fullTime: false, partTime: true }, "Part-time"],
    [{ fullTime: null, partTime: null }, "Permanent"],
  ])("a detail's kind of work: %j", (over, employmentHint) => {
    expect(reed.detail?.parse(JSON.stringify(detail(over)), posting())).toMatchObject({ employmentHint });
  });

  test("a guess at the pay's period does not outlive the detail that names another", () => {
    const weekly = detail({ salaryType: "per week", yearlyMinimumSalary: null, yearlyMaximumSalary: null });
    expect(reed.detail?.parse(JSON.stringify(weekly), posting())).not.toHaveProperty("salary");
  });

  test("what a detail does not say stays as the list said it", () => {
    const bare = { jobId: 57000001, jobTitle: "Junior Data Analyst" };
    const { url: _url, ...rest } = posting();
    expect(reed.detail?.parse(JSON.stringify(bare), posting())).toMatchObject(rest);
  });
});

test("word after word, two pages of each at most", () => {
  const after = (cursor: string | null, total: number, target = "GB:London:data-analytics") =>
    reed.parse(reply([job()], total), target, asked(cursor, target).url).next;
  expect(after(null, 900)).toBe("0:2");
  expect(after("0:2", 900)).toBe("1:1");
  expect(after(null, 1)).toBe("1:1");
  expect(after("2:2", 900)).toBeNull();
  expect(after(null, 900, "GB:London")).toBe("0:2");
  expect(after("0:2", 900, "GB:London")).toBeNull();
  expect(reed.parse(reply([job()], 900), "", "").next).toBeNull();
});

test("what is older than wanted is left out: Reed itself cannot be asked for a day", () => {
  const { url } = asked(null, "GB:London", new Date("2026-11-20T18:00:00Z"));
  expect(new URL(url).hash).toBe("#since=2026-11-20");
  expect(new URL(url).searchParams.has("since")).toBe(false);
  const rows = [["1", "19/11/2026"] as const, ["2", "20/11/2026"] as const, ["3", null] as const];
  const page = parse(
    rows.map(([jobId, date]) => job({ jobId, date })),
    3,
    url,
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["2", "3"]);
  expect(page.dropped).toEqual({});
});

test("the day stays here, the key goes as the user's name", async () => {
  const server = createServer(({ url, headers }, answer) => {
    const results = [job({ jobId: "1", date: "19/11/2026" }), job({ jobId: "2", date: "20/11/2026" })];
    const { authorization } = headers;
    answer.end(JSON.stringify({ results, totalResults: 2, asked: { url, authorization } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const since = new Date("2026-11-20T18:00:00Z");
  const played = `http://127.0.0.1:${port}`;
  const { url, headers = {} } = reed.request({ baseUrl: played, target: "GB", cursor: null, credentials, since });
  const { text } = await request(url, { headers });
  server.close();
  expect(JSON.parse(text)).toMatchObject({
    asked: { url: "/api/1.0/search?graduate=true&resultsToTake=100&resultsToSkip=0", authorization },
  });
  expect(reed.parse(text, "GB", url).postings.map(({ sourceId }) => sourceId)).toEqual(["2"]);
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse([7, job(), { jobId: 1 }, job({ jobTitle: "" }), job({ jobId: 8, currency: 7, fullTime: "x" })]);
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["57000001", "8"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable jobTitle": 2 });
});

test.each(["<html>", "", "null", "[]", '{"jobs": []}', '{"results": {}}', '{"Message": "Bad key"}'])(
  "%j is not Reed's",
  (text) => {
    expect(() => reed.parse(text, "GB:London", search)).toThrow(SourceFormatError);
    expect(() => reed.detail?.parse(text, posting())).toThrow(SourceFormatError);
  },
);

test("another posting's detail is refused", () => {
  expect(() => reed.detail?.parse(JSON.stringify(detail({ jobId: 8 })), posting())).toThrow(SourceFormatError);
});

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(
    fc.property(fc.oneof(mangled(JSON.parse(reply([job(), job()]))), mangled(detail())), (text) => {
      survives(reed, text);
      try {
        reed.detail?.parse(text, posting());
      } catch (error) {
        expect(error).toBeInstanceOf(SourceFormatError);
      }
    }),
  );
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse([value, job(), value]).postings.map(({ sourceId }) => sourceId)).toContain("57000001");
    }),
  );
});

if (!hasShared) leftOut("lib/sources/reed: the recorded search and detail");
test.runIf(hasShared)("the recorded search and detail", async () => {
  const page = reed.parse(await recording("reed.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(page.postings).toHaveLength(60);
  const read = page.postings.map((raw) => normalise(raw));
  expect(read[0]).toMatchObject({
    id: "reed:52331383",
    url: "https://www.reed.co.uk/jobs/business-finance-broker/52331383",
    title: "Business Finance Broker",
    company: "City & Capital",
    locations: [{ city: "Chester", country: "GB" }],
    salary: { min: 25000, max: 32500, currency: "GBP", period: "year" },
    postedAt: "2024-03-18T00:00:00.000Z",
    validThrough: "2024-04-30T23:59:59.999Z",
  });
  expect(read[2]).toMatchObject({
    id: "reed:52331382",
    title: "Asset Technician",
    company: "Anglian Water",
    locations: [{ city: "Bedford", country: "GB" }],
    salary: { min: 30325, max: 37215, currency: "GBP", period: "year" },
    validThrough: "2024-04-16T23:59:59.999Z",
  });
  // All but one are in the United Kingdom: that one names Kuwait, and pays in dollars.
  expect(read.flatMap((each) => each?.locations.map(({ country }) => country) ?? [])).toEqual(
    page.postings.map(({ location }) => (location[0] === "Kuwait" ? "KW" : "GB")),
  );
  const one = reed.parse(await recording("reed-detail.json"), "", "").postings.map((raw) => normalise(raw));
  expect(one).toMatchObject([
    {
      id: "reed:57364884",
      url: "https://www.reed.co.uk/jobs/ai-engineer/57364884",
      title: "AI Engineer",
      company: "Norton Rose Fulbright LLP",
      locations: [{ city: "London", country: "GB" }],
      employment: "full-time",
      salary: null,
      postedAt: "2026-09-18T00:00:00.000Z",
      validThrough: "2026-10-30T23:59:59.999Z",
      description: expect.stringContaining("global law firm"),
    },
  ]);
});
