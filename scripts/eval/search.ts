import { normalise } from "../../lib/postings/normalise.ts";
import type { RawPosting } from "../../lib/postings/posting.ts";
import { searchCriteria } from "../../lib/searches/criteria.ts";
import type { CriterionName, Verdict } from "../../lib/searches/results.ts";
import { scoreOf } from "../../lib/searches/score.ts";
import { questionOf } from "../../workers/search-question.ts";
import { type Evaluation, share } from "./measure.ts";
import { industries } from "./search/industries.ts";
import { dates, types } from "./search/kinds.ts";
import { later } from "./search/later.ts";
import { type Judged, judged, labelledAt, type Pair } from "./search/pair.ts";
import { salaries } from "./search/pay.ts";
import { countries, locations } from "./search/places.ts";
import { titles } from "./search/titles.ts";

const all: readonly Pair[] = [later, titles, industries, salaries, types, locations, countries, dates].flat();

const nameOf: Readonly<Record<Judged, CriterionName>> = {
  ...{ title: "title", industry: "industry", salary: "salary", type: "type", date: "date" },
  ...{ location: "place", country: "place" },
};

function verdictOn({ criterion, asked, posting }: Pair): Verdict | undefined {
  const raw: RawPosting = {
    ...{ source: "eval", sourceId: "1", url: "https://example.com/1", title: "Data Analyst", company: "Nordlicht" },
    ...{ location: ["Berlin, Germany"], description: "", postedAt: null },
    ...posting,
  };
  const normalised = normalise(raw);
  const question = questionOf(searchCriteria.parse({ jobTitle: "Data Analyst", ...asked }), labelledAt);
  return normalised ? scoreOf(normalised, question).criteria[nameOf[criterion]] : undefined;
}

interface Row {
  criterion: Judged;
  pairs: number;
  right: number;
}

/** Judges every labelled pair as a search would, from the source's raw posting, and compares with the labels. */
export function judge(pairs: readonly Pair[] = all): { rows: Row[]; wrong: string[] } {
  const wrong: string[] = [];
  const rows = judged.map((criterion) => {
    const mine = pairs.filter((pair) => pair.criterion === criterion);
    const failed = mine.flatMap((pair) => {
      const verdict = verdictOn(pair);
      const what = JSON.stringify([pair.asked, pair.posting]);
      return verdict === pair.label ? [] : [`${criterion}: ${what} is ${pair.label}, judged ${verdict}`];
    });
    wrong.push(...failed);
    return { criterion, pairs: mine.length, right: mine.length - failed.length };
  });
  return { rows, wrong };
}

export function run(): Evaluation {
  const { rows, wrong } = judge();
  const of = (list: readonly Row[]) =>
    share(
      list.reduce((sum, { right }) => sum + right, 0),
      list.reduce((sum, { pairs }) => sum + pairs, 0),
    );
  const unseen = judge(later).rows;
  return {
    wrong,
    measures: [
      { what: "accuracy", figure: of(rows), atLeast: 0.94, on: `${all.length} pairs labelled by hand` },
      { what: "unseen", figure: of(unseen), on: `${later.length} pairs labelled after tuning` },
      ...rows.map((row) => ({ what: row.criterion, figure: of([row]), on: `${row.pairs} pairs` })),
    ],
  };
}
