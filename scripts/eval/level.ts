import { createHash } from "node:crypto";
import { readByHand } from "./labels-read.ts";
import { levelFaultOf, tableOfLevels, titled } from "./level-table.ts";
import { type Evaluation, type Measure, share } from "./measure.ts";
import { hasSet, jsonLines, textOf } from "./shared-data.ts";

interface Row {
  id: string;
  title: string;
  company: string | null;
  description: string | null;
  seniority: string;
}

const set = "gold_classification/seniority.dev.jsonl.gz";
const internships = new Set(["internship", "apprenticeship"]);
const above = new Set(["senior", "manager", "director", "executive"]);
const forBeginners = new Set(["internship", "graduate", "entry"]);

/** Rules were written with one half of the companies, and hold if they do as well on the other. */
const lookedAt = ({ company }: Row): boolean => {
  const [byte = 0] = createHash("sha256")
    .update(company ?? "")
    .digest();
  return byte % 2 === 0;
};

function measuresOf(rows: readonly Row[], half: string): Measure[] {
  const rightOf = readByHand("seniority");
  const read = rows.map(({ id, title, description, seniority }) => ({
    level: titled(title, description ?? "")?.level ?? "unknown",
    labelled: seniority,
    right: rightOf(id)?.[0] ?? seniority,
  }));
  const called = read.filter(({ level }) => level === "internship");
  const labelled = read.filter((row) => internships.has(row.labelled));
  const both = called.filter((row) => internships.has(row.labelled)).length;
  const right = read.filter((row) => internships.has(row.right));
  const bothRight = called.filter((row) => internships.has(row.right)).length;
  const seniors = read.filter((row) => above.has(row.labelled));
  const offered = seniors.filter(({ level }) => forBeginners.has(level)).length;
  const on = (n: number, of: string) => `${n} ${of}, seniority.dev, ${half}`;
  return [
    {
      what: `internship precision, ${half}`,
      figure: share(both, called.length),
      atLeast: 0.97,
      on: on(called.length, "read so"),
    },
    {
      what: `internship recall, ${half}`,
      figure: share(both, labelled.length),
      atLeast: 0.95,
      on: on(labelled.length, "labelled so"),
    },
    {
      what: `internship precision, ${half}, labels in doubt read`,
      figure: share(bothRight, called.length),
      on: on(called.length, "read so"),
    },
    {
      what: `internship recall, ${half}, labels in doubt read`,
      figure: share(bothRight, right.length),
      on: on(right.length, "labelled so, or by labels-read.tsv"),
    },
    {
      what: `senior offered as entry, ${half}`,
      figure: share(offered, seniors.length),
      atMost: 0.01,
      on: on(seniors.length, "labelled senior or above"),
    },
  ];
}

/** Sets of titles without text that are all internships, or all for graduates: how many are recognised. */
const lists: readonly { name: string; of: string; wanted: readonly string[]; titles: (name: string) => string[] }[] = [
  {
    name: "eu_earlycareer_linkedin/postings.dev.jsonl.gz",
    of: "European internships",
    wanted: ["internship"],
    titles: (name) => listed(name, "internship"),
  },
  {
    name: "eu_earlycareer_linkedin/postings.dev.jsonl.gz",
    of: "European graduate roles",
    wanted: ["graduate", "entry"],
    titles: (name) => listed(name, "new_grad"),
  },
  {
    name: "simplify_listings/internships_2023-08_2024-10.json.gz",
    of: "US internships",
    wanted: ["internship"],
    titles: (name) => (JSON.parse(textOf(name)) as { title: string }[]).map(({ title }) => title),
  },
];

const listed = (name: string, section: string): string[] =>
  jsonLines<{ title: string; list_section: string }>(name)
    .filter(({ list_section }) => list_section === section)
    .map(({ title }) => title);

function measureOfList({ name, of, wanted, titles }: (typeof lists)[number]): Measure {
  const all = titles(name);
  const read = all.filter((title) => wanted.includes(titled(title, "")?.level ?? "")).length;
  const on = `${all.length} titles without text, ${name}`;
  return { what: `${of} read as ${wanted.join(" or ")}`, figure: share(read, all.length), on };
}

/** Level and programme: for `what.ts`. */
export function levelMeasures(): Evaluation {
  const lines = tableOfLevels();
  const wrong = lines.flatMap((line) => levelFaultOf(line) ?? []);
  const right = share(lines.length - wrong.length, lines.length);
  const measures: Measure[] = [
    { what: "level by hand", figure: right, atLeast: 0.98, on: `${lines.length} titles in 10 languages` },
  ];
  if (hasSet(set)) {
    const rows = jsonLines<Row>(set);
    measures.push(
      ...measuresOf(rows, "all"),
      ...measuresOf(rows.filter(lookedAt), "looked at"),
      ...measuresOf(
        rows.filter((row) => !lookedAt(row)),
        "checked",
      ),
    );
  }
  measures.push(...lists.filter(({ name }) => hasSet(name)).map(measureOfList));
  const leftOut = [...new Set([set, ...lists.map(({ name }) => name)])].filter((name) => !hasSet(name));
  return { measures, leftOut, wrong };
}
