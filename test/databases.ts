import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Hono } from "hono";
import postgres, { type Sql } from "postgres";
import type { Leash } from "../local/leash.ts";
import { startPostgrest } from "../local/postgrest.ts";
import type { Service } from "../local/service.ts";
import { listen, type Played } from "../local/wire/server.ts";

/** What a test file borrows: a migrated database without rows, and the PostgREST in front of it. */
export interface Lent {
  name: string;
  postgrestUrl: string;
}

interface Kept extends Lent {
  postgrest: Service;
  /** As the superuser, whose deletes no trigger or foreign key stops. */
  sql: Sql;
  /** The fingerprint of its schema when it was made. */
  mark: string;
  /** Statements that take every row away. */
  empty: string;
}

interface Making {
  /** Address of a database for a role. */
  url(database: string, role: string): string;
  /** The template that each is a copy of. */
  template: string;
  jwtSecret: string;
  folder: string;
  leash: Leash;
}

/** The catalogs in which Postgres notes schema changes: a rewritten row has another xmin. */
const catalogs = [
  ...["pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_policy", "pg_rewrite", "pg_type"],
  ...["pg_proc", "pg_sequence", "pg_default_acl", "pg_statistic", "supabase_migrations.schema_migrations"],
];
const markQuery = `select concat_ws('-', ${catalogs.map((table) => `(select sum(xmin::text::bigint) from ${table})`)},
  (select sum(reltuples) from pg_class)) as mark`;

/** Statements that empty each table, as it is after the migrations, and reset each sequence. */
const emptyQuery = `select concat(
  (select string_agg(format('delete from %s;', oid::regclass), '') from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'),
  (select string_agg(format('select setval(%L, %s, false);', seqrelid::regclass, seqstart), '') from pg_sequence)
) as empty`;

/** Beyond this size, deleted rows would slow the next file's reads. */
const keptBytes = 24 * 1024 ** 2;

/**
 * Databases of the whole run. A file borrows one and gives it back; emptied, it goes to the next file of any process.
 * Making one, with its PostgREST, costs a second of processor time, and a hundred files want one.
 */
export async function openDatabases(making: Making): Promise<Played> {
  const control = postgres(making.url("template1", "supabase_admin"), { max: 2, onnotice: () => {} });
  const free: Kept[] = [];
  const lent = new Map<string, Kept>();

  async function lend(): Promise<Lent> {
    const kept = free.pop() ?? (await make(making, control));
    lent.set(kept.name, kept);
    return { name: kept.name, postgrestUrl: kept.postgrestUrl };
  }

  async function takeBack(name: string): Promise<void> {
    const kept = lent.get(name);
    if (!kept) throw new Error(`${name} is not lent`);
    lent.delete(name);
    if (await emptied(kept)) return void free.push(kept);
    await Promise.all([kept.postgrest.kill(), kept.sql.end()]);
    await control.unsafe(`drop database ${name} with (force)`);
  }

  const app = new Hono()
    .post("/", async (c) => c.json(await lend()))
    .delete("/:name", async (c) => {
      await takeBack(c.req.param("name"));
      return c.body(null, 204);
    })
    .onError((error, c) => c.text(`${error.stack}`, 500));
  const { url, close } = await listen(app, { port: 0, host: "127.0.0.1" });
  return {
    url,
    async close() {
      await close();
      await Promise.all([control, ...free.map(({ sql }) => sql)].map((sql) => sql.end({ timeout: 0 })));
    },
  };
}

async function make({ url, template, jwtSecret, folder, leash }: Making, control: Sql): Promise<Kept> {
  const name = `t${randomBytes(8).toString("hex")}`;
  await control.unsafe(`create database ${name} template ${template} owner postgres strategy file_copy`);
  const connection = { session_replication_role: "replica" };
  const sql = postgres(url(name, "supabase_admin"), { max: 1, connection, onnotice: () => {} });
  const [[made], { url: postgrestUrl, service }] = await Promise.all([
    sql.unsafe<{ mark: string; empty: string }[]>(`select * from (${markQuery}), (${emptyQuery})`),
    startPostgrest({
      databaseUrl: url(name, "authenticator"),
      jwtSecret,
      logFile: join(folder, "logs", `postgrest-${name}.log`),
      leash,
    }),
  ]);
  if (!made) throw new Error("no row");
  return { name, postgrestUrl, postgrest: service, sql, ...made };
}

/** Deletes all rows. @returns false if more than rows may have changed: then nobody else shall have it */
async function emptied({ sql, mark, empty }: Kept): Promise<boolean> {
  // Connections that a file did not close must write no more; PostgREST keeps its own.
  const [now] = await sql.unsafe<{ mark: string; small: boolean; busy: boolean }[]>(`
    with others as (
      select pid, state, usename from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    ), ended as (
      select count(pg_terminate_backend(pid, 5000)) from others where usename <> 'authenticator'
    )
    select mark, pg_database_size(current_database()) < ${keptBytes} as small,
      exists (select from others where usename = 'authenticator' and state <> 'idle') as busy
    from ended, (${markQuery})`);
  if (now?.mark !== mark || !now.small || now.busy) return false;
  await sql.unsafe(empty);
  return true;
}
