import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import postgres, { type Sql } from "postgres";
import { second } from "../lib/time.ts";
import { statementsOf } from "./statements.ts";

interface Migration {
  version: string;
  name: string;
  file: string;
  text: string;
}

export interface Migrated {
  /** Files applied now, in order. */
  applied: string[];
  /** Files that differ from what was applied under their version. */
  changed: string[];
}

function read(folder: string): Migration[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    return version && name ? [{ version, name, file, text: readFileSync(join(folder, file), "utf8") }] : [];
  });
}

const table = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

/** A migration that waits for a lock makes all later queries wait too: behind a long dump, everything would stop. */
const longestWaitMs = 10 * second;

async function apply(sql: Sql, { version, name, file, text }: Migration, waitMs: number): Promise<void> {
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe(`set local lock_timeout = ${waitMs}`);
      await transaction.unsafe(text).simple();
      await transaction`
        insert into supabase_migrations.schema_migrations (version, name, statements)
        values (${version}, ${name}, ${statementsOf(text)})`;
    });
  } catch (error) {
    throw new Error(`The migration ${file} failed: ${explain(error, text)}`, { cause: String(error) });
  }
}

function explain(error: unknown, text: string): string {
  if (!(error instanceof postgres.PostgresError)) return String(error);
  const line = error.position ? ` (line ${text.slice(0, Number(error.position)).split("\n").length})` : "";
  const lockHint =
    error.code === "55P03" && "somebody else holds the table, such as a dump: run it again when that is over";
  return [error.message + line, error.detail, error.hint, lockHint].filter(Boolean).join("; ");
}

/**
 * Applies the migrations that the database lacks, each in one transaction, and records them as the Supabase CLI does,
 * so that `supabase db push` finds nothing left to do.
 */
export async function migrate(databaseUrl: string, folder: string, waitMs = longestWaitMs): Promise<Migrated> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(table).simple();
    const rows = await sql<{ version: string; statements: string[] | null }[]>`
      select version, statements from supabase_migrations.schema_migrations`;
    const known = new Map(rows.map((row) => [row.version, row.statements]));
    const result: Migrated = { applied: [], changed: [] };
    for (const migration of read(folder)) {
      const recorded = known.get(migration.version);
      if (recorded === undefined) {
        await apply(sql, migration, waitMs);
        result.applied.push(migration.file);
      } else if (recorded && recorded.join("\n") !== statementsOf(migration.text).join("\n")) {
        result.changed.push(migration.file);
      }
    }
    // A running PostgREST knows only the schema from its start.
    if (result.applied.length > 0) await sql`notify pgrst, 'reload schema'`;
    return result;
  } finally {
    await sql.end();
  }
}

/** Runs supabase/seed.sql once in a database's life, and records it as `supabase db push --include-seed` does. */
export async function seed(databaseUrl: string, file: string): Promise<void> {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (transaction) => {
      await transaction`create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null)`;
      const path = `supabase/${basename(file)}`;
      const hash = createHash("sha256").update(text).digest("hex");
      const { count } = await transaction`
        insert into supabase_migrations.seed_files (path, hash) values (${path}, ${hash}) on conflict do nothing`;
      if (count > 0) await transaction.unsafe(text).simple();
    });
  } catch (error) {
    throw new Error(`${basename(file)} failed: ${explain(error, text)}`, { cause: String(error) });
  } finally {
    await sql.end();
  }
}
