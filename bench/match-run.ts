import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { chunksOf } from "../lib/chunks.ts";
import { Catalogue } from "../lib/matching/catalogue.ts";
import { rank } from "../lib/matching/rank.ts";
import { leastScore } from "../lib/matching/weights.ts";
import { writeGrowth } from "./chart.ts";
import { fillBaseline, rankedByQuery } from "./match-baseline.ts";
import { someOptions, someSeeker } from "./match-people.ts";
import { someEntry } from "./match-world.ts";

/** POSTINGS=100000 leaves the million out. */
const most = Number(process.env.POSTINGS ?? 1_000_000);
const sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000].filter((size) => size <= most);
/** Where the baseline is measured too. */
const compared = [10_000, 100_000, 1_000_000];
const people = 10_000;
const peopleOfBaseline = 200;
const now = new Date();
const warmMs = 3000;

interface Person {
  who: ReturnType<typeof someSeeker>;
  options: ReturnType<typeof someOptions>;
  /** The 20 that four digests carried before. */
  exclude: string[];
}

function catalogueOf(size: number): Catalogue {
  const catalogue = new Catalogue();
  for (let number = 0; number < size; number++) catalogue.take(someEntry(number, size, now.getTime()));
  return catalogue;
}

function peopleFor(catalogue: Catalogue): Person[] {
  return Array.from({ length: people }, (_, number) => {
    const [who, options] = [someSeeker(number), someOptions(number, now)];
    const { matches } = rank(who, catalogue, { ...options, limit: 20, exclude: [] });
    return { who, options, exclude: matches.map(({ postingId }) => postingId) };
  });
}

/** People come to the match worker by country and city, of as many as the plan worker claims at once: see plan_digests. */
const claimSize = 2000;
const asPlanned = (some: readonly Person[]) =>
  chunksOf(some, claimSize).flatMap((claim) => claim.sort((a, b) => placeOf(a.who).localeCompare(placeOf(b.who))));
const placeOf = ({ cities: [city], countries: [country] }: Person["who"]) =>
  `${city?.country ?? country ?? "~"} ${city?.geonameId ?? "~"}`;

interface Measured {
  perSecond: number;
  matches: number;
  reasons: number;
}

/** Reasons and gaps included. In processor time of this process, as others work on the machine. */
function ours(catalogue: Catalogue, some: readonly Person[]): Measured {
  let [matches, reasons] = [0, 0];
  const before = process.cpuUsage();
  for (const { who, options, exclude } of some) {
    const ranking = rank(who, catalogue, { ...options, exclude, least: leastScore });
    matches += ranking.matches.length;
    for (const match of ranking.matches) reasons += match.reasons.length + match.gaps.length;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: Math.round((some.length * 1e6) / (user + system)),
    matches: matches / some.length,
    reasons: reasons / matches,
  };
}

/** By the clock, with eight queries under way: most of the work is done by Postgres, beside this core. */
async function baseline(some: readonly Person[]): Promise<number> {
  const waiting = [...some];
  const startedAt = performance.now();
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await rankedByQuery(next.who, next.exclude, next.options.limit, now);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return Number(((some.length * 1000) / (performance.now() - startedAt)).toPrecision(3));
}

async function measureBaseline(size: number, some: readonly Person[]): Promise<number> {
  await fillBaseline(size, (number) => someEntry(number, size, now.getTime()));
  // PostgREST hears of the new table in a moment.
  await pause(2000);
  await baseline(some.slice(0, 40));
  return baseline(some.slice(40, 40 + peopleOfBaseline));
}

/**
 * Subscribers a second that one core ranks for, reasons included, beside one SQL query for each and scoring in
 * JavaScript.
 */
async function main() {
  const rows = [];
  let growth: { people: number; seconds: number }[] = [];
  for (const size of sizes) {
    const catalogue = catalogueOf(size);
    const bytes = catalogue.bytes();
    const unsorted = peopleFor(catalogue);
    const some = asPlanned(unsorted);
    // A worker runs for weeks: the first compilation is not measured.
    const warmUntil = performance.now() + warmMs;
    while (performance.now() < warmUntil) ours(catalogue, some);
    // The median of five.
    const runs = Array.from({ length: 5 }, () => ours(catalogue, some)).sort((a, b) => a.perSecond - b.perSecond);
    const { perSecond, matches, reasons } = runs[2] ?? ours(catalogue, some);
    if (size === 100_000) growth = [1000, 2500, 5000, 10_000].map((count) => secondsFor(catalogue, unsorted, count));
    const row = {
      postings: size,
      ours: perSecond,
      baseline: Number.NaN,
      ratio: Number.NaN,
      mib: Math.round(bytes / 2 ** 20),
      bytesAPosting: Math.round(bytes / size),
    };
    if (compared.includes(size)) {
      row.baseline = await measureBaseline(size, unsorted);
      row.ratio = Math.round(perSecond / row.baseline);
    }
    rows.push({ ...row, matches: Number(matches.toFixed(1)), reasons: Number(reasons.toFixed(1)) });
  }
  const middle = rows.find(({ postings }) => postings === 100_000) ?? rows.at(-1);
  writeFileSync(new URL("../docs/matching.svg", import.meta.url), writeGrowth(rows, growth));
  process.send?.({
    ours: middle?.ours,
    baseline: middle?.baseline,
    ratio: middle?.ratio,
    unit: "subscribers/s",
    sizes: rows,
    subscribers: people,
    measured: "ours in processor time of one core, the baseline by the clock with Postgres beside it",
  });
}

function secondsFor(catalogue: Catalogue, some: readonly Person[], count: number) {
  return { people: count, seconds: count / ours(catalogue, asPlanned(some.slice(0, count))).perSecond };
}

await main();
process.disconnect?.();
