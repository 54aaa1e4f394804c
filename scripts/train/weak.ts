import { namedIn } from "../../lib/postings/occupation-named.ts";
import type { Occupation } from "../../lib/postings/posting.ts";
import { plainText } from "../../lib/postings/text.ts";
import { titleWords } from "../../lib/postings/title.ts";
import { csvRows, hasSet, jsonLines, textOf } from "../eval/shared-data.ts";
import { departments, departmentsOfAshby } from "./departments.ts";
import { type GoldRow, goldSet, type Labelled, wide } from "./gold.ts";

/** The lexicon's answer for a title, if it is sure. */
function surelyNamed(title: string): Occupation | null {
  const named = namedIn(titleWords(title));
  return named && named.confidence >= 0.8 ? (named.occupations[0] ?? null) : null;
}

interface Row {
  title: string;
  company: string;
  text: string;
}

/** Unlabelled postings for which the lexicon is sure: they teach words that occur beside the lexicon's. */
function byLexicon(source: string, rows: readonly Row[], most: number): Labelled[] {
  const stride = Math.max(1, Math.floor(rows.length / most));
  const known = new Set<string>();
  return rows.flatMap((row, at) => {
    if (at % stride > 0 || (row.text === "" && known.has(row.title))) return [];
    known.add(row.title);
    const label = surelyNamed(row.title);
    return label ? [{ ...row, source, labels: [label], weight: 0.2 }] : [];
  });
}

const greenhouse = () =>
  jsonLines<{ title: string; company: string }>("greenhouse_titles/jobs-20260105-2352.jsonl.gz").map((row) => ({
    ...row,
    text: "",
  }));
const dutch = () =>
  jsonLines<{ title: string; company: string | null; description: string | null }>("jobzoeker_nl/jobs.dev.jsonl.gz")
    .filter(({ description }) => (description?.length ?? 0) > 600)
    .map(({ title, company, description }) => ({ title, company: company ?? "", text: description ?? "" }));
const nhs = () =>
  jsonLines<{ title: string; description: string }>("nhs_jobs/nhs_jobs.jsonl.gz").map(({ title, description }) => ({
    ...{ title, company: "" },
    text: plainText(description),
  }));

/** Ashby postings outside the labelled set, by their employer's department. */
function byDepartment(): Labelled[] {
  interface Ashby {
    id: string;
    title: string;
    company: string;
    department: string | null;
    team: string | null;
    descriptionHtml: string | null;
  }
  const gold = new Set(jsonLines<GoldRow>(goldSet).map(({ id }) => id));
  return jsonLines<Ashby>("ashby_raw/ashby_jobs.dev.jsonl.gz").flatMap((row) => {
    const labels = departmentsOfAshby(row.team) ?? departmentsOfAshby(row.department);
    if (!labels || gold.has(`ashby:${row.id}`)) return [];
    const { title, company } = row;
    return [{ title, company, labels, text: plainText(row.descriptionHtml ?? ""), weight: 1, source: "ashby_rest" }];
  });
}

/** People's job titles, in German, English and French. */
function bySnapaddy(): Labelled[] {
  return csvRows("snapaddy_titles/department-v2.csv").flatMap(({ text: title = "", label = "" }, at) => {
    const labels = departments[label];
    // Two thirds of them are marketing's and sales'.
    const isTooMuch = (label === "Marketing" || label === "Sales") && at % 4 > 0;
    return labels && !isTooMuch ? [{ title, text: "", labels, weight: 0.2, company: "", source: "snapaddy" }] : [];
  });
}

const pairs = (name: string) =>
  textOf(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));

/** Titles in ten languages, labelled by the lexicon's answers for the English names of their ESCO occupations. */
function byEsco(): Labelled[] {
  return pairs("melo_esco_titles/corpus_map.tsv").flatMap(([set = "", corpus = ""]) => {
    const names = new Map(pairs(`melo_esco_titles/${corpus}`) as [string, string][]);
    const votes = new Map<string, (Occupation | null)[]>();
    for (const [title = "", , occupation = ""] of pairs(`melo_esco_titles/${set}__annotations.tsv.gz`)) {
      votes.set(title, [...(votes.get(title) ?? []), surelyNamed(names.get(occupation) ?? "")]);
    }
    return pairs(`melo_esco_titles/${set}__queries.tsv.gz`).flatMap(([id = "", title = ""]) => {
      const label = clearWinner(votes.get(id) ?? []);
      return label ? [{ title, text: "", labels: [label], weight: 0.2, company: "", source: "melo" }] : [];
    });
  });
}

/** The class that at least three of five agree on. */
function clearWinner(votes: readonly (Occupation | null)[]): Occupation | null {
  const wins = (label: Occupation | null) => votes.filter((vote) => vote === label).length >= 0.6 * votes.length;
  return votes.find((vote) => vote !== null && wins(vote)) ?? null;
}

/** Further ads coded by the Polish experts, title and text in one; codes mean the same as in the labelled set. */
function byPolishCode(): Labelled[] {
  const digits = [4, 3, 2];
  const paths = new Map<string, string[]>();
  for (const { source, label_raw: code, career_path: path } of jsonLines<GoldRow>(goldSet)) {
    if (source !== "pl_handcoded") continue;
    for (const count of digits) {
      const key = code.slice(0, count);
      paths.set(key, [...(paths.get(key) ?? []), path]);
    }
  }
  const usual = new Map([...paths].map(([code, all]) => [code, mostFrequent(all)]));
  return csvRows("poland_handcoded/hand_coded_1k.csv.gz").flatMap(({ class: code = "", desc: text = "" }) => {
    const path = digits.map((count) => usual.get(code.slice(0, count))).find((found) => found !== undefined);
    const title = text.split(/\s+/).slice(0, 4).join(" ");
    return path
      ? [{ title, text, labels: wide[path] ?? [path], weight: 0.7, company: "", source: "pl_handcoded_1k" }]
      : [];
  });
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** Samples labelled by rules, for words and languages that the labelled set lacks; unavailable sets are left out. */
export function weakPostings(): Labelled[] {
  const all: readonly (readonly [set: string, () => Labelled[]])[] = [
    ["greenhouse_titles/jobs-20260105-2352.jsonl.gz", () => byLexicon("greenhouse", greenhouse(), 8000)],
    ["jobzoeker_nl/jobs.dev.jsonl.gz", () => byLexicon("jobzoeker", dutch(), 4000)],
    ["nhs_jobs/nhs_jobs.jsonl.gz", () => byLexicon("nhs", nhs(), 2000)],
    ["ashby_raw/ashby_jobs.dev.jsonl.gz", byDepartment],
    ["snapaddy_titles/department-v2.csv", bySnapaddy],
    ["melo_esco_titles/corpus_map.tsv", byEsco],
    ["poland_handcoded/hand_coded_1k.csv.gz", byPolishCode],
  ];
  return all.flatMap(([set, postings]) => (hasSet(set) ? postings() : []));
}
