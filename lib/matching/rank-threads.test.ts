import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue.ts";
import { berlin, catalogueOf, entry, in_, lisbon, now, place, seeker } from "./fixtures.ts";
import { type Ranking, rank } from "./rank.ts";
import type { Seeker } from "./seeker.ts";

const options = { exclude: [], limit: 10, now };
const places = [in_.berlin, in_.potsdam, in_.hamburg, in_.germany, place(lisbon)];
const entries = Array.from({ length: 600 }, (_, at) =>
  entry({
    company: `Company ${at % 90}`,
    locations: [places[at % places.length] ?? in_.berlin],
    level: at % 3 === 0 ? "entry" : "internship",
    postedAt: new Date(now.getTime() - (at % 28) * 86_400_000).toISOString(),
  }),
);
const seekers = Array.from({ length: 30 }, (_, at) =>
  seeker({
    cities: at % 4 === 0 ? [berlin, lisbon] : [berlin],
    countries: at % 3 === 0 ? ["DE"] : [],
    levels: at % 2 === 0 ? ["entry"] : [],
    keywords: at % 5 === 0 ? ["data"] : [],
  }),
);

async function inThread(some: readonly CatalogueEntry[], people: readonly Seeker[]): Promise<Ranking[]> {
  const worker = new Worker(new URL("../../test/rank-thread.ts", import.meta.url), {
    workerData: { entries: some, seekers: people, options },
  });
  const [rankings] = (await once(worker, "message")) as [Ranking[]];
  await worker.terminate();
  return rankings;
}

test("several workers, each with a catalogue of its own, give what one gives", async () => {
  const catalogue = catalogueOf(entries);
  const alone = seekers.map((who) => rank(who, catalogue, options));
  const shares = await Promise.all([
    inThread(entries, seekers.slice(0, 10)),
    inThread(entries.toReversed(), seekers.slice(10, 20)),
    inThread([...entries.slice(300), ...entries.slice(0, 300)], seekers.slice(20)),
  ]);
  expect(shares.flat()).toEqual(alone);
});
