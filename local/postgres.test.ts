import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatabase, type TestDatabase, testFolder } from "../test/services.ts";
import { openLeash } from "./leash.ts";
import { startPostgres } from "./postgres.ts";
import { nobodysFolder } from "./postgres-user.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase({ migrated: false });
  await database.sql.unsafe(`
    create table note (id int primary key, owner uuid default auth.uid());
    create function who_am_i() returns jsonb language sql as $$
      select jsonb_build_object('user', current_user, 'role', auth.role(), 'uid', auth.uid(), 'jwt', auth.jwt())
    $$;
    alter table note enable row level security;
    create policy own on note using (owner = auth.uid());
    insert into note values (1, null);
    notify pgrst, 'reload schema';
  `);
});
afterAll(() => database.stop());

/** PostgREST reloads the schema asynchronously. */
const settled = { timeout: 5000, interval: 20 };

test("migrations run as `postgres`, which is no superuser, as in the cloud", async () => {
  const rows = await database.sql`
    select rolname, rolsuper, rolbypassrls, rolcanlogin, rolinherit from pg_roles
    where rolname in ('anon', 'authenticated', 'service_role', 'authenticator', 'postgres') order by 1`;
  const [isSuper, bypassesRls, logsIn, inherits] = [false, true, true, true];
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["anon", isSuper, false, false, false],
    ["authenticated", isSuper, false, false, false],
    ["authenticator", isSuper, false, true, false],
    ["postgres", isSuper, bypassesRls, logsIn, inherits],
    ["service_role", isSuper, bypassesRls, false, false],
  ]);
});

test("new tables and functions are open to the API's roles until a migration closes them", async () => {
  const [row] = await database.sql`
    select has_table_privilege('anon', 'note', 'insert') as anon_table,
           has_table_privilege('service_role', 'note', 'delete') as service_table,
           has_function_privilege('anon', 'who_am_i()', 'execute') as anon_function,
           has_schema_privilege('anon', 'public', 'create') as anon_create`;
  expect(row).toEqual({ anon_table: true, service_table: true, anon_function: true, anon_create: false });
});

test("a key makes the role, and auth.jwt() sees its claims", async () => {
  for (const [key, role] of [
    [database.anonKey, "anon"],
    [database.serviceKey, "service_role"],
  ] as const) {
    const client = createClient(database.supabaseUrl, key);
    const whoAmI = async () => (await client.rpc("who_am_i")).data;
    await expect.poll(whoAmI, settled).toMatchObject({ user: role, role, uid: null, jwt: { iss: "supabase", role } });
  }
});

test("row level security holds for anon and not for service_role", async () => {
  const idsOf = async (key: string) => (await createClient(database.supabaseUrl, key).from("note").select("id")).data;
  await expect.poll(() => idsOf(database.serviceKey), settled).toEqual([{ id: 1 }]);
  expect(await idsOf(database.anonKey)).toEqual([]);
});

test("a key of another project opens nothing", async () => {
  const [head, , signature] = database.serviceKey.split(".");
  const forged = [head, Buffer.from('{"role":"service_role"}').toString("base64url"), signature].join(".");
  const { status } = await createClient(database.supabaseUrl, forged).from("note").select("id");
  expect(status).toBe(401);
});

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)("root without user namespaces: binaries and data go to a folder of uid 65534", async () => {
  const folder = join(testFolder(), "postgres");
  const home = nobodysFolder(folder);
  const leash = openLeash(home);
  const options = { folder, logFile: join(testFolder(), "postgres.log"), leash, password: "abc", throwaway: true };
  const first = await startPostgres({ ...options, mayUnshare: () => false });
  await first.service.stop();
  const second = await startPostgres({ ...options, mayUnshare: () => false });
  expect([first.isNew, second.isNew]).toEqual([true, false]);
  const sql = postgres(second.url(), { max: 1 });
  expect(await sql`select current_user::text as me`).toEqual([{ me: "postgres" }]);
  await sql.end();
  await second.service.stop();
  await leash.close();
});

test("data under another password is a sentence with the way out, not a wait", async () => {
  const folder = join(testFolder(), "postgres");
  const leash = openLeash();
  const options = { folder, logFile: join(testFolder(), "postgres.log"), leash, throwaway: true };
  const { service } = await startPostgres({ ...options, password: "abc" });
  await service.stop();
  await expect(startPostgres({ ...options, password: "def" })).rejects.toThrow("npm run reset");
  await leash.close();
});
