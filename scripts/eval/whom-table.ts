import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { handTable } from "./hand-table.ts";

/** A line of lib/postings/tables/languages-visa.tsv, written by hand; "-" = not stated. */
interface Line {
  text: string;
  /** "de!C1 en?": German required at level C1, English welcome. */
  languages: string;
  visa: string;
  /** "2-4", "3-" = three or more. */
  years: string;
  degree: string;
  /** The text's language; "any" if it is too short to tell. */
  language: string;
}

export const tableOfWhom = () => handTable<Line>("languages-visa");

/** A posting with only a text. */
export function described(description: string): Posting | null {
  const said = { title: "Analyst", company: "", location: [], postedAt: null };
  return normalise({ source: "eval", sourceId: "1", url: "https://example.com/1", description, ...said });
}

function readAs(text: string): Omit<Line, "text"> {
  const posting = described(text);
  const needs = posting?.languages.map(({ code, required, level }) => `${code}${required ? "!" : "?"}${level ?? ""}`);
  const years = posting?.experienceYears;
  return {
    languages: needs?.sort().join(" ") || "-",
    visa: posting?.visa ?? "unknown",
    years: years ? `${years.min ?? ""}-${years.max ?? ""}` : "-",
    degree: posting?.degree ?? "-",
    language: posting?.lang ?? "-",
  };
}

/** What is wrong with a line, null if nothing. */
export function whomFaultOf({ text, ...wanted }: Line): string | null {
  const read = readAs(text);
  if (wanted.language === "any") read.language = "any";
  const told = (each: Omit<Line, "text">) =>
    [each.languages, each.visa, each.years, each.degree, each.language].join(" | ");
  return told(read) === told(wanted) ? null : `"${text}" is [${told(wanted)}], read as [${told(read)}]`;
}
