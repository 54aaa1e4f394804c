import { type Evaluation, type Measure, share } from "./measure.ts";
import { hasSet, jsonLines } from "./shared-data.ts";
import { described, tableOfWhom, whomFaultOf } from "./whom-table.ts";

interface Text {
  text: string;
  /** According to the set's collectors; the hospitals' set is all English. */
  language: string;
}

const sets = {
  "jobzoeker_nl/jobs.dev.jsonl.gz": (name: string): Text[] =>
    jsonLines<{ description: string | null; lang_guess: string | null }>(name).flatMap((row) =>
      row.description && row.lang_guess ? [{ text: row.description, language: row.lang_guess }] : [],
    ),
  "nhs_jobs/nhs_jobs.jsonl.gz": (name: string): Text[] =>
    jsonLines<{ description: string }>(name).map(({ description }) => ({ text: description, language: "en" })),
};

function measured(name: string, texts: readonly Text[]): Measure[] {
  const read = texts.flatMap(({ text, language }) => {
    const lang = described(text)?.lang ?? null;
    return lang === null ? [] : [lang === language];
  });
  const [set = name] = name.split("/");
  return [
    {
      what: `language of ${set}: precision`,
      figure: share(read.filter((right) => right).length, read.length),
      atLeast: 0.98,
      on: `${read.length} texts against the set's own`,
    },
    { what: `language of ${set}: said`, figure: share(read.length, texts.length), on: `${texts.length} texts` },
  ];
}

export function run(): Evaluation {
  const table = tableOfWhom();
  const wrong = table.map(whomFaultOf).filter((fault) => fault !== null);
  const byHand = {
    what: "table by hand",
    figure: share(table.length - wrong.length, table.length),
    atLeast: 0.98,
    on: `${table.length} lines of languages, visa, years, degree`,
  };
  const here = Object.entries(sets).filter(([name]) => hasSet(name));
  return {
    measures: [byHand, ...here.flatMap(([name, rows]) => measured(name, rows(name)))],
    leftOut: Object.keys(sets).filter((name) => !hasSet(name)),
    wrong,
  };
}
