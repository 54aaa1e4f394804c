import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { openLeash } from "../local/leash.ts";
import { migrate } from "../local/migrate.ts";
import { startPostgres } from "../local/postgres.ts";
import { corpus } from "./ingest-postings.ts";
import { pageItem } from "../lib/postings/page-item.ts";
import { chunksOf } from "../lib/chunks.ts";
const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
const leash = openLeash(folder);
const db = await startPostgres({ folder: join(folder, "pg"), logFile: join(folder, "pg.log"), leash, password: "ab" });
await migrate(db.url(), "/work/main/supabase/migrations");
for (const extra of process.argv.slice(2)) { const s = postgres(db.url(), { max: 1, onnotice(){} }); await s.unsafe(readFileSync(extra, "utf8")).simple(); await s.end(); }
const sql = postgres(db.url(), { max: 1, onnotice: () => {}, prepare: true });
const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() pid`;
// in a user namespace only (no pid namespace): pid is real
const cpu = () => { const f = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" "); return (Number(f[11]) + Number(f[12])) * 10000; };
const { posting } = corpus();
const N = 10000;
const pages = chunksOf(Array.from({ length: N }, (_, i) => posting(i * 2)), 250).map((r) => { const items = r.flatMap((x) => pageItem(x) ?? []); return { body: JSON.stringify(r), json: JSON.stringify(items) }; });
async function phase(name: string, f: (p: { body: string; json: string }, i: number) => Promise<unknown>) { const a = cpu(); for (const [i, p] of pages.entries()) await f(p, i); console.log(name, ((cpu() - a) / N).toFixed(0), "us"); }
await phase("echo text", (p) => sql.unsafe("select length($1::text)", [p.json]));
await phase("parse json", (p) => sql.unsafe("select 1 where $1::json is null", [p.json]));
await phase("parse jsonb", (p) => sql.unsafe("select 1 where $1::text::jsonb is null", [p.json]));
await phase("elements", (p) => sql.unsafe("select count(*) from jsonb_array_elements($1::text::jsonb) e", [p.json]));
await phase("distinct", (p) => sql.unsafe("select count(*) from (select distinct on (e ->> 'sourceId') e, e->>'dedupeKey' k from jsonb_array_elements($1::text::jsonb) with ordinality i(e,pl) order by e->>'sourceId', pl) x where (e #>> '{posting,validThrough}') is null", [p.json]));
await phase("raw body", (p) => sql.unsafe("with r as (insert into source_runs(source,target) values ('x','y') returning id) insert into raw_replies(run_id,body) select id, $1 from r", [p.body]));
await phase("upsert first", (p) => sql.unsafe("select upsert_postings('bench','t',$1::text::jsonb)", [p.json]));
await phase("upsert again", (p) => sql.unsafe("select upsert_postings('bench','t',$1::text::jsonb)", [p.json]));
await phase("upsert again2", (p) => sql.unsafe("select upsert_postings('bench','t',$1::text::jsonb)", [p.json]));
await phase("touch only", (p,i) => sql.unsafe("select touch_postings(array(select id from postings offset $1 limit 250))", [i*250]));
console.log(await sql`select c.relname, pg_size_pretty(pg_total_relation_size(oid)) t, pg_size_pretty(pg_relation_size(oid)) m, n_tup_hot_upd, n_tup_upd from pg_class c left join pg_stat_user_tables s on s.relid=c.oid where c.relname in ('postings','sightings','raw_replies')`);
if (process.env.EXPLAIN) { const notes: string[] = []; const s2 = postgres(db.url("postgres","supabase_admin"), { max: 1, onnotice: (n) => notes.push(n.message ?? "") });
await s2.unsafe("load 'auto_explain'; set auto_explain.log_min_duration=0; set auto_explain.log_analyze=on; set auto_explain.log_buffers=off; set auto_explain.log_nested_statements=on; set auto_explain.log_level=notice; set client_min_messages=notice");
await s2.unsafe("select upsert_postings('bench','t',$1::text::jsonb)", [pages[3]!.json]); notes.length=0;
await s2.unsafe("select upsert_postings('bench','t',$1::text::jsonb)", [pages[4]!.json]);
console.log(notes.map(n=>n.slice(0,6000)).join("\n-----\n")); await s2.end(); }
await sql.end(); await leash.close();
