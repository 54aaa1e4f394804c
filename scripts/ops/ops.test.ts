import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { normalise } from "../../lib/postings/normalise.ts";
import { postingSchema } from "../../lib/postings/posting.ts";
import { sourceNamed } from "../../lib/sources/index.ts";
import { second } from "../../lib/time.ts";
import { ops, spawned } from "../../test/ops.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";

/** Runs match with these lines in the file that FILE stands for in the arguments. */
async function match(subscribers: readonly string[], args: readonly string[], input: string) {
  const folder = await mkdtemp(join(tmpdir(), "ops-match-"));
  const file = join(folder, "subscribers.jsonl");
  await writeFile(file, subscribers.join("\n"));
  const result = await ops(["match", ...args.map((arg) => (arg === "FILE" ? file : arg))], input);
  await rm(folder, { recursive: true });
  return result;
}

const row = (over: object = {}) => ({
  id: 7,
  absolute_url: "https://job-boards.greenhouse.io/havelwerk/jobs/7",
  title: "Junior Data Analyst",
  company_name: "Havelwerk",
  location: { name: "Berlin, Germany" },
  content: "&lt;p&gt;Hello&lt;/p&gt;",
  ...over,
});
const greenhouse = (...jobs: unknown[]) => JSON.stringify({ jobs, meta: { total: jobs.length } });

