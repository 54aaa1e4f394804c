import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Sql } from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyDatabase, testFolder } from "../test/services.ts";
import { migrate, seed } from "./migrate.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

let database: { url: string; sql: Sql; stop(): Promise<void> };
let folder: string;

beforeEach(async () => {
  database = await emptyDatabase();
  folder = testFolder();
});
afterEach(() => database.stop());

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const recorded = (sql: Sql) =>
  sql`select version, name, statements from supabase_migrations.schema_migrations order by 1`;

test("applies in the order of versions, once", async () => {
  write("20260102_second.sql", "insert into thing values (2);");
  write("20260101_first.sql", "create table thing (id int);\ninsert into thing values (1);");
  write("README.md", "no migration");
  expect(await migrate(database.url, folder)).toEqual({
    applied: ["20260101_first.sql", "20260102_second.sql"],
    changed: [],
  });
  expect(await migrate(database.url, folder)).toEqual({ applied: [], changed: [] });
  expect(await database.sql`select id from thing order by id`).toEqual([{ id: 1 }, { id: 2 }]);
});

test("a migration that fails leaves nothing behind and says where", async () => {
  write("1_broken.sql", "create table thing (id int);\n\ninsert into nowhere values (1);");
  await expect(migrate(database.url, folder)).rejects.toThrow(
    '1_broken.sql failed: relation "nowhere" does not exist (line 3)',
  );
  expect(await database.sql`select to_regclass('thing') as thing`).toEqual([{ thing: null }]);
  expect(await recorded(database.sql)).toEqual([]);
});

test("waits for a table only for a moment, as all who come later wait behind it", async () => {
  write("1_one.sql", "create table thing (id int);");
  await migrate(database.url, folder);
  write("2_two.sql", "alter table thing add column note text;");
  await database.sql.begin(async (dump) => {
    await dump`select from thing`;
    await expect(migrate(database.url, folder, 100)).rejects.toThrow(
      /^The migration 2_two\.sql failed: .*lock timeout; .*again/,
    );
  });
  expect(await migrate(database.url, folder)).toMatchObject({ applied: ["2_two.sql"] });
});

test("says which files have changed since they were applied", async () => {
  write("1_one.sql", "create table thing (id int);");
  await migrate(database.url, folder);
  write("1_one.sql", "create table thing (id bigint);");
  expect(await migrate(database.url, folder)).toEqual({ applied: [], changed: ["1_one.sql"] });
});

test("the seed runs once in a database's life", async () => {
  write("1_one.sql", "create table thing (id int);");
  write("seed.sql", "insert into thing values (1);");
  await migrate(database.url, folder);
  await seed(database.url, join(folder, "seed.sql"));
  await seed(database.url, join(folder, "seed.sql"));
  await seed(database.url, join(folder, "no-such.sql"));
  expect(await database.sql`select count(*)::int as n from thing`).toEqual([{ n: 1 }]);
});

/** Everything that can hide a semicolon in Postgres. */
const tricky = `-- a comment; with a semicolon
create table "odd;name" (id int, note text default 'it''s; fine'); /* and; /* nested; */ one */
create function one() returns text language plpgsql as $$ begin return ';'; end; $$;
create function two(a int) returns int language sql begin atomic select case when a > 1 then 1 else 2 end; end;
insert into "odd;name" (note) values (E'back\\\\slash \\'; quoted'), ($tag$ $$; $tag$), ('$1; $2');

do $body$ begin perform 1; end $body$;
;
select 1 as end, 2 as "case";
-- the last one has no semicolon
select 'no end'
`;

test("the Supabase CLI records the same, and finds nothing left to do", { timeout: 60_000 }, async () => {
  const theirs = await emptyDatabase();
  const migrations = join(folder, "supabase/migrations");
  mkdirSync(migrations, { recursive: true });
  await cp(join(root, "supabase/migrations"), migrations, { recursive: true });
  writeFileSync(join(migrations, "99990101000000_tricky.sql"), tricky);
  const push = (url: string, ...flags: string[]) =>
    run(join(root, "node_modules/.bin/supabase"), ["db", "push", `--remote=${url}?sslmode=disable`, ...flags], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
    });

  await push(theirs.url, "--yes");
  await migrate(database.url, migrations);
  const ours = await recorded(database.sql);
  expect(ours.length).toBeGreaterThan(1);
  expect(ours).toEqual(await recorded(theirs.sql));
  const { stdout, stderr } = await push(database.url, "--dry-run");
  expect(stdout + stderr).toContain("up to date");
  await theirs.stop();
});
