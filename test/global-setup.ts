import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { supabaseKey } from "../local/keys.ts";
import { type Leash, openLeash } from "../local/leash.ts";
import { migrate } from "../local/migrate.ts";
import { startPostgres } from "../local/postgres.ts";
import { startRedis } from "../local/redis.ts";
import { openDatabases } from "./databases.ts";

export interface TestServices {
  /** For data and logs of this run; removed at its end. */
  folder: string;
  redisUrl: string;
  /** Address of a database for a role, with `DATABASE` and `ROLE` to be filled in. */
  databaseUrl: string;
  /** Lends databases: test/databases.ts. */
  databasesUrl: string;
  jwtSecret: string;
  anonKey: string;
  serviceKey: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    services: TestServices;
  }
}

/** The migrated template for the databases of test files; nobody may be connected to it while it is copied. */
const templateDatabase = "template_jobping";
/** What a Supabase project has before its first migration. */
export const projectDatabase = "template_project";

async function makeTemplates(url: (database?: string, role?: string) => string): Promise<void> {
  const sql = postgres(url("template1", "supabase_admin"), { max: 1, onnotice: () => {} });
  await sql.unsafe(`alter database postgres rename to ${projectDatabase}`);
  await sql.unsafe(`create database ${templateDatabase} template ${projectDatabase} owner postgres strategy file_copy`);
  await migrate(url(templateDatabase), fileURLToPath(new URL("../supabase/migrations", import.meta.url)));
  await sql.end();
}

/** One Redis and one Postgres for the whole run, on free ports, with data in a folder of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = project.vitest.getRootProject();
  // Each project that wants them asks, one after the other.
  if (run.getProvidedContext().services) return async () => {};
  const folder = mkdtempSync(join(tmpdir(), "jobping-test-"));
  const leash = openLeash(folder);
  // Nothing is worth keeping: letting go of the leash kills what still runs and removes the folder.
  const closing = new AsyncDisposableStack();
  closing.defer(() => leash.close());
  try {
    run.provide("services", await startServices(folder, leash, closing));
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
  return () => closing.disposeAsync();
}

async function startServices(folder: string, leash: Leash, closing: AsyncDisposableStack): Promise<TestServices> {
  const password = randomBytes(16).toString("hex");
  const jwtSecret = randomBytes(32).toString("hex");
  const logFile = (name: string) => join(folder, "logs", `${name}.log`);
  const [redis, database] = await Promise.all([
    startRedis({ folder: join(folder, "redis"), logFile: logFile("redis"), leash }),
    startPostgres({ folder: join(folder, "postgres"), logFile: logFile("postgres"), leash, password, throwaway: true }),
  ]);
  await makeTemplates(database.url);
  const databases = await openDatabases({ url: database.url, template: templateDatabase, jwtSecret, folder, leash });
  closing.defer(() => databases.close());
  return {
    folder,
    redisUrl: redis.url,
    databaseUrl: database.url("DATABASE", "ROLE"),
    databasesUrl: databases.url,
    jwtSecret,
    anonKey: await supabaseKey("anon", jwtSecret),
    serviceKey: await supabaseKey("service_role", jwtSecret),
  };
}
