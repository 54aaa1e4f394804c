import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pRetry from "p-retry";
import postgres from "postgres";
import type { Service } from "../../local/service.ts";
import { tellRedis } from "./redis.ts";

/** The services that are disturbed by other means than signals. */
export interface Places {
  redis: { port: number; folder: string };
  postgresUrl: string;
}

/** Takes a service away. @returns a function that gives it back */
type Blow = (service: Service, places: Places) => Promise<() => Promise<unknown>>;

/** The ways to take a service away. */
export const blows = {
  stop: async (service) => {
    await service.stop();
    return () => service.start();
  },
  kill: async (service) => {
    await service.kill();
    return () => service.start();
  },
  /** It is stopped with its connections open, and then goes on as if nothing had happened. */
  freeze: async (service) => {
    service.signal("SIGSTOP");
    return async () => service.signal("SIGCONT");
  },
  /** Redis comes back with an empty disk. */
  wipe: async (service, { redis: { folder } }) => {
    await service.kill();
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    return () => service.start();
  },
  /** Redis is full. */
  fill: async (_, { redis: { port } }) => {
    await tellRedis(port, "CONFIG SET maxmemory 1");
    return () => tellRedis(port, "CONFIG SET maxmemory 0");
  },
  /** A failover has made Redis a replica: it answers but refuses writes. */
  demote: async (_, { redis: { port } }) => {
    await tellRedis(port, "REPLICAOF 127.0.0.1 1");
    return () => tellRedis(port, "REPLICAOF NO ONE");
  },
  /** A migration has locked the tables of Postgres. */
  lock: async (_, { postgresUrl }) => {
    const sql = connect(postgresUrl);
    const lock = "lock table public.subscribers, public.deliveries, public.email_batches, public.postings";
    // Where it and a worker wait for each other, Postgres may end either.
    await pRetry(() => sql.unsafe(`rollback; begin; ${lock}`), {
      ...{ retries: 20, minTimeout: 0 },
      shouldRetry: ({ error }) => error.message === "deadlock detected",
    });
    return () => sql.end({ timeout: 0 });
  },
  /** Others have taken all connections to Postgres, and those of the Data API are cut. */
  crowd: async (_, { postgresUrl }) => {
    const sql = connect(postgresUrl);
    await sql`alter role authenticator connection limit 0`;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'`;
    return async () => {
      await sql`alter role authenticator connection limit -1`;
      await sql.end();
    };
  },
} satisfies Record<string, Blow>;
export type How = keyof typeof blows;

const connect = (url: string) => postgres(url, { max: 1, onnotice: () => {} });
