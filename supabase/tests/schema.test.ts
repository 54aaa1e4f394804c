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
import postgres from "postgres";
import { describe, expect, inject, test } from "vitest";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { confirm, signupRow, storeSignup } from "./arrange.ts";
import { schemaText } from "./schema-text.ts";

const database = databaseOfFile();
const { sql } = database;

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The Supabase CLI's output for this database. */
async function cli(...args: string[]): Promise<string> {
  const file = createRequire(import.meta.url)
    .resolve("supabase/package.json")
    .replace("package.json", "dist/supabase.js");
  const remote = `--remote=${database.databaseUrl}?sslmode=disable`;
  const folder = mkdtempSync(join(tmpdir(), "jobping-cli-"));
  // It writes files to the working and the home folder, and would send telemetry.
  const env = { ...process.env, HOME: folder, SUPABASE_TELEMETRY_DISABLED: "1" };
  const options = { cwd: folder, env, maxBuffer: 2 ** 24 };
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args, remote], options);
  rmSync(folder, { recursive: true });
  return stdout;
}

test("lib/db.types.ts is what the Supabase CLI makes of this schema (npm run db:types writes it)", async () => {
  const types = await cli("gen", "types", "typescript", "--schema=public");
  await expect(types).toMatchFileSnapshot(`${root}/lib/db.types.ts`);
});

test("supabase/schema.sql is what the migrations make (npm run db:types writes it)", async () => {
  await expect(await schemaText(sql)).toMatchFileSnapshot(`${root}/supabase/schema.sql`);
});

test("Supabase's advisors find nothing but what is meant", async () => {
  const { results } = JSON.parse(await cli("db", "advisors", "--level=info", "--output-format=json"));
  // Row level security without a policy is how we close tables; in a test's database few indexes have been used.
  const meant = ["rls_enabled_no_policy", "unused_index"];
  expect(results.filter(({ name }: { name: string }) => !meant.includes(name))).toEqual([]);
  expect(results.length).toBeGreaterThan(20);
});

describe("the rights", () => {
  test.each(["rights.sql", "keys.sql"])("%s holds (npm run db:check runs it against any database)", async (file) => {
    const own = postgres(database.databaseUrl, { max: 1, onnotice: () => {} });
    await own.file(join(root, "supabase/tests", file)).simple();
    await own.end();
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
