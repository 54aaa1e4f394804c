import { describe, expect, test } from "vitest";
import { ashby } from "./ashby.ts";
import { himalayas } from "./himalayas.ts";
import { lever } from "./lever.ts";
import { optionalLink } from "./link.ts";
import { recruitee } from "./recruitee.ts";
import { reed } from "./reed.ts";
import { smartrecruiters } from "./smartrecruiters.ts";
import { workable } from "./workable.ts";

test.each(["x", "n/a", "/jobs/1", "//a.example/1", "javascript:alert(1)", "mailto:a@b.example", "", 7, null, {}])(
  "%j is no link",
  (value) => {
    expect(optionalLink.parse(value)).toBeNull();
  },
);

test.each(["https://a.example/1", "http://127.0.0.1:3000/1", "https://münchen.example/ü"])("%s is one", (value) => {
  expect(optionalLink.parse(` ${value} `)).toBe(value);
});

const apply = "https://jobs.example/1";
const lists = [
  [lever, [{ id: "1", text: "Analyst", hostedUrl: "n/a", applyUrl: `${apply}/apply` }], apply],
  [ashby, { jobs: [{ id: "1", title: "Analyst", jobUrl: "n/a", applyUrl: `${apply}/application` }] }, apply],
  [workable, { jobs: [{ shortcode: "1", title: "Analyst", url: "n/a", shortlink: apply }] }, apply],
  [
    recruitee,
    { offers: [{ id: 1, title: "Analyst", careers_url: "/o/1", careers_apply_url: `${apply}/c/new` }] },
    apply,
  ],
  [himalayas, { jobs: [{ guid: apply, title: "Analyst", applicationLink: "n/a" }] }, apply],
  [reed, { results: [{ jobId: 1, jobTitle: "Analyst", jobUrl: "n/a" }] }, "https://www.reed.co.uk/jobs/1"],
  [smartrecruiters, { id: "1", name: "Analyst", jobAd: {}, postingUrl: "n/a", applyUrl: apply }, apply],
] as const;

describe("a broken link does not lose the posting whose other field tells the way", () => {
  test.each(lists.map(([source, reply, url]) => ({ name: source.name, source, reply, url })))(
    "$name",
    ({ source, reply, url }) => {
      const { postings, dropped } = source.parse(JSON.stringify(reply), "", "https://reply.example/");
      expect(postings.map((posting) => posting.url)).toEqual([url]);
      expect(dropped).toEqual({});
    },
  );
});
