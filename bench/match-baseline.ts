import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { chunksOf } from "../lib/chunks.ts";
import type { CatalogueEntry } from "../lib/matching/catalogue.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import { day } from "../lib/time.ts";

/**
 * How the systems that we replace work: for each subscriber one query through supabase-js for the newest postings of
 * the place, the path and the level, helped by indexes, then scoring in JavaScript.
 */

const { DATABASE_URL = "", BASELINE_URL = "", SUPABASE_SERVICE_ROLE_KEY = "" } = process.env;
/** What such systems fetch: PostgREST gives a thousand rows at most. */
const fetched = 500;

export async function fillBaseline(size: number, make: (number: number) => CatalogueEntry): Promise<void> {
  const sql = postgres(DATABASE_URL.replace(/\/ours\b/, "/baseline"), { max: 1, onnotice: () => {} });
  await sql`drop table if exists public.jobs`;
  await sql`create table public.jobs (
    id uuid primary key, posted_at timestamptz not null, level text not null, paths text[] not null,
    places text[] not null, data jsonb not null)`;
  for (const numbers of chunksOf(
    Array.from({ length: size }, (_, number) => number),
    2000,
  )) {
    const rows = numbers.map(make).map((entry) => ({
      ...{ id: entry.id, level: entry.level, places: placesOf(entry), data: entry },
      posted_at: entry.postedAt ?? entry.firstSeenAt,
      paths: entry.careerPaths.length > 0 ? entry.careerPaths : ["unknown"],
    }));
    await sql`
      insert into public.jobs (id, posted_at, level, paths, places, data)
      select r.id, r.posted_at, r.level, array(select jsonb_array_elements_text(r.paths)),
             array(select jsonb_array_elements_text(r.places)), r.data
      from jsonb_to_recordset(${sql.json(rows as never)}) as r(id uuid, posted_at timestamptz, level text, paths jsonb, places jsonb, data jsonb)`;
  }
  await sql`create index on public.jobs using gin (places)`;
  await sql`create index on public.jobs using gin (paths)`;
  await sql`create index on public.jobs (posted_at desc)`;
  await sql`grant select on public.jobs to service_role`;
  await sql`vacuum analyze public.jobs`;
  await sql`notify pgrst, 'reload schema'`;
  await sql.end();
}

function placesOf({ locations, remote }: CatalogueEntry): string[] {
  const places = locations.flatMap(({ geonameId, country }) => [`${geonameId ?? "somewhere"}`, country ?? "unknown"]);
  return remote.mode === "remote" ? [...places, "remote"] : places;
}

const client = createClient(BASELINE_URL, SUPABASE_SERVICE_ROLE_KEY, {
  auth: { persistSession: false, autoRefreshToken: false },
});

/** @returns the ids of the best postings, by much simpler rules than ours */
export async function rankedByQuery(
  who: Seeker,
  exclude: readonly string[],
  limit: number,
  now: Date,
): Promise<string[]> {
  const places = [...who.cities.map(({ geonameId }) => `${geonameId}`), ...who.countries];
  const paths = who.careerPaths.includes("unsure") ? null : [...who.careerPaths, "unknown"];
  let query = client
    .from("jobs")
    .select("id,data")
    .overlaps("places", who.workModes.includes("remote") || places.length === 0 ? [...places, "remote"] : places)
    .gte("posted_at", new Date(now.getTime() - 30 * day).toISOString())
    .order("posted_at", { ascending: false })
    .limit(fetched);
  if (paths) query = query.overlaps("paths", paths);
  if (who.levels.length > 0) query = query.in("level", [...who.levels, "unknown"]);
  const { data, error } = await query;
  if (error) throw new Error(`the baseline: ${error.code} ${error.message}`);
  const before = new Set(exclude);
  return (data as { id: string; data: CatalogueEntry }[])
    .filter(({ id }) => !before.has(id))
    .map(({ id, data }) => ({ id, score: simpleScore(who, data, now) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

function simpleScore(who: Seeker, entry: CatalogueEntry, now: Date): number {
  const title = entry.title.toLowerCase();
  const inCity = entry.locations.some(({ geonameId }) => who.cities.some((city) => city.geonameId === geonameId));
  const onPath = entry.careerPaths.some((path) => who.careerPaths.includes(path));
  const asked = who.levels.some((level) => level === entry.level);
  const words = who.keywords.filter((word) => title.includes(word.toLowerCase())).length;
  const age = (now.getTime() - Date.parse(entry.postedAt ?? entry.firstSeenAt)) / day;
  return (inCity ? 30 : 20) + (onPath ? 25 : 10) + (asked ? 20 : 10) + 5 * words + Math.max(0, 10 - age / 3);
}
