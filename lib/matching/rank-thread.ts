import { parentPort, workerData } from "node:worker_threads";
import { Catalogue, type CatalogueEntry } from "./catalogue.ts";
import { type RankOptions, rank } from "./rank.ts";
import type { Seeker } from "./seeker.ts";

/** For the tests: a match worker without its queue. */
const { entries, seekers, options } = workerData as {
  entries: readonly CatalogueEntry[];
  seekers: readonly Seeker[];
  options: RankOptions;
};
const catalogue = new Catalogue();
for (const entry of entries) catalogue.take(entry);
parentPort?.postMessage(seekers.map((seeker) => rank(seeker, catalogue, options)));
