import postgres from "postgres";
import { chunksOf } from "../lib/chunks.ts";
import { Catalogue, type CatalogueEntry } from "../lib/matching/catalogue.ts";
import { someEntry } from "./match-world.ts";

const { DATABASE_URL = "" } = process.env;
const most = Number(process.env.POSTINGS ?? 1_000_000);
const sizes = [10_000, 100_000, 1_000_000].filter((size) => size <= most);
/** Read from Postgres as a worker does it when it starts. */
const loaded = Math.min(most, 100_000);
const now = Date.now();

/** Of everything that this process holds after a garbage collection. */
function heldBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How much more the process holds with this than without. */
function bytesOf(make: () => { size: number }): number {
  const before = heldBytes();
  const made = make();
  const bytes = heldBytes() - before;
  if (made.size === 0) throw new Error("nothing was made");
  return bytes;
}

function catalogueOf(size: number): Catalogue {
  const catalogue = new Catalogue();
  for (let number = 0; number < size; number++) catalogue.take(someEntry(number, size, now));
  // Makes the lists.
  catalogue.bytes();
  return catalogue;
}

/** The baseline: the same postings as objects in a Map. */
function objectsOf(size: number): Map<string, CatalogueEntry> {
  const entries = Array.from({ length: size }, (_, number) => someEntry(number, size, now));
  return new Map(entries.map((entry) => [entry.id, entry]));
}

async function fill(sql: postgres.Sql): Promise<void> {
  // As rows of the table, with texts as long as real ones once Postgres has compressed them.
  await sql`set session_replication_role = replica`;
  for (const numbers of chunksOf(
    Array.from({ length: loaded }, (_, number) => number),
    2000,
  )) {
    const rows = numbers.map((number) => {
      const posting = someEntry(number, loaded, now);
      const { careerPaths, postedAt, firstSeenAt, linkStatus, locations, occupationConfidence, early, ...entry } =
        posting;
      return {
        ...entry,
        locations: locations.map((place) => ({ ...place, raw: `${place.city ?? ""}, ${place.country ?? ""}` })),
        ...{ career_paths: careerPaths, posted_at: postedAt, first_seen_at: firstSeenAt, changed_at: firstSeenAt },
        ...{ link_status: linkStatus, link_checked_at: linkStatus && firstSeenAt },
        confidence: { place: 1, occupation: occupationConfidence, level: 1, early },
      };
    });
    await sql`
      with item as (select * from jsonb_to_recordset(${sql.json(rows as never)}) as i(id uuid, title text, company text,
        source text, locations jsonb, remote jsonb, level text, programme text, career_paths jsonb, occupation text,
        languages jsonb, visa text, salary jsonb, posted_at timestamptz, first_seen_at timestamptz, changed_at timestamptz,
        lang text, link_status text, link_checked_at timestamptz, quality int, keys jsonb,
        confidence jsonb)),
      known as (insert into posting_identities (posting_id, keys, identity)
        select id, array(select k::int from jsonb_array_elements(keys) k), '{}' from item)
      insert into postings (id, dedupe_key, content_hash, source, source_id, url, title, company, locations, remote, level,
        programme, career_paths, occupation, languages, visa, salary, posted_at, first_seen_at, changed_at, lang,
        link_status, link_checked_at, quality, description, confidence)
      select id, id, '', source, id, 'https://jobs.example.com/' || id, title, company, locations, remote, level, programme,
        array(select jsonb_array_elements_text(career_paths)), occupation, languages, visa, nullif(salary, 'null'),
        posted_at, first_seen_at, changed_at, lang, link_status, link_checked_at, quality, repeat(md5(id::text), 40), confidence
      from item`;
  }
  await sql`vacuum analyze postings, posting_identities`;
}

/** What a match worker's catalogue takes, and how long it takes to read, beside the same postings as objects. */
async function main() {
  // The gazetteer and its cities are not measured.
  someEntry(0, 1, now);
  const rows = sizes.map((size) => {
    const bytes = bytesOf(() => catalogueOf(size));
    // A million objects would take gigabytes; a tenth of them is enough.
    const objects = size > 100_000 ? Number.NaN : bytesOf(() => objectsOf(size));
    const mib = (of: number) => (Number.isNaN(of) ? null : Math.round(of / 2 ** 20));
    return { postings: size, mib: mib(bytes), bytesAPosting: Math.round(bytes / size), objectsMib: mib(objects) };
  });
  const sql = postgres(DATABASE_URL, { max: 1, onnotice: () => {} });
  await fill(sql);
  await sql.end();
  const loads: { seconds: number; cpuSeconds: number }[] = [];
  for (let run = 0; run < 3; run++) {
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
    const catalogue = new Catalogue();
    await catalogue.refresh();
    catalogue.bytes();
    const { user, system } = process.cpuUsage(cpu);
    loads.push({ seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 });
    if (catalogue.size !== loaded) throw new Error(`${catalogue.size} of ${loaded} were read`);
  }
  const middle = loads.sort((a, b) => a.seconds - b.seconds)[1];
  const largest = rows.at(-1);
  const known = rows.findLast(({ objectsMib }) => objectsMib !== null);
  process.send?.({
    ours: known?.mib,
    baseline: known?.objectsMib,
    ratio: Number(((known?.objectsMib ?? 0) / (known?.mib ?? 1)).toFixed(1)),
    ...{ unit: "MiB", sizes: rows, bytesAPosting: largest?.bytesAPosting },
    load: {
      postings: loaded,
      seconds: Number(middle?.seconds.toFixed(2)),
      cpuSeconds: Number(middle?.cpuSeconds.toFixed(2)),
    },
  });
}

await main();
process.disconnect?.();
