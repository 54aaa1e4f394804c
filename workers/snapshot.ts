import { snapshot } from "../jobs/snapshot.ts";
import type { Catalogue } from "../lib/matching/catalogue.ts";
import type { PlaceKey } from "../lib/matching/catalogue-keys.ts";
import { column, secondsOf, undated, width } from "../lib/matching/columns.ts";
import {
  isGone,
  isOfNoPath,
  levelOf,
  levels,
  modeOf,
  modes,
  pathsOf,
  visaOf,
  visas,
} from "../lib/matching/columns-facts.ts";
import { cityRadiusKm, oldAfterMs } from "../lib/matching/weights.ts";
import { type Key, type Preview, packed, previewOf, signature } from "../lib/preview/model.ts";
import { writePreview } from "../lib/preview/store.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { catalogue } from "./catalogue.ts";

/** Reads what has changed and counts everything: a third of a second for a million postings. */
export default defineWorker(snapshot, { concurrency: 1, timeoutMs: 5 * minute }, async () => {
  await catalogue.refresh();
  const preview = previewOfCatalogue(catalogue, new Date());
  const { bytes } = await writePreview(preview);
  return { postings: catalogue.size, signatures: preview.counts.length, bytes };
});

const experienced: ReadonlySet<string> = new Set(["mid", "senior", "lead"]);

/** Postings that could be listed for somebody: neither closed nor old. */
export function previewOfCatalogue({ columns, size }: Pick<Catalogue, "columns" | "size">, now: Date): Preview {
  const { rows, places } = columns;
  const oldBefore = secondsOf(now.getTime() - oldAfterMs);
  const signatures = new Float64Array(size);
  let count = 0;
  for (let slot = 0; slot < columns.end; slot++) {
    if (columns.isFree(slot)) continue;
    const row = slot * width;
    const facts = rows[row + column.facts] ?? 0;
    const posted = rows[row + column.posted] ?? undated;
    const age = posted === undated ? (rows[row + column.firstSeen] ?? 0) : posted;
    if (isGone(facts) || age < oldBefore) continue;
    signatures[count++] = signature((rows[row + column.where] ?? 0) & 0xffffff, previewFacts(facts));
  }
  const keysOf = (where: number) => places.list.subarray(places.starts[where] ?? 0, places.starts[where + 1] ?? 0);
  const keyOf = (id: number) => previewKey(places.key(id));
  return previewOf({ keyOf, keysOf, signatures: signatures.subarray(0, count) }, cityRadiusKm, now);
}

const previewFacts = (facts: number): number =>
  packed({
    experienced: experienced.has(levels[levelOf(facts)] ?? ""),
    refusesVisa: visas[visaOf(facts)] === "refused",
    mode: modes[modeOf(facts)] ?? "unknown",
    paths: pathsOf(facts),
    pathless: isOfNoPath(facts),
  });

function previewKey(key: PlaceKey): Key {
  if (key.kind === "point") return { lat: key.lat, lon: key.lon };
  return "country" in key ? `${key.kind} ${key.country}` : key.kind;
}