describe("ops", { timeout: 60 * second }, () => {
  test("parse prints a reply's postings, and says what it left out", async () => {
    const reply = greenhouse(row(), null, row({ id: 8, absolute_url: "javascript:x" }), row({ id: 9, title: "" }));
    const { code, lines, stderr } = await ops(["parse", "--source", "greenhouse"], reply);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "dropped 3 rows: not an object 1, no usable title 1, no usable title or link 1\n",
    });
    expect(lines).toHaveLength(1);
    expect(postingSchema.parse(lines[0])).toMatchObject({
      id: "greenhouse:7",
      company: "Havelwerk",
      locations: [{ city: "Berlin", country: "DE" }],
      level: "entry",
      description: "Hello",
    });
  });

  test("parse knows a board by its target", async () => {
    const reply = greenhouse(row({ company_name: null }));
    const { lines } = await ops(["parse", "--source", "greenhouse", "--target", "adyen"], reply);
    expect(lines).toMatchObject([{ company: "Adyen" }]);
  });

  test("parse reads the encoding that a document declares", async () => {
    const position = (name: string) => `<position><id>1</id><name>${name}</name><office>Köln</office></position>`;
    const xml = `<?xml version="1.0" encoding="ISO-8859-1"?><workzag-jobs>${position("Verkäufer")}</workzag-jobs>`;
    const { lines, code } = await ops(["parse", "--source", "personio"], Buffer.from(xml, "latin1"));
    expect({ code, title: lines[0]?.title }).toEqual({ code: 0, title: "Verkäufer" });
  });

  test.each([
    [["parse", "--source", "nope"], "", 1, /^"nope" is not a source; there are .*greenhouse/],
    [["parse", "--source", "greenhouse"], "<html>", 1, /greenhouse: expected JSON and got HTML/],
    [["parse", "--source", "greenhouse"], "KLUv/QBYAAAA", 1, /^This kept reply of greenhouse is cut .*raw_replies/],
    [["parse", "--sauce", "x"], "", 2, /--sauce[\s\S]*\nnpm run -s ops -- parse --source NAME[^\n]*\n[^\n]*\n$/],
    [["normalise", "x"], "", 2, /"x"/],
    [["constructor"], "", 2, /parse[\s\S]*normalise[\s\S]*no command "constructor"/],
  ])("%j of %j ends with %i and a clear sentence", async (args, input, code, sentence) => {
    const said = await ops(args, input);
    expect(said).toMatchObject({ code, lines: [] });
    expect(said.stderr).toMatch(sentence);
    expect(said.stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test("normalise answers under each line's own id, and goes on after a bad one", async () => {
    const input = [
      '{"id":"a","title":"Praktikum Marketing","location":"Lisboa","company":null,"description":null}',
      "nope",
      "",
      '{"id":2,"title":"Senior \u2028 Engineer","location":["Berlin, Germany",null,"Paris"],"url":"https://x.example/2","remote":"hybrid"}',
      '["a"]',
      '{"id":"b"}\r',
      '{"id":"c","title":"x","url":"javascript:x"}',
      '{"id":"d","title":"Analyst","salary":{"min":40000,"max":null,"currency":"EUR","period":"year"},"postedAt":"2026-11-01"}',
    ];
    const { code, lines, stderr } = await ops(["normalise"], input.join("\n"));
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { id: "a", level: "internship", locations: [{ city: "Lisbon", country: "PT" }], company: "" },
      {
        id: 2,
        url: "https://x.example/2",
        remote: { mode: "hybrid" },
        locations: [{ city: "Berlin" }, { city: "Paris" }],
      },
      { id: "d", salary: { min: 40_000 }, postedAt: "2026-11-01T00:00:00.000Z" },
    ]);
    expect(postingSchema.safeParse(lines[0]).success).toBe(true);
    expect(stderr.replace(/(not JSON).*/, "$1").split("\n")).toEqual([
      "line 2: not JSON",
      "line 5: not an object",
      "line 6: no usable title",
      "line 7: no usable title or link",
      "",
    ]);
  });

  test("normalise without one usable line has failed", async () => {
    expect(await ops(["normalise"], "nope\n")).toMatchObject({ code: 1, lines: [] });
  });

  test("dedupe answers with one group for one posting, and goes on after a bad line", async () => {
    const description = "Wir suchen eine Person, die Zahlen mag. ".repeat(30);
    const input = [
      { id: 1, title: "Data Analyst (m/w/d)", description, url: "https://boards.greenhouse.io/havelwerk/jobs/7?ref=x" },
      { id: "two", title: "Senior Data Analyst", description },
      { id: 3 },
      { id: "two", title: "Data Analyst", company: "Havelwerk GmbH", description: "Wir su…" },
      { id: 5, title: "Analytiker", company: "Other name", url: "https://havelwerk.example/jobs?gh_jid=7" },
    ].map((line) => JSON.stringify({ company: "Havelwerk", location: "Berlin", ...line }));
    const { code, lines, stderr } = await ops(["dedupe"], input.join("\n"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "line 3: no usable title\n" });
    const groups = lines.map(({ id, group }) => `${id}: ${group}`).join(", ");
    expect(groups).toBe("1: line 1, two: line 2, two: line 1, 5: line 1");
  });

  test("match lists what fits for each subscriber, best first, and goes on after bad lines", async () => {
    const subscribers = [
      '{"id":"s1","cities":["Berlin"],"careerPaths":["data-analytics"],"levels":["internship"],"languages":["en"]}',
      "nope",
      '{"id":"s2","cities":["Berlin"],"careerPaths":["wizardry"],"colour":"red"}',
      '{"cities":["Berlin"],"careerPaths":["unsure"]}',
      '{"id":"s3","careerPaths":["data-analytics"]}',
      '{"id":4,"countries":["pt"],"careerPaths":["tech-transformation"]}',
      '{"id":"s5","cities":["Xanadu-on-Sea"],"careerPaths":["unsure"]}',
    ];
    const input = [
      { id: "a", title: "Senior Data Analyst", location: "Berlin" },
      { id: "b", title: "Data Analytics Intern", location: "Berlin, Germany", postedAt: new Date().toISOString() },
      { id: "c", title: "Data Analytics Intern", location: "Hamburg, Germany" },
      { id: "d", title: "Estágio Desenvolvimento de Software", location: "Lisboa" },
      { id: "e", title: "Data Intern", location: "Berlin", company: null },
      { title: "No id" },
    ].map((line) => JSON.stringify(line));
    const { code, lines, stderr } = await match(subscribers, ["--subscribers", "FILE", "--top", "2"], input.join("\n"));
    expect(code).toBe(0);
    expect(lines.map(({ subscriber, rank, posting }) => [subscriber, rank, posting])).toEqual([
      ["s1", 1, "b"],
      ["s1", 2, "e"],
      [4, 1, "d"],
    ]);
    expect(lines[0]).toMatchObject({ score: expect.any(Number), reasons: expect.arrayContaining(["In Berlin"]) });
    expect(lines[0].gaps).toEqual(expect.any(Array));
    expect(lines[0].score).toBeGreaterThan(lines[1].score);
    expect(stderr).toMatch(/line 2: not JSON/);
    expect(stderr).toMatch(/line 3: .*careerPaths\/0 .*colour/);
    expect(stderr).toMatch(/line 4: id /);
    expect(stderr).toMatch(/line 5: cities name at least one city or country/);
    expect(stderr).toMatch(/line 7: no city is known as Xanadu-on-Sea/);
    expect(stderr).toMatch(/^line 6: no usable id$/m);
  });

  test.each([
    [["--top", "5"], 2, /match needs --subscribers FILE/],
    [["--subscribers", "FILE", "--top", "0"], 2, /--top N from 1 to 1000/],
    [["--subscribers", "/nowhere/at.all"], 1, /cannot be read: ENOENT/],
    [["--subscribers", "FILE"], 1, /There is no usable line in /],
  ])("match %j ends with %i and a clear sentence", async (args, code, sentence) => {
    const said = await match(["{}"], args, '{"id":1,"title":"Data Analyst"}');
    expect(said).toMatchObject({ code, lines: [] });
    expect(said.stderr).toMatch(sentence);
    expect(said.stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test("a process answers thousands of lines, each once", async () => {
    const input = Array.from({ length: 5000 }, (_, id) => JSON.stringify({ id: `n${id}`, title: "Data Analyst" }));
    const { code, stderr, lines } = await spawned(["normalise"], input.join("\n"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines.map(({ id }) => id)).toEqual(input.map((_, id) => `n${id}`));
  });

  test.each([
    [["parse", "--source", "greenhouse"], "<html>", 1, /^This is no reply .*expected JSON and got HTML\n$/],
    [["constructor"], "", 2, /no command "constructor"/],
  ])("a process of %j and %j ends with %i", async (args, input, code, sentence) => {
    const ended = await spawned(args, input);
    expect(ended).toMatchObject({ code, lines: [], stderr: expect.stringMatching(sentence) });
    expect(ended.stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });
});

if (!hasShared) leftOut("scripts/ops: the recorded replies");
test.runIf(hasShared)(
  "parse prints a recorded reply",
  async () => {
    const { code, lines, stderr } = await ops(
      ["parse", "--source", "smartrecruiters"],
      await recording("smartrecruiters-detail.json"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines.map((line) => postingSchema.parse(line))).toMatchObject([
      {
        id: "smartrecruiters:744000153192361",
        company: "Wise",
        locations: [{ city: "London" }],
        occupation: "software",
      },
    ]);
  },
  60 * second,
);

// In this process, as the command would: one process each would take a minute.
test.runIf(hasShared).each([
  ["adzuna", "adzuna.json", 4],
  ["arbeitnow", "arbeitnow.json", 40],
  ["ashby", "ashby.json", 4],
  ["greenhouse", "greenhouse.json", 4],
  ["hackernews", "hackernews.json", 3],
  ["himalayas", "himalayas-envelope.json", 2],
  ["jobicy", "jobicy-envelope.json", 2],
  ["jsearch", "jsearch.json", 3],
  ["lever", "lever.json", 4],
  ["personio", "personio.xml", 1],
  ["recruitee", "recruitee.json", 2],
  ["reed", "reed.json", 60],
  ["reed", "reed-detail.json", 1],
  ["remoteok", "remoteok.json", 3],
  ["smartrecruiters", "smartrecruiters.json", 1],
  ["smartrecruiters", "smartrecruiters-detail.json", 1],
  ["theirstack", "theirstack.docs-example.json", 1],
  ["themuse", "themuse.json", 20],
  ["workable", "workable.json", 1],
])("the reply of %s in %s needs no target", async (name, file, count) => {
  const source = sourceNamed(name);
  const { postings, dropped } = source.parse(await recording(file), "", "https://reply.invalid/");
  expect(dropped).toEqual({});
  expect(postings).toHaveLength(count);
  for (const raw of postings) {
    const posting = postingSchema.parse(normalise(raw));
    expect(posting.source).toBe(name);
    expect(posting.company).not.toBe("");
  }
});
