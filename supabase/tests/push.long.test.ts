import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeQueues } from "../../lib/queue.ts";
import { closeRedis } from "../../lib/redis.ts";
import { startOutbox } from "../../local/outbox/main.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { runOnce } from "../../test/run.ts";
import { emptyDatabase, play, startDatabase, type TestDatabase, testFolder } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import email from "../../workers/email.ts";
import match from "../../workers/match.ts";
import plan from "../../workers/plan.ts";
import { insertMatch } from "./arrange.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const all = readdirSync(join(root, "supabase/migrations"));
/** The first migrations that the first release, and the previous one, did not have. */
const [afterFirst, afterPrevious] = ["20261122", "20261124"];

let database: TestDatabase;
let outbox: Awaited<ReturnType<typeof startOutbox>>;
beforeAll(async () => {
  // PostgREST starts before the first migration: it must be notified of each.
  [database, outbox] = await Promise.all([startDatabase({ migrated: false }), startOutbox({ port: 0 })]);
  play("outbox", outbox.url);
});
afterAll(async () => {
  await closeQueues();
  await closeRedis();
  await Promise.all([database.stop(), outbox.close()]);
});

/** Runs a command of scripts/db as npm does. @returns its output */
async function run(name: "push" | "check", url: string, ...flags: string[]): Promise<string> {
  const args = ["--import", join(root, "local/runtime.ts"), join(root, `scripts/db/${name}.ts`), ...flags];
  const env = { ...process.env, DATABASE_URL: url, HOME: testFolder() };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  return stdout + stderr;
}

/** A folder for the CLI with the migrations before a version. */
function releaseBefore(version: string): string {
  const folder = testFolder();
  mkdirSync(join(folder, "supabase/migrations"), { recursive: true });
  cpSync(join(root, "supabase/config.toml"), join(folder, "supabase/config.toml"));
  for (const file of all.filter((name) => name < version))
    cpSync(join(root, "supabase/migrations", file), join(folder, "supabase/migrations", file));
  return folder;
}

test("db:push fills an empty database, seeds it, and then has nothing to do; db:check finds no fault", async () => {
  const empty = await emptyDatabase();
  expect(await run("push", empty.url, "--include-seed")).toContain(`Apply ${all.length} migrations`);
  expect(await run("push", empty.url, "--include-seed")).toContain("up to date");
  const applied = await empty.sql`select from supabase_migrations.schema_migrations`;
  expect(applied).toHaveLength(all.length);
  expect(await run("check", empty.url)).toMatch(/ok keys\.sql\nok rights\.sql[\s\S]*No issues found/);
  await empty.sql`grant select on public.subscribers to anon`;
  const fault = {
    stdout: expect.stringContaining("not ok rights.sql: rights of browsers on tables: anon may select subscribers"),
  };
  await expect(run("check", empty.url)).rejects.toMatchObject(fault);
  await empty.stop();
});

const tables = ["subscribers", "postings", "deliveries", "matches", "consents"];
/** All rows, without the quality of postings' versions, which a release may compute differently. */
const rows = async () =>
  Promise.all(
    tables.map(
      (table) => database.sql`select to_jsonb(r) - 'quality' as row from ${database.sql(table)} r order by id`,
    ),
  );

/** What code relies on: functions with their arguments, columns with their types. */
const surface = () => database.sql<{ name: string; args: string; needed: number; all: number }[]>`
  select proname as name, pg_get_function_identity_arguments(oid) as args, pronargs - pronargdefaults as needed, pronargs as all
  from pg_proc where pronamespace = 'public'::regnamespace
  union all
  select table_name || '.' || column_name, udt_name, 0, 0 from information_schema.columns where table_schema = 'public'`;

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);
/** A person whose digest is due, who had one before, and whose mail with links was pending when the release changed. */
async function insertPerson() {
  const { sql } = database;
  const person = await insertSubscriber(sql, { next_digest_at: ago(1) });
  const consent = { subscriber_id: person.id, signup_id: person.id, wording: "2026-11", given_at: ago(200) };
  await sql`insert into consents ${sql(consent)}`;
  const sent = { status: "sent", created_at: ago(169), settled_at: ago(168) };
  const before = await insertDelivery(sql, person.id, { kind: "digest", period: "2026-11-12", ...sent });
  await insertMatch(sql, person.id, before, { posting: { title: "Shown before", first_seen_at: ago(200) } });
  const links = await insertDelivery(sql, person.id, { kind: "links" });
  return { ...person, links };
}

test("an upgrade from the first release and the one before this keeps every row, and digests go out", async () => {
  const { sql, databaseUrl } = database;
  await run("push", databaseUrl, `--workdir=${releaseBefore(afterFirst)}`);
  const people = [await insertPerson()];
  const posting = await insertPosting(sql, { title: "New to both", first_seen_at: ago(25) });
  const skipped = { kind: "digest", status: "skipped", reason: "no posting matched", settled_at: ago(1) };
  const old = await insertDelivery(sql, people[0]?.id ?? "", skipped);

  await run("push", databaseUrl, `--workdir=${releaseBefore(afterPrevious)}`);
  // The reasons why a digest was not sent became a fixed vocabulary in the release that brought digests.
  expect(await sql`select reason from deliveries where id = ${old}`).toEqual([{ reason: "no_new" }]);
  people.push(await insertPerson());
  const [before, known] = [await rows(), await surface()];
  await run("push", databaseUrl);
  expect(await rows()).toMatchObject(before);
  const now = await surface();
  const serves = (old: (typeof now)[number]) =>
    now.some(({ name, args, needed }) => name === old.name && args.startsWith(old.args) && needed <= old.all);
  // Processes of the previous release run until they are replaced, and again after a rollback.
  expect(known.filter((old) => !serves(old))).toEqual([]);
  const newest = `${database.supabaseUrl}/rest/v1/rpc/billing_figures`;
  const headers = { apikey: database.serviceKey, authorization: `Bearer ${database.serviceKey}` };
  await until("PostgREST knows the new functions", async () => (await fetch(newest, { headers })).ok);

  expect(await runOnce(plan, {})).toEqual({ planned: 2 });
  await runOnce(match, { subscribers: people.map(({ id }) => id) });
  const due = await sql`select id from deliveries where status = 'pending'`;
  await runOnce(email, { deliveries: due.map(({ id }) => id as string) });
  const chosen = await sql`
    select d.subscriber_id as id, m.posting_id from deliveries d join matches m on m.delivery_id = d.id
    where d.kind = 'digest' and d.status = 'sent' and d.created_at > now() - interval '1 hour'`;
  for (const { id } of people) expect(chosen).toContainEqual({ id, posting_id: posting });
  const mails = (await (await fetch(`${outbox.url}/messages`)).json()) as { to: string[] | string }[];
  const to = mails.flatMap((mail) => mail.to).sort();
  expect(to).toEqual(people.flatMap((person) => [person.email, person.email]).sort());
});
