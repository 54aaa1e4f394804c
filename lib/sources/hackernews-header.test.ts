import { describe, expect, test } from "vitest";
import { headerOf } from "./hackernews-header.ts";

describe("the first line, as people write it", () => {
  test.each([
    [
      "the convention",
      "Acme | Engineer | Lisbon, Portugal",
      { company: "Acme", title: "Engineer", location: ["Lisbon, Portugal"] },
    ],
    [
      "without spaces",
      "Acme|Engineer|Lisbon|Remote",
      { company: "Acme", title: "Engineer", location: ["Lisbon"], remoteHint: "remote" },
    ],
    [
      "dashes",
      "Acme – Data Scientist – Amsterdam – Hybrid",
      { company: "Acme", title: "Data Scientist", location: ["Amsterdam"], remoteHint: "hybrid" },
    ],
    [
      "the place before the role",
      "Acme | London, UK | Graduate Software Engineer",
      { title: "Graduate Software Engineer", location: ["London, UK"] },
    ],
    ["several roles", "Acme | Software Engineers, Product Designer | Berlin", { title: "Software Engineers" }],
    [
      "roles with and",
      "Acme | DevOps, Backend Engineers & QA | REMOTE",
      { title: "DevOps", location: [], remoteHint: "remote" },
    ],
    [
      "a role with a comma",
      "Acme | Engineering Manager, Platform | Berlin",
      { title: "Engineering Manager, Platform" },
    ],
    ["a role with and", "Acme | Head of R&amp;D and Quality | Berlin", { title: "Head of R&D and Quality" }],
    [
      "no role but a list",
      "Acme | Berlin<p>We hire:<p>- Backend Engineer | https:&#x2F;&#x2F;x.example<p>- QA",
      { title: "Backend Engineer" },
    ],
    ["no role at all", "Acme | Berlin | Full-time", { company: "Acme", title: "", location: ["Berlin"] }],
    [
      "an address and a batch",
      "Acme (https:&#x2F;&#x2F;acme.example) (YC W21) | Engineer | Berlin",
      { company: "Acme" },
    ],
    [
      "an address first",
      '<a href="https:&#x2F;&#x2F;acme.example">https:&#x2F;&#x2F;acme.example</a> | Acme | Engineer | Berlin',
      { company: "Acme", location: ["Berlin"] },
    ],
    [
      "the mode first",
      "REMOTE | Acme Inc | DevOps Engineer",
      { company: "Acme Inc", title: "DevOps Engineer", location: [], remoteHint: "remote" },
    ],
    [
      "a name that is a mode",
      "Remote | Backend Engineer | REMOTE",
      { company: "Remote", title: "Backend Engineer", remoteHint: "remote" },
    ],
    ["a name that is an address", "acme.io | Engineer | Berlin", { company: "acme.io" }],
    [
      "something in brackets",
      "Acme | Engineer | Munich, Germany (visa support) | $90k",
      { location: ["Munich, Germany"] },
    ],
    ["zones of time", "Acme | Engineer | Remote, PT&#x2F;ET hours preferred", { location: [], remoteHint: "remote" }],
    [
      "where one may live",
      "Acme | Engineer | Remote (Europe)",
      { location: ["Remote (Europe)"], remoteHint: "remote" },
    ],
    ["not remote", "Acme | Engineer | Zurich | NO REMOTE", { location: ["Zurich"], remoteHint: "onsite" }],
    [
      "on site",
      "Acme | Engineer | Paris | ONSITE | Internship",
      { remoteHint: "onsite", employmentHint: "Internship" },
    ],
    ["demands", "Acme | Engineer | Utrecht | DUTCH REQUIRED | Series B", { location: ["Utrecht"] }],
    ["an empty first line", "<p> <p>Acme | Engineer | Berlin", { company: "Acme" }],
  ])("%s", (_, html, expected) => {
    expect(headerOf(html)).toMatchObject(expected);
  });

  test("on site or remote is not said to be either", () => {
    expect(headerOf("Acme | Engineer | Berlin | Onsite or Remote")).not.toHaveProperty("remoteHint");
  });

  test.each(["Thanks for the thread!", "Is anyone - really - hiring?", "", "&#x7c;", "| | |"])(
    "%s is no header",
    (html) => {
      expect(headerOf(html).company === "" || headerOf(html).title === "").toBe(true);
    },
  );

  test("a hostile line is read in no time", () => {
    for (const part of ["(", "| ", "- ", "<", "&#x2F;", "engineer ", "a, ", "()", "( ( "])
      headerOf(part.repeat(200_000));
  });
});
