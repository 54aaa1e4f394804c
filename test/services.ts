import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { startGateway } from "../local/gateway.ts";
import { type Leash, openLeash } from "../local/leash.ts";
import { startPostgrest } from "../local/postgrest.ts";
import { startRedis as startLocalRedis } from "../local/redis.ts";
import type { Lent } from "./databases.ts";
import { projectDatabase } from "./global-setup.ts";
import { play } from "./outside.ts";

export { play } from "./outside.ts";

let leash: Leash | undefined;
/** Whether a database stands behind SUPABASE_URL. */
let played = false;

/** A folder for what tests write, removed after the run. */
export function testFolder(): string {
  return mkdtempSync(join(inject("services").folder, "file-"));
}

/** Addresses of a database, and a connection as `postgres`, for arranging and looking. */
function connectTo(name: string) {
  const urlAs = (role: string) => inject("services").databaseUrl.replace("ROLE", role).replace("DATABASE", name);
  return { urlAs, sql: postgres(urlAs("postgres"), { onnotice: () => {} }) };
}

/** A migrated database with PostgREST in front, from test/databases.ts. */
async function borrowDatabase() {
  const ask = async (path: string, method: string) => {
    const answer = await fetch(inject("services").databasesUrl + path, { method });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const { name, postgrestUrl } = (await (await ask("/", "POST")).json()) as Lent;
  const { urlAs, sql } = connectTo(name);
  const stop = async () => {
    await sql.end({ timeout: 1 });
    await ask(`/${name}`, "DELETE");
  };
  return { postgrestUrl, urlAs, sql, stop };
}

/** A database without our schema, for tests of migrations themselves. */
export async function emptyDatabase(): Promise<{ url: string; sql: Sql; stop(): Promise<void> }> {
  const { urlAs, sql, stop } = await bareDatabase();
  return { url: urlAs("postgres"), sql, stop };
}

/** What a Supabase project has before its first migration. */
async function bareDatabase() {
  const name = `t${randomBytes(8).toString("hex")}`;
  const { urlAs, sql } = connectTo(name);
  const admin = postgres(urlAs("supabase_admin").replace(name, "template1"), { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${projectDatabase} owner postgres strategy file_copy`);
  const stop = async () => {
    await sql.end({ timeout: 1 });
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  };
  return { name, urlAs, sql, stop };
}

/** The same with PostgREST in front. */
async function bareProject() {
  const { name, urlAs, sql, stop } = await bareDatabase();
  leash ??= openLeash();
  const { folder, jwtSecret } = inject("services");
  const logFile = join(folder, "logs", `postgrest-${name}.log`);
  const { url, service } = await startPostgrest({ databaseUrl: urlAs("authenticator"), jwtSecret, logFile, leash });
  return { postgrestUrl: url, urlAs, sql, stop: () => service.kill().then(stop) };
}

export interface TestDatabase {
  supabaseUrl: string;
  anonKey: string;
  serviceKey: string;
  /** As `postgres`, the role that owns the schema. */
  databaseUrl: string;
  /** Address for another role, such as `supabase_admin`. */
  urlAs(role: string): string;
  /** A connection as `postgres`, for arranging and looking. */
  sql: Sql;
  stop(): Promise<void>;
}

/**
 * A database of this file's own, migrated, with PostgREST in front. The first one stands behind SUPABASE_URL, so that
 * lib/db finds it. Stop it in afterAll.
 * @param options.migrated false: like a Supabase project before its first migration
 */
export async function startDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const { postgrestUrl, urlAs, sql, stop } = await (migrated ? borrowDatabase() : bareProject());
  const gateway = await startGateway((path) =>
    path.startsWith("/rest/v1/") ? postgrestUrl + path.slice("/rest/v1".length) : null,
  );
  const isFirst = !played;
  if (isFirst) play("database", gateway.url);
  played = true;
  const { anonKey, serviceKey } = inject("services");
  return {
    supabaseUrl: gateway.url,
    anonKey,
    serviceKey,
    databaseUrl: urlAs("postgres"),
    urlAs,
    sql,
    async stop() {
      if (isFirst) play("database", null);
      if (isFirst) played = false;
      await gateway.close();
      await stop();
    },
  };
}

/** The same for a whole test file. Its `sql` can be destructured at once, and connects when it is first used. */
export function databaseOfFile(): TestDatabase {
  let opened: TestDatabase;
  const sql = new Proxy((() => {}) as unknown as Sql, {
    apply: (_, __, query) => Reflect.apply(opened.sql, undefined, query),
    get: (_, name) => Reflect.get(opened.sql, name),
  });
  const database = { sql } as TestDatabase;
  beforeAll(async () => {
    opened = await startDatabase();
    Object.assign(database, opened);
  });
  afterAll(() => opened.stop());
  return database;
}

/**
 * Deletes every row of these tables, and what references them. A truncate makes new files for each table and index, and
 * takes fifty times as long.
 */
export async function emptied(sql: Sql, ...tables: string[]): Promise<void> {
  await sql.unsafe(tables.map((table) => `delete from ${table}`).join(";"));
}

export interface TestRedis {
  url: string;
  /** Stops it as an operator would; the data stays. */
  stop(): Promise<void>;
  /** Starts it again, same port, same data. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** SIGKILL; `start` brings it back. */
  kill(): Promise<void>;
  /** Stops it for good. */
  close(): Promise<void>;
}

/** A Redis of this file's own, for tests that stop it. All others use the one behind REDIS_URL. */
export async function startRedis(): Promise<TestRedis> {
  const folder = testFolder();
  leash ??= openLeash();
  const { service, url } = await startLocalRedis({ folder, logFile: join(folder, "redis.log"), leash });
  const start = async () => void (await service.start());
  const stop = () => service.stop();
  return {
    url,
    stop,
    start,
    restart: () => stop().then(start),
    kill: () => service.kill(),
    async close() {
      await service.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
