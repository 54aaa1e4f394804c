import type { Sql } from "postgres";
import { seal } from "../lib/seal.ts";
import { newLinkKey } from "../lib/tokens.ts";
import { insertPeople, insertPostings } from "./digests-people.ts";

const postings = 2000;
const matchesEach = 10;

/** So many people, each with a digest of ten postings that waits for its mail. @returns the deliveries' ids */
export async function insertDigests(sql: Sql, count: number): Promise<string[]> {
  await insertPostings(sql, postings);
  await insertPeople(sql, count);
  // One key serves all: to open it costs the same.
  await sql`update subscribers set link_key_sealed = ${seal(newLinkKey(), "link-key")}, name = 'Zoë Ångström'`;
  await sql`
    insert into deliveries (subscriber_id, kind, period, status, looked_at, more)
    select id, 'digest', 'bench', 'pending', ${postings}, 7 from subscribers`;
  await sql`
    insert into matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, link_status)
    select d.subscriber_id, o.id, d.id, o.rank, 90 - o.rank, '{}', ${["In Berlin, as you asked", "An entry-level role"]},
      case when o.rank % 2 = 0 then ${["Pay is not stated"]}::text[] else '{}' end, 'live'
    from (select *, row_number() over (order by id) as n from deliveries) d
    join (
      select id, (row_number() over (order by id) - 1) % ${postings / matchesEach} as page,
        1 + (row_number() over (order by id) - 1) / ${postings / matchesEach} as rank from postings
    ) o on o.page = d.n % ${postings / matchesEach}`;
  await sql`vacuum analyze`;
  return (await sql<{ id: string }[]>`select id from deliveries order by id`).map(({ id }) => id);
}
