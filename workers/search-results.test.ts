import { expect, test } from "vitest";
import { normalise } from "../lib/postings/normalise.ts";
import type { RawPosting } from "../lib/postings/posting.ts";
import { questionOf } from "./search-question.ts";
import { type Found, resultsOf } from "./search-results.ts";

const question = questionOf({ jobTitle: "Controller", datePosted: "any" }, new Date("2026-11-22"));

/** Of a source, as it gave it. */
function found(name: string, over: Partial<RawPosting> = {}): Found {
  const said = { title: "Controller", company: "Havelwerk", location: ["Berlin"], description: "", postedAt: null };
  const own = { source: name, sourceId: "1", url: `https://${name}.example/${over.sourceId ?? 1}` };
  const posting = normalise({ ...own, ...said, ...over });
  if (!posting) throw new Error("no posting");
  return { posting, name, via: { label: name, url: `https://${name}.example` } };
}
const viaOf = (all: readonly Found[]) => resultsOf(all, question).map(({ via }) => via.map(({ label }) => label));

test("one job of two sources is one result, with both named", () => {
  const copy = found("reed", { title: "Controller (m/w/d)", company: "Havelwerk GmbH", location: ["Germany"] });
  expect(viaOf([found("jsearch"), copy])).toEqual([["jsearch", "reed"]]);
});

test("two jobs of the same words are two results", () => {
  const board = (id: number) => ({ sourceId: `${id}`, url: `https://job-boards.greenhouse.io/havelwerk/jobs/${id}` });
  expect(viaOf([found("jsearch", board(7001)), found("reed", board(7002))])).toHaveLength(2);
  expect(viaOf([found("jsearch", { company: "" }), found("reed", { company: "" })])).toHaveLength(2);
});

test("among equals, what is at the place comes before what can be done from there", () => {
  const postedAt = (day: number) => `2026-11-${day}T00:00:00.000Z`;
  const inBerlin = questionOf({ jobTitle: "Controller", city: "Berlin", datePosted: "any" }, new Date("2026-11-22"));
  const all = [
    found("a", { company: "Remote", location: ["Remote, Germany"], remoteHint: "remote", postedAt: postedAt(21) }),
    found("b", { company: "Older", postedAt: postedAt(10) }),
    found("c", { company: "Newer", postedAt: postedAt(12) }),
  ];
  const results = resultsOf(all, inBerlin);
  expect(results.map(({ company, score }) => [company, score])).toEqual([
    ["Newer", 100],
    ["Older", 100],
    ["Remote", 100],
  ]);
});
