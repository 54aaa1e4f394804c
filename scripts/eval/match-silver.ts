import { normalise } from "../../lib/postings/normalise.ts";
import { workOf } from "../../lib/postings/occupation.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { seekerOf } from "../memory-catalogue.ts";
import { goldSet } from "../train/gold.ts";
import { companiesHeldOut, type Guess } from "./held-out.ts";
import type { JudgedSet } from "./match-set.ts";
import { jsonLines, textOf } from "./shared-data.ts";

export const silverSet = "matching_silver/qrels.dev.tsv.gz";

/** The set's classes that a subscriber can ask for; personas of others are left out. */
const paths: Readonly<Record<string, string>> = {
  ...{ software: "tech-transformation", it_infra: "tech-transformation", data: "data-analytics" },
  ...{ sales: "sales-client-success", customer_support: "sales-client-success", marketing: "marketing-growth" },
  ...{ product: "product-innovation", design: "product-innovation", finance: "finance-investment" },
  ...{ operations: "operations-supply-chain", consulting: "strategy-business-design" },
};
const levels: Readonly<Record<string, string[]>> = { entry: ["entry", "graduate"], internship: ["internship"] };
const languages = ["en", "de", "fr", "es", "nl", "pl", "it", "pt", "sv", "da", "no", "fi"];

interface Person {
  persona_id: string;
  career_path: string;
  level: string | null;
  cities: string[];
  countries: string[];
}
interface Row {
  id: string;
  title: string;
  company: string | null;
  location_raw: string | null;
  description: string | null;
}

function bodyOf({ career_path, level, cities, countries }: Person): object {
  return {
    ...(cities.length > 0 ? { cities } : { countries }),
    careerPaths: [paths[career_path]],
    levels: levels[level ?? ""] ?? [],
    ...{ workModes: ["onsite", "hybrid", "remote"], languages, visa: "unknown", timeZone: "UTC" },
    keywords: [career_path.replaceAll("_", " ")],
  };
}

/** The personas and postings not written by this project, used as the issue says. */
export function silver(): JudgedSet {
  const rows = jsonLines<Row>("matching_silver/postings.dev.jsonl.gz");
  const postings = new Map<string, Posting>();
  for (const { id, title, company, location_raw, description } of rows) {
    const posting = normalise({
      ...{ source: "silver", sourceId: id, url: `https://example.org/${id.replaceAll(":", "/")}`, title },
      ...{ company: company ?? "", location: location_raw ? [location_raw] : [], description: description ?? "" },
      postedAt: "2026-11-20T00:00:00Z",
    });
    if (posting) postings.set(id, posting);
  }
  const grades = textOf(silverSet)
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  const people = (JSON.parse(textOf("matching_silver/personas.dev.json")) as Person[]).filter(
    ({ career_path }) => paths[career_path],
  );
  const personas = people.map((person) => {
    const own = grades.filter(([persona]) => persona === person.persona_id);
    const graded = new Map(own.map(([, posting = "", grade]) => [posting, Number(grade)]));
    return { id: person.persona_id, seeker: seekerOf(bodyOf(person)), grades: graded };
  });
  return { postings, personas, now: new Date("2026-11-21T12:00:00Z") };
}

/** Its field of work as normalise gives it, but by another model. */
function workedBy(ask: Guess, posting: Posting): Posting {
  const { title, description, lang, confidence } = posting;
  const { by, ...work } = workOf({ title, text: description, lang }, ask);
  return {
    ...{ ...posting, occupation: work.occupation, careerPaths: work.careerPaths },
    confidence: { ...confidence, occupation: work.confidence, occupationBy: by ?? undefined },
  };
}

/**
 * The same with the field of work guessed by models that have not seen the posting's company. The shipped model was
 * trained on every posting of the set, with the labels from which the grades are made.
 */
export function silverHeldOut({ postings, ...set }: JudgedSet): JudgedSet {
  const askOf = new Map(companiesHeldOut().map(({ sample, ask }) => [sample.posting?.id, ask]));
  const worked = [...postings].map(([id, posting]): [string, Posting] => {
    const ask = askOf.get(id);
    if (!ask) throw new Error(`${id} of ${silverSet} is not in ${goldSet}`);
    return [id, workedBy(ask, posting)];
  });
  return { ...set, postings: new Map(worked) };
}
