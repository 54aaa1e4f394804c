import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { normalise } from "../postings/normalise.ts";
import { boardsOf } from "./boards.ts";
import { smartrecruiters } from "./smartrecruiters.ts";
import { SourceFormatError } from "./source.ts";

const baseUrl = "https://api.smartrecruiters.com";
const url = `${baseUrl}/v1/companies/Havelwerk/postings?limit=100&offset=0`;
const job = (over: Record<string, unknown> = {}) => ({
  id: "744000100000001",
  name: " Junior Data Analyst ",
  uuid: "00000000-0000-4000-8000-000000000001",
  company: { identifier: "Havelwerk", name: "Havelwerk GmbH" },
  releasedDate: "2026-11-01T09:00:00.000Z",
  location: {
    city: "London",
    country: "gb",
    address: "1 Example Street",
    remote: false,
    hybrid: true,
    fullLocation: "London, , United Kingdom",
  },
  industry: { id: "financial_services", label: "Financial Services" },
  department: {},
  function: { id: "analyst", label: "Analyst" },
  typeOfEmployment: { id: "permanent", label: "Full-time" },
  experienceLevel: { id: "entry_level", label: "Entry Level" },
  customField: [{ fieldId: "COUNTRY", fieldLabel: "Country/Region", valueId: "gb", valueLabel: "United Kingdom" }],
  visibility: "PUBLIC",
  ref: `${baseUrl}/v1/companies/havelwerk/postings/744000100000001`,
  creator: { name: "Somebody" },
  language: { code: "en-GB", label: "English (UK)" },
  ...over,
});
const detail = (over: Record<string, unknown> = {}) => ({
  ...job(),
  postingUrl: "https://jobs.smartrecruiters.com/Havelwerk/744000100000001-junior-data-analyst",
  applyUrl: "https://jobs.smartrecruiters.com/Havelwerk/744000100000001-junior-data-analyst?oga=true",
  active: true,
  jobAd: {
    sections: {
      companyDescription: { title: "Company Description", text: "<p>Us</p>" },
      jobDescription: { title: "Job & Description", text: "<p>Work</p>" },
      qualifications: { title: "Qualifications", text: "" },
      additionalInformation: { text: "<p>More</p>" },
    },
  },
  compensation: { min: 38000, max: 42000, currency: "GBP", period: "YEARLY" },
  ...over,
});
const reply = (content: unknown[], over: Record<string, unknown> = {}) =>
  JSON.stringify({ offset: 0, limit: 100, totalFound: content.length, content, ...over });
const parse = (...content: unknown[]) => smartrecruiters.parse(reply(content), "Havelwerk", url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];
const posting = () => {
  const [first] = parse(job()).postings;
  if (!first) throw new Error("no posting");
  return first;
};

test("asks for a board page by page, and for what is newer than a day", () => {
  const ask = { baseUrl, target: "Havelwerk", credentials: {} };
  expect(smartrecruiters.request({ ...ask, cursor: null })).toEqual({ url });
  expect(smartrecruiters.request({ ...ask, cursor: "300" }).url).toBe(url.replace("offset=0", "offset=300"));
  expect(smartrecruiters.request({ ...ask, cursor: null, since: new Date("2026-11-20T08:00:00Z") }).url).toBe(
    `${url}&releasedAfter=2026-11-20T08%3A00%3A00.000Z`,
  );
  expect(smartrecruiters.request({ ...ask, target: "a/b?c", cursor: null }).url).toContain("/companies/a%2Fb%3Fc/");
  expect(smartrecruiters.detail?.request(ask, posting())).toEqual({
    url: `${baseUrl}/v1/companies/Havelwerk/postings/744000100000001`,
  });
});

test("the boards are those of the seed list", () => {
  expect(smartrecruiters.targets()).toEqual(boardsOf("smartrecruiters").map(({ slug }) => slug));
});

