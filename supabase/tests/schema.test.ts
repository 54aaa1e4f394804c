import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { confirm, signupRow, storeSignup } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());

const root = fileURLToPath(new URL("../..", import.meta.url));

test("lib/db.types.ts is what the Supabase CLI makes of this schema (vitest run supabase/tests/schema -u writes it)", async () => {
  const cli = createRequire(import.meta.url)
    .resolve("supabase/package.json")
    .replace("package.json", "dist/supabase.js");
  const remote = `--remote=${database.databaseUrl}?sslmode=disable`;
  const args = [cli, "gen", "types", "typescript", "--schema=public", remote];
  const folder = mkdtempSync(join(tmpdir(), "jobping-types-"));
  // It keeps notes in the working and the home folder, and would tell its vendor about this run.
  const env = { ...process.env, HOME: folder, SUPABASE_TELEMETRY_DISABLED: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env, maxBuffer: 2 ** 24 });
  rmSync(folder, { recursive: true });
  await expect(stdout).toMatchFileSnapshot(`${root}/lib/db.types.ts`);
});

describe("the rights", () => {
  const outside = ["anon", "authenticated"];
  const readable = [
    ...["address_page", "match_page", "matches_page", "subscriber_export", "subscriber_page"],
    "verification_page",
  ];

  test("every table has row level security, and no policy opens one", async () => {
    const tables = await sql<{ name: string; secured: boolean }[]>`
      select relname as name, relrowsecurity as secured from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter(({ secured }) => !secured)).toEqual([]);
    expect(await sql`select from pg_policies where schemaname = 'public'`).toHaveLength(0);
  });

  test("browsers' roles have no right on any table, view or sequence", async () => {
    const rights = await sql`
      select c.relname, role, privilege from pg_class c, unnest(${outside}::text[]) role,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_table_privilege(role, c.oid, privilege)
      union all
      select c.relname, role, privilege from pg_class c, unnest(${outside}::text[]) role, unnest(array['usage', 'select', 'update']) privilege
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and has_sequence_privilege(role, c.oid, privilege)`;
    expect(rights).toEqual([]);
  });

  test("they may execute the two read functions and nothing else; the service may execute all", async () => {
    const rights = await sql<{ name: string; role: string }[]>`
      select p.proname as name, role from pg_proc p, unnest(${[...outside, "service_role"]}::text[]) role
      where p.pronamespace = 'public'::regnamespace and has_function_privilege(role, p.oid, 'execute')`;
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*)::int from pg_proc where pronamespace = 'public'::regnamespace`;
    const of = (role: string) => rights.filter((right) => right.role === role).map(({ name }) => name);
    expect(of("anon").sort()).toEqual(readable);
    expect(of("authenticated").filter((name) => !readable.includes(name))).toEqual([]);
    expect(of("service_role")).toHaveLength(count);
  });

  test("every function has a fixed search_path, and only the read functions run as their owner", async () => {
    const functions = await sql<{ name: string; fixed: boolean; definer: boolean }[]>`
      select proname as name, prosecdef as definer,
             coalesce(proconfig @> array['search_path=""'], false) as fixed
      from pg_proc where pronamespace = 'public'::regnamespace`;
    expect(functions.filter(({ fixed }) => !fixed)).toEqual([]);
    expect(
      functions
        .filter(({ definer }) => definer)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(readable);
  });

  test("what a later migration adds is closed until it says otherwise", async () => {
    await sql`create table later (id int)`;
    await sql`create function later_function() returns int language sql set search_path = '' as 'select 1'`;
    const [right] = await sql`
      select has_table_privilege('anon', 'later', 'select') as "anonReads", has_function_privilege('anon', 'later_function()', 'execute') as "anonExecutes",
             has_table_privilege('service_role', 'later', 'insert') as "serviceWrites", has_function_privilege('service_role', 'later_function()', 'execute') as "serviceExecutes"`;
    await sql`drop table later`;
    await sql`drop function later_function()`;
    expect(right).toEqual({ anonReads: false, anonExecutes: false, serviceWrites: true, serviceExecutes: true });
  });

  test("through the Data API: neither the anon key nor a signed-in person gets a row or a function", async () => {
    const secret = new TextEncoder().encode(inject("services").jwtSecret);
    const person = await new SignJWT({ role: "authenticated", sub: randomUUID() })
      .setProtectedHeader({ alg: "HS256" })
      .sign(secret);
    for (const key of [database.anonKey, person]) {
      const client = createClient(database.supabaseUrl, key, { auth: { persistSession: false } });
      for (const table of ["subscribers", "deliveries", "postings", "consents", "suppressions"]) {
        const { data, error } = await client.from(table).select("*").limit(1);
        expect({ table, data, code: error?.code }).toEqual({ table, data: null, code: "42501" });
      }
      const { error: insert } = await client.from("suppressions").insert({ mailbox_hash: "x", reason: "manual" });
      expect(insert?.code).toBe("42501");
      const { error: call } = await client.rpc("unsubscribe_subscriber", { p_subscriber: randomUUID() });
      expect(call?.code).toBe("42501");
    }
  });
});

describe("the read functions", () => {
  const anon = () => createClient(database.supabaseUrl, database.anonKey, { auth: { persistSession: false } });
  const verificationPage = async (request: string, keyHash: string) =>
    (await anon().rpc("verification_page", { p_request: request, p_key_hash: keyHash }).throwOnError()).data;
  const subscriberPage = async (id: string, keyHash: string) =>
    (await anon().rpc("subscriber_page", { p_subscriber: id, p_key_hash: keyHash }).throwOnError()).data;

  async function signedUp() {
    const row = signupRow(`x${someMailbox()}`);
    const { deliveryId = "" } = await storeSignup(row);
    const [delivery] = await sql`select request_id, subscriber_id from deliveries where id = ${deliveryId}`;
    return { row, request: delivery?.request_id as string, id: delivery?.subscriber_id as string };
  }

  test("verification_page shows a masked address and the state, to who has the key", async () => {
    const { row, request } = await signedUp();
    const page = { masked_email: "x***@example.org", locale: "en", state: "open", progress_id: row.progressId };
    expect(await verificationPage(request, row.linkKeySha256)).toEqual(page);
    await sql`update email_verification_requests set expires_at = now() where id = ${request}`;
    expect(await verificationPage(request, row.linkKeySha256)).toEqual({ ...page, state: "expired" });
    await sql`update email_verification_requests set expires_at = now() + interval '1 hour' where id = ${request}`;
    await confirm(request);
    expect(await verificationPage(request, row.linkKeySha256)).toEqual({ ...page, state: "confirmed" });
  });

  test("subscriber_page shows the wishes, to who has the key", async () => {
    const next = new Date("2026-12-07T07:00:00Z");
    const { id, key } = await insertSubscriber(sql, { email: `y${someMailbox()}`, next_digest_at: next });
    expect(await subscriberPage(id, hashLinkKey(key))).toMatchObject({
      masked_email: "y***@example.org",
      status: "active",
      wishes: expect.objectContaining({ careerPaths: expect.any(Array) }),
      next_digest_at: "2026-12-07T07:00:00+00:00",
      time_zone: "Europe/Berlin",
      digests: [],
    });
  });

  test("subscriber_page tells of the last ten digests, and why one was no mail", async () => {
    const { id, key } = await insertSubscriber(sql);
    for (let day = 1; day <= 11; day++) {
      const created_at = new Date(Date.UTC(2026, 10, day));
      const skipped = day === 11 && { status: "skipped", reason: "no_new" };
      await insertDelivery(sql, id, { kind: "digest", status: "sent", created_at, ...skipped });
    }
    await insertDelivery(sql, id, { kind: "links" });
    const { digests } = (await subscriberPage(id, hashLinkKey(key))) as { digests: unknown[] };
    expect(digests).toHaveLength(10);
    expect(digests.slice(0, 2)).toEqual([
      { promised_at: "2026-11-11T00:00:00+00:00", status: "skipped", reason: "no_new", postings: 0 },
      { promised_at: "2026-11-10T00:00:00+00:00", status: "sent", reason: null, postings: 0 },
    ]);
  });

  test("an id alone opens nothing, nor does another person's key", async () => {
    const [one, other] = [await signedUp(), await signedUp()];
    for (const hash of ["", "0".repeat(64), other.row.linkKeySha256]) {
      expect(await verificationPage(one.request, hash)).toBeNull();
      expect(await subscriberPage(one.id, hash)).toBeNull();
    }
  });
});
