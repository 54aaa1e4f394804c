import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { second } from "../../lib/time.ts";
import type { Leash } from "../../local/leash.ts";
import { postgresUser } from "../../local/postgres-user.ts";
import { Service } from "../../local/service.ts";

const run = promisify(execFile);
const debians = "/usr/lib/postgresql";

/** A Postgres with its pg_dump and pg_restore; the npm package contains only the server. */
export function findPrograms(given?: string): string {
  const versions = existsSync(debians) ? readdirSync(debians).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = given ? [given] : [...versions.map((version) => join(debians, version, "bin"))];
  const found = folders.find((folder) =>
    ["initdb", "postgres", "pg_dump"].every((name) => existsSync(join(folder, name))),
  );
  if (found) return found;
  throw new Error(
    "A whole Postgres is needed, server and pg_dump of one version: `apt-get install postgresql`, or --postgres FOLDER.",
  );
}

interface ClusterOptions {
  bin: string;
  folder: string;
  port: number;
  /** For all login roles; hexadecimal. */
  password: string;
  logFile: string;
  leash: Leash;
}

/** A new, empty cluster, set up as in docker-compose.yml: local/supabase.sql, then passwords. */
export async function newCluster({ bin, folder, port, password, logFile, leash }: ClusterOptions) {
  const user = postgresUser(dirname(bin), folder);
  const passwordFile = `${folder}.password`;
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { command, args, ...ids } = user.command(join(user.binaries, "bin/initdb"), [
    ...[`--pgdata=${user.data}`, "--username=supabase_admin", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
    ...["--encoding=UTF8", "--locale=C", "--no-instructions", "--no-sync"],
  ]);
  if (ids.uid !== undefined) chownSync(passwordFile, ids.uid, ids.gid ?? ids.uid);
  await run(command, args, { ...ids, cwd: dirname(folder) });
  rmSync(passwordFile);
  const url = (role: string) => `postgres://${role}:${password}@127.0.0.1:${port}/postgres`;
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "", timezone: "UTC" };
  const service = new Service({
    name: "Postgres",
    ...user.command(join(user.binaries, "bin/postgres"), [
      ...["-D", user.data],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ]),
    ...{ cwd: user.data, logFile, leash, stage: "service", signal: "SIGINT", stopLimitMs: 20 * second },
    probe: () => asAdmin((sql) => sql`select 1`.then(() => true)),
  });
  async function asAdmin<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(url("supabase_admin"), { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
  await service.start();
  await asAdmin(async (sql) => {
    await sql.unsafe(readFileSync(new URL("../../local/supabase.sql", import.meta.url), "utf8"));
    for (const role of ["postgres", "authenticator"]) await sql.unsafe(`alter role ${role} password '${password}'`);
  });
  const program = (name: string, options: readonly string[]) =>
    run(join(bin, name), options, {
      env: {
        PGHOST: "127.0.0.1",
        PGPORT: `${port}`,
        PGUSER: "supabase_admin",
        PGPASSWORD: password,
        PGDATABASE: "postgres",
      },
    });
  return {
    service,
    url,
    /** As in deploy/backup.sh. */
    dump: (file: string) => program("pg_dump", ["--format=custom", "--compress=6", `--file=${file}`]),
    /** As in docs/backup.md. */
    restore: (file: string) =>
      program("pg_restore", ["--clean", "--if-exists", "--single-transaction", "--dbname=postgres", file]),
    /** Destroys it with its disk. */
    async destroy() {
      await service.kill();
      rmSync(user.data, { recursive: true });
    },
  };
}
export type Cluster = Awaited<ReturnType<typeof newCluster>>;