test("a row becomes a raw posting without a text", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "smartrecruiters",
        sourceId: "744000100000001",
        url: "https://jobs.smartrecruiters.com/Havelwerk/744000100000001",
        title: "Junior Data Analyst",
        company: "Havelwerk GmbH",
        location: ["London, United Kingdom"],
        description: "",
        postedAt: "2026-11-01T09:00:00.000Z",
        tags: ["Entry level", "Analyst"],
        remoteHint: "hybrid",
        employmentHint: "Full-time",
        language: "en-GB",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

test("its detail adds the text, the public link and the pay", () => {
  expect(smartrecruiters.detail?.parse(JSON.stringify(detail()), posting())).toEqual({
    ...posting(),
    url: "https://jobs.smartrecruiters.com/Havelwerk/744000100000001-junior-data-analyst",
    description: "<h3>Job &amp; Description</h3>\n<p>Work</p>\n<p>More</p>\n<h3>Company Description</h3>\n<p>Us</p>",
    salary: { min: 38000, max: 42000, currency: "GBP", period: "year" },
  });
});

test.each([
  ["no public link", { postingUrl: null }, { url: expect.stringContaining("?oga=true") }],
  ["no link at all", { postingUrl: null, applyUrl: "" }, { url: posting().url }],
  ["no section", { jobAd: { sections: {} } }, { description: "" }],
  ["no sections at all", { jobAd: {} }, { description: "" }],
  ["it is no longer open", { active: false }, { validThrough: "2026-11-01T09:00:00.000Z" }],
])("a detail with %s", (_, over, expected) => {
  expect(smartrecruiters.detail?.parse(JSON.stringify(detail(over)), posting())).toMatchObject(expected);
});

test.each([
  ["none", undefined],
  ["null", null],
  ["of a week", { min: 500, max: 600, currency: "GBP", period: "WEEKLY" }],
  ["without a currency", { min: 500, max: 600, period: "YEARLY" }],
])("pay: %s", (_, compensation) => {
  expect(smartrecruiters.detail?.parse(JSON.stringify(detail({ compensation })), posting())).not.toHaveProperty(
    "salary",
  );
});

test.each([
  ["another posting's", JSON.stringify(detail({ id: "8" }))],
  ["a list", reply([job()])],
  ["HTML", "<html>"],
  ["nothing", ""],
])("a detail that is %s is refused", (_, text) => {
  expect(() => smartrecruiters.detail?.parse(text, posting())).toThrow(SourceFormatError);
});

describe("fields that differ between boards", () => {
  test.each([
    ["a place in parts", { location: { city: "Lisbon", region: "", country: "pt" } }, { location: ["Lisbon, PT"] }],
    ["no place", { location: null }, { location: [] }],
    ["remote", { location: { fullLocation: "Spain", remote: true, hybrid: false } }, { remoteHint: "remote" }],
    ["no department, function or level", { department: null, function: undefined, experienceLevel: 7 }, { tags: [] }],
    ["a department", { department: { label: "Data" } }, { tags: ["Entry level", "Analyst", "Data"] }],
    ["a level that everybody has", { experienceLevel: { id: "mid_senior_level" } }, { tags: ["Analyst"] }],
    ["a level by its label", { experienceLevel: { label: "Internship" } }, { tags: ["Internship", "Analyst"] }],
    ["no company's name", { company: { identifier: "Havelwerk" } }, { company: "Havelwerk" }],
    ["no date", { releasedDate: "soon" }, { postedAt: null }],
    ["an id that is a number", { id: 744000100000001 }, { sourceId: "744000100000001" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("a mode is only what a field says on purpose", () => {
    expect(only({ location: { remote: false, hybrid: false } })).not.toHaveProperty("remoteHint");
  });

  test("a board of ours knows its company and its country", () => {
    const [board] = boardsOf("smartrecruiters");
    if (!board) return;
    const { postings } = smartrecruiters.parse(reply([job({ company: null })]), board.slug, url);
    expect(postings[0]).toMatchObject({ company: board.company, homeCountry: board.country });
  });

  test("without a target, the row names its company, or its address does", () => {
    const [named, addressed] = smartrecruiters.parse(reply([job(), job({ company: {} })]), "", "").postings;
    expect(named?.url).toContain("/Havelwerk/");
    expect(addressed?.url).toContain("/havelwerk/");
  });
});

test("page after page, up to what there is", () => {
  const at = (offset: number, totalFound: number | null, target = "Havelwerk") =>
    smartrecruiters.parse(reply([job(), job()], { offset, totalFound }), target, url);
  expect(at(0, 5)).toMatchObject({ next: "2", complete: false });
  expect(at(2, 5)).toMatchObject({ next: "4", complete: false });
  expect(at(3, 5)).toMatchObject({ next: null, complete: true });
  expect(at(0, null)).toMatchObject({ next: null, complete: false });
  expect(at(1_998, 5_000)).toMatchObject({ next: null, complete: false });
  const silent = smartrecruiters.parse(
    JSON.stringify({ totalFound: 9, content: [job()] }),
    "Havelwerk",
    url.replace("offset=0", "offset=4"),
  );
  expect(silent.next).toBe("5");
});

test("an unknown company has an empty board too, so nothing is no proof that nothing is there", () => {
  expect(parse()).toEqual({ postings: [], dropped: {}, next: null, complete: false });
  expect(smartrecruiters.parse(reply([], { totalFound: 7 }), "Havelwerk", url)).toMatchObject({ next: null });
});

test("what was asked for by date is a part", () => {
  const asked = `${url}&releasedAfter=2026-11-20T08%3A00%3A00.000Z`;
  expect(smartrecruiters.parse(reply([job()]), "Havelwerk", asked)).toMatchObject({ complete: false });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = smartrecruiters.parse(
    reply([
      job(),
      null,
      { id: "1" },
      job({ name: " " }),
      job({ visibility: "INTERNAL" }),
      job({ id: "9", company: null, ref: null }),
      job({ id: "8", location: "x", customField: 7, language: [], visibility: null }),
    ]),
    "",
    "",
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["744000100000001", "8"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable name": 2, "not public": 1, "no usable company": 1 });
});

test.each(["<html>", "", "null", "[]", '{"jobs": []}', '{"content": {}}', '{"id": "1", "name": "x"}'])(
  "%j is not SmartRecruiters'",
  (text) => {
    expect(() => smartrecruiters.parse(text, "Havelwerk", url)).toThrow(SourceFormatError);
  },
);

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(
    fc.property(fc.oneof(mangled(JSON.parse(reply([job(), job()]))), mangled(detail())), (text) => {
      survives(smartrecruiters, text);
      try {
        smartrecruiters.detail?.parse(text, posting());
      } catch (error) {
        expect(error).toBeInstanceOf(SourceFormatError);
      }
    }),
  );
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("744000100000001");
    }),
  );
});

if (!hasShared) leftOut("lib/sources/smartrecruiters: the recorded board and detail");
test.runIf(hasShared)("the recorded board and detail", async () => {
  const list = smartrecruiters.parse(await recording("smartrecruiters.json"), "", "");
  expect(list).toMatchObject({ dropped: {}, next: null, complete: true });
  expect(list.postings.map((raw) => normalise(raw))).toMatchObject([
    {
      id: "smartrecruiters:743999671674844",
      url: "https://jobs.smartrecruiters.com/Knight/743999671674844",
      title: "CNA / LPN - Consistent Hours. Start Next Week.",
      company: "Knight Gayles",
      locations: [{ city: "St. Louis", country: "US" }],
      employment: "part-time",
      postedAt: "2018-06-08T02:11:28.000Z",
      salary: null,
    },
  ]);
  const one = smartrecruiters.parse(await recording("smartrecruiters-detail.json"), "", "");
  expect(one).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(one.postings.map((raw) => normalise(raw))).toMatchObject([
    {
      id: "smartrecruiters:744000153192361",
      url: "https://jobs.smartrecruiters.com/Wise/744000153192361-software-engineer-fx-markets",
      title: "Software Engineer - FX Markets",
      company: "Wise",
      locations: [{ city: "London", country: "GB" }],
      remote: { mode: "hybrid" },
      employment: "full-time",
      salary: { min: 68500, max: 87500, currency: "GBP", period: "year" },
      postedAt: "2026-10-02T14:04:29.638Z",
      description: expect.stringContaining("Knowledge of Java and Spring Boot."),
      lang: "en",
    },
  ]);
});
