import { hash } from "node:crypto";
import { blockingKeys } from "../../lib/postings/blocking.ts";
import { Groups } from "../../lib/postings/groups.ts";
import { type Identity, identityOf } from "../../lib/postings/identity.ts";
import { normalise } from "../../lib/postings/normalise.ts";
import { sameJob } from "../../lib/postings/same.ts";
import { fold } from "../../lib/postings/text.ts";
import { type DutchRow, dutchRow, greenhouseRow, nhsRow, type SourceRow } from "./dedupe-rows.ts";
import { tableOfPairs } from "./dedupe-table.ts";
import { type Evaluation, type Measure, share } from "./measure.ts";
import { csvRows, hasSet, jsonLines } from "./shared-data.ts";

const pairsSet = "gold_dedup/nl_pairs.dev.csv.gz";
const dutch = "jobzoeker_nl/jobs.dev.jsonl.gz";
const nhs = "nhs_jobs/nhs_jobs.jsonl.gz";
const greenhouse = "greenhouse_titles/jobs-20260105-2352.jsonl.gz";

/** How many of a key's newest postings are compared, as in the database's lookup. */
const mostOfKey = 50;

interface Pair {
  ids: readonly [string, string];
  same: boolean;
  /** Same company and title, distinguishable only by the text. */
  byText: boolean;
  half: "look" | "check";
}

/** Pairs labelled as same or different; each company is in one half with all its pairs. */
function labelled(): Pair[] {
  return csvRows(pairsSet).flatMap(({ label = "", url_a: a = "", url_b: b = "", company_a: company = "" }) => {
    const same = label === "duplicate" || label === "duplicate_title_variant";
    const byText = label === "different_text_same_title";
    if (!same && !byText && label !== "not_duplicate") return [];
    const half = hash("md5", fold(company).replaceAll(" ", ""), "buffer").readUInt8() % 2 === 0 ? "look" : "check";
    return [{ ids: [a, b], same, byText, half }];
  });
}

function identitiesOf(rows: readonly SourceRow[]): Map<string, Identity> {
  const identities = new Map<string, Identity>();
  for (const raw of rows) {
    const posting = normalise(raw);
    if (posting) identities.set(raw.sourceId, identityOf(posting));
  }
  return identities;
}

function grouped(identities: Iterable<readonly [string, Identity]>): Map<string, string> {
  const groups = new Groups();
  return new Map([...identities].map(([id, identity]) => [id, groups.place(id, identity)]));
}

interface Score {
  precision: number;
  recall: number;
  pairs: number;
}

function scoreOf(pairs: readonly Pair[], groups: ReadonlyMap<string, string>, hidden: boolean): Score {
  let [found, wrong, missed] = [0, 0, 0];
  for (const { ids, same, byText } of pairs) {
    const [a, b] = ids.map((id) => groups.get(id));
    if (a === undefined || b === undefined || (byText && hidden)) continue;
    if (a === b) same ? found++ : wrong++;
    else if (same) missed++;
  }
  return {
    precision: share(found, found + wrong),
    recall: share(found, found + missed),
    pairs: found + wrong + missed,
  };
}

