import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { inject } from "vitest";
import { type Gateway, startGateway } from "../local/gateway.ts";
import { type Leash, openLeash } from "../local/leash.ts";
import { startPostgrest } from "../local/postgrest.ts";
import { startRedis as startLocalRedis } from "../local/redis.ts";
import { templateDatabase } from "./global-setup.ts";
import { play } from "./outside.ts";

export { play } from "./outside.ts";

let leash: Leash | undefined;

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
 * A database of this file's own, migrated, with PostgREST before it. The first one stands behind
 * SUPABASE_URL, so that lib/db speaks to it without being told. Stop it in afterAll.
 */
export async function startDatabase(): Promise<TestDatabase> {
  const services = inject("services");
  const name = `t${randomBytes(8).toString("hex")}`;
  const urlAs = (role: string, database = name) =>
    services.databaseUrl.replace("ROLE", role).replace("DATABASE", database);
  const admin = postgres(urlAs("supabase_admin", "template1"), { max: 1 });
  await admin.unsafe(`create database ${name} template ${templateDatabase} owner postgres strategy file_copy`);
  leash ??= openLeash();
  const postgrest = await startPostgrest({
    databaseUrl: urlAs("authenticator"),
    jwtSecret: services.jwtSecret,
    logFile: join(services.folder, "logs", `postgrest-${name}.log`),
    leash,
  });
  const gateway: Gateway = await startGateway((path) =>
    path.startsWith("/rest/v1/") ? postgrest.url + path.slice("/rest/v1".length) : null,
  );
  play("database", gateway.url);
  const sql = postgres(urlAs("postgres"), { onnotice: () => {} });
  return {
    supabaseUrl: gateway.url,
    anonKey: services.anonKey,
    serviceKey: services.serviceKey,
    databaseUrl: urlAs("postgres"),
    urlAs: (role) => urlAs(role),
    sql,
    async stop() {
      await Promise.all([sql.end({ timeout: 1 }), gateway.close(), postgrest.service.kill()]);
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
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

/** A Redis of this file's own, for tests that take it away. All others use the one behind REDIS_URL. */
export async function startRedis(): Promise<TestRedis> {
  const { folder: parent } = inject("services");
  const folder = mkdtempSync(join(parent, "redis-"));
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
