import type { Sql } from "postgres";
import { resolveCity } from "../lib/postings/places.ts";

/** Where the people and postings of this benchmark are; the first are the most asked for. */
const cityNames = [
  ...["London", "Berlin", "Paris", "Madrid", "Amsterdam", "Munich", "Barcelona", "Dublin", "Lisbon", "Vienna"],
  ...["Hamburg", "Warsaw", "Stockholm", "Copenhagen", "Milan", "Brussels", "Prague", "Zurich", "Helsinki", "Rome"],
  ...["Cologne", "Frankfurt am Main", "Stuttgart", "Lyon", "Manchester", "Edinburgh", "Rotterdam", "Porto", "Valencia"],
  ...["Budapest", "Bucharest", "Athens", "Oslo", "Antwerp", "Geneva", "Leipzig", "Turin", "Sofia", "Tallinn", "Riga"],
];

/** Career path, occupation and what such roles are called. */
const roles = [
  ["data-analytics", "data", ["Data Analyst", "BI Analyst", "Data Engineer"]],
  ["tech-transformation", "software", ["Software Engineer", "Backend Developer", "QA Engineer"]],
  ["sales-client-success", "sales", ["Sales Development Representative", "Account Executive"]],
  ["marketing-growth", "marketing", ["Marketing Manager", "Content Specialist", "Growth Associate"]],
  ["finance-investment", "finance", ["Accountant", "Financial Analyst", "Auditor"]],
  ["operations-supply-chain", "operations", ["Operations Associate", "Supply Chain Planner"]],
  ["product-innovation", "product", ["Product Manager", "Product Owner"]],
  ["strategy-business-design", "consulting", ["Consultant", "Strategy Analyst"]],
] as const;

const levels = ["internship", "graduate", "entry", "entry", "unknown", "unknown", "mid", "mid", "senior", "senior"];
const modes = ["onsite", "onsite", "hybrid", "hybrid", "remote", "unknown"];

/** Live postings, a few of each company, of the last 30 days. Equal seeds give equal rows. */
export async function insertPostings(sql: Sql, count: number): Promise<void> {
  await sql.begin(async (run) => {
    await run`select setseed(0.5)`;
    await run`
      insert into postings (dedupe_key, source, source_id, url, title, company, locations, remote, level, career_paths,
        occupation, languages, visa, description, lang, confidence, content_hash, posted_at, first_seen_at, changed_at)
      select 'bench ' || n, 'greenhouse', n, 'https://jobs.example/' || n,
        case level when 'senior' then 'Senior ' when 'internship' then 'Intern ' else '' end
          || (role -> 2 ->> (random() * (jsonb_array_length(role -> 2) - 1))::int),
        'Company ' || floor(${count} / 8 * random()), jsonb_build_array(city),
        jsonb_build_object('mode', mode, 'worldwide', null, 'countries', '[]'::jsonb), level,
        array[role ->> 0], role ->> 1,
        case when random() < 0.4 then '[{"code": "en", "required": true, "level": null}]'::jsonb else '[]' end,
        'unknown', repeat('Text of a posting. ', 40), 'en',
        '{"place": 1, "occupation": 1, "level": 1}', n, posted, posted + interval '1 hour', posted + interval '1 hour'
      from (
        select n, ${run.json(locations())}::jsonb -> floor(${locations().length} * random() ^ 2)::int as city,
          ${run.json(roles)}::jsonb -> floor(${roles.length} * random())::int as role,
          (${levels}::text[])[1 + floor(${levels.length} * random())::int] as level,
          (${modes}::text[])[1 + floor(${modes.length} * random())::int] as mode,
          now() - interval '2 days' - random() * interval '27 days' as posted
        from generate_series(1, ${count}) n
      ) posting`;
  });
  await sql`vacuum analyze postings`;
}

/** Confirmed people, all due now, each with a city or two, a path or two, levels and languages. */
export async function insertPeople(sql: Sql, count: number): Promise<void> {
  await sql.begin(async (run) => {
    await run`select setseed(0.25)`;
    await run`
      insert into subscribers (email, mailbox_hash, status, wishes, cadence, time_zone, link_key_sealed, link_key_sha256,
        next_digest_at)
      select 'person-' || n || '@example.org', n, 'active', jsonb_build_object(
          'cities', case when random() < 0.3 then jsonb_build_array(one, other) else jsonb_build_array(one) end,
          'countries', '[]'::jsonb, 'careerPaths', paths, 'levels', levels, 'workModes', '[]'::jsonb,
          'languages', '["en", "de"]'::jsonb, 'visa', 'unknown', 'keywords', '[]'::jsonb, 'cadence', 'weekly',
          'timeZone', 'Europe/Berlin'),
        'weekly', 'Europe/Berlin', '', encode(sha256(n::text::bytea), 'hex'), now() - interval '1 minute'
      from (
        select n, ${run.json(cities())}::jsonb -> floor(20 * random() ^ 2)::int as one,
          ${run.json(cities())}::jsonb -> (20 + floor(${cities().length - 20} * random())::int) as other,
          jsonb_build_array(${run.json(roles)}::jsonb -> floor(${roles.length} * random())::int -> 0) as paths,
          (array['["internship"]', '["graduate", "entry"]', '["internship", "graduate", "entry"]'])[1 + floor(3 * random())::int]::jsonb as levels
        from generate_series(1, ${count}) n
      ) person`;
  });
  await sql`vacuum analyze subscribers`;
}

const cities = () => cityNames.flatMap((name) => ({ ...resolveCity(name) }));

const locations = () => cities().map(({ name, ...city }) => ({ ...city, city: name, raw: name }));
