import { parentPort, workerData } from "node:worker_threads";
import { Catalogue, type CatalogueEntry } from "../lib/matching/catalogue.ts";
import { type RankOptions, rank } from "../lib/matching/rank.ts";
import type { Seeker } from "../lib/matching/seeker.ts";

/** For tests: a match worker without its queue. */
const { entries, seekers, options } = workerData as {
  entries: readonly CatalogueEntry[];
  seekers: readonly Seeker[];
  options: RankOptions;
};
const catalogue = new Catalogue();
for (const entry of entries) catalogue.take(entry);
parentPort?.postMessage(seekers.map((seeker) => rank(seeker, catalogue, options)));