/** The four figures with bars, and the difference between the companies' halves. */
function gold(): Measure[] {
  const pairs = labelled();
  // Including those of pairs without a clear label, which groups may also contain.
  const wanted = new Set(csvRows(pairsSet).flatMap(({ url_a: a = "", url_b: b = "" }) => [a, b]));
  const rows = jsonLines<DutchRow>(dutch).filter(({ id }) => wanted.has(id));
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  return [false, true].flatMap((hidden) => {
    const identities = identitiesOf(rows.map((row) => dutchRow(hidden ? { ...row, description: "" } : row)));
    const groups = grouped(identities);
    const { precision, recall } = scoreOf(pairs, groups, hidden);
    const halves = (["look", "check"] as const).map((half) =>
      scoreOf(
        pairs.filter((pair) => pair.half === half),
        groups,
        hidden,
      ),
    );
    const tag = hidden ? "text hidden" : "with text";
    const on = `${pairs.length} pairs of gold_dedup, ${rows.length} postings`;
    const [look, check] = halves;
    return [
      { what: `precision, ${tag}`, figure: precision, atLeast: hidden ? 0.98 : 0.995, on },
      { what: `recall, ${tag}`, figure: recall, atLeast: hidden ? 0.85 : 0.95, on },
      ...(["precision", "recall"] as const).map((name) => ({
        what: `${name}, ${tag}: gap of the halves`,
        figure: Math.round(Math.abs((look?.[name] ?? 0) - (check?.[name] ?? 0)) * 1e4) / 1e4,
        atMost: 0.03,
        on: `companies by hash: ${look?.[name]} looked at, ${check?.[name]} not`,
      })),
      { what: `pairs judged alike in another order, ${tag}`, figure: alikeShuffled(pairs, identities, groups), on },
    ];
  });
}

/** How many of the labelled pairs are together or apart, whatever order the postings came in. */
function alikeShuffled(pairs: readonly Pair[], identities: Map<string, Identity>, groups: Map<string, string>): number {
  const order = (id: string) => hash("md5", id);
  const shuffled = grouped([...identities].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1)));
  const together = ({ ids: [a, b] }: Pair, where: Map<string, string>) => where.get(a) === where.get(b);
  return share(pairs.filter((pair) => together(pair, groups) === together(pair, shuffled)).length, pairs.length);
}

function table(): { measure: Measure; wrong: string[] } {
  const pairs = tableOfPairs();
  const wrong = pairs.filter(({ same, a, b }) => sameJob(a, b) !== same).map(({ name }) => name);
  const figure = share(pairs.length - wrong.length, pairs.length);
  return { measure: { what: "pairs by hand", figure, atLeast: 1, on: `${pairs.length} pairs, lib/postings` }, wrong };
}

/** With how many others a posting is compared, each in turn as the newest, and how many per second are grouped. */
function load(name: string, rows: readonly SourceRow[]): Measure[] {
  const identities = [...identitiesOf(rows)];
  const blocks = new Map<number, number[]>();
  const counts = identities.map(([, identity], at) => {
    const keys = blockingKeys(identity);
    const compared = new Set(keys.flatMap((key) => blocks.get(key)?.slice(-mostOfKey) ?? []));
    for (const key of keys) blocks.set(key, [...(blocks.get(key)?.slice(1 - mostOfKey) ?? []), at]);
    return compared.size;
  });
  counts.sort((a, b) => a - b);
  const start = performance.now();
  grouped(identities);
  const seconds = (performance.now() - start) / 1000;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const on = `${identities.length} postings of ${name}`;
  return [
    { what: `candidates, mean: ${name}`, figure: Math.round(mean * 100) / 100, atMost: 20, on },
    { what: `candidates, p99: ${name}`, figure: counts[Math.floor(counts.length * 0.99)] ?? 0, atMost: 99, on },
    { what: `placed a second: ${name}`, figure: Math.round(identities.length / seconds), on: `${on}, in memory` },
  ];
}

export function run(): Evaluation {
  const byHand = table();
  const parts: [string[], () => Measure[]][] = [
    [[pairsSet, dutch], gold],
    [[dutch], () => load("jobzoeker_nl", jsonLines<DutchRow>(dutch).map(dutchRow))],
    [[nhs], () => load("nhs_jobs", jsonLines<object>(nhs).map(nhsRow))],
    [[greenhouse], () => load("greenhouse_titles", jsonLines<object>(greenhouse).map(greenhouseRow))],
  ];
  const here = parts.filter(([sets]) => sets.every(hasSet));
  return {
    measures: [byHand.measure, ...here.flatMap(([, measures]) => measures())],
    leftOut: [...new Set(parts.flatMap(([sets]) => sets))].filter((name) => !hasSet(name)),
    wrong: byHand.wrong,
  };
}
