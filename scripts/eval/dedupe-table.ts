import { type Identity, identityOf } from "../../lib/postings/identity.ts";
import { normalise } from "../../lib/postings/normalise.ts";
import { handTable } from "./hand-table.ts";

/** Two postings of the hand-written table, and whether they are the same job. */
export interface TablePair {
  same: boolean;
  name: string;
  a: Identity;
  b: Identity;
}

const vocabulary =
  "ability account across advice analysis answer apply approach audit balance brief budget build careful change chart check clear client close coach collect compare complete connect cost create daily decide define deliver design detail develop direct document draft drive early edit enable ensure estimate expand explain explore figure finance focus follow forecast future gather goal grow guide handle improve inform insight join keep learn ledger listen local manage market measure meet model monitor month need number offer open order partner path people plan prepare present process project prove quality question quick react record reduce report review risk scale share simple solve source stock strong study support target task teach team test tool track train trend trust update value vendor voice weekly wide write yearly".split(
    " ",
  );

/** A number of words, always the same for a seed (a linear congruential generator). */
function wordsOf(seed: number, count: number): string {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return vocabulary[(state >>> 8) % vocabulary.length];
  }).join(" ");
}

const company = (seed: number) => `${wordsOf(seed, 220)}.\n`;
const job = (seed: number) => `${wordsOf(seed + 50, 130)}.\n${wordsOf(seed + 60, 100)}.\n`;
const one = company(1) + job(1);

/** How the second's text differs from the first's. */
const seconds: Readonly<Record<string, string>> = {
  none: "",
  equal: one,
  edited: `${one}${wordsOf(9, 20)}.`,
  revised: `${one}${wordsOf(8, 110)}.`,
  own: company(1) + job(2),
  other: company(2) + job(2),
  cut: one.slice(0, one.length * 0.6),
  teaser: `${one.slice(0, 400)}…`,
};

function identity(side: string, row: Record<string, string>, at: number, description: string): Identity {
  const field = (name: string) => row[name + side] ?? "";
  const posting = normalise({
    source: `table${side}`,
    sourceId: String(at),
    url: field("url") || `https://board${side}.example/${at}`,
    title: field("title"),
    company: field("company"),
    location: [field("place")],
    description,
    postedAt: null,
  });
  if (!posting) throw new Error(`line ${at + 2} of same.tsv is no posting`);
  return identityOf(posting);
}

/** The hand-written table, through the same code paths as production. */
export function tableOfPairs(): TablePair[] {
  return handTable<Record<string, string>>("same").map((row, at) => {
    const second = seconds[row.texts ?? ""];
    if (second === undefined) throw new Error(`line ${at + 2} of same.tsv: no texts "${row.texts}"`);
    return {
      same: row.verdict === "same",
      name: `${row.verdict}: ${row.why} (${row.title} | ${row.title2})`,
      a: identity("", row, at, row.texts === "none" ? "" : one),
      b: identity("2", row, at, second),
    };
  });
}
