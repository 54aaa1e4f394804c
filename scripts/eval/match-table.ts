import { readFileSync } from "node:fs";
import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { day } from "../../lib/time.ts";
import { seekerOf } from "../memory-catalogue.ts";
import { handTable } from "./hand-table.ts";
import type { JudgedSet } from "./match-set.ts";

interface PostingLine {
  id: string;
  title: string;
  company: string;
  location: string;
  /** Its age. */
  days: string;
  text: string;
}

/** A persona's postings by grade, see docs/quality.md; not listed = 0. */
interface GradesLine {
  persona: string;
  3: string;
  2: string;
  1: string;
}

const now = new Date("2026-11-21T12:00:00Z");

function postingOf({ id, title, company, location, days, text }: PostingLine): Posting {
  const posting = normalise({
    ...{ source: "table", sourceId: id, url: `https://jobs.example/${id}`, title, company, description: text },
    location: location === "" ? [] : [location],
    postedAt: new Date(now.getTime() - Number(days) * day).toISOString(),
  });
  if (!posting) throw new Error(`posting ${id} of postings.tsv cannot be read`);
  return posting;
}

const gradesOf = (line: GradesLine) =>
  new Map(
    ([3, 2, 1] as const).flatMap((grade) =>
      line[grade].split(" ").flatMap((id): [string, number][] => (id === "" ? [] : [[id, grade]])),
    ),
  );

/**
 * Forty personas, 300 postings and their grades, all invented for this project, so that anybody can reproduce its
 * figures.
 */
export function tableOfMatches(): JudgedSet {
  const lines = handTable<PostingLine>("postings", "matching");
  const grades = new Map(handTable<GradesLine>("grades", "matching").map((line) => [line.persona, gradesOf(line)]));
  const file = new URL("../../lib/matching/tables/personas.jsonl", import.meta.url);
  const personas = readFileSync(file, "utf8").trim().split("\n");
  return {
    postings: new Map(lines.map((line) => [line.id, postingOf(line)])),
    personas: personas.map((line) => {
      const { id, ...body } = JSON.parse(line) as { id: string };
      return { id, seeker: seekerOf(body), grades: grades.get(id) ?? new Map() };
    }),
    now,
  };
}
