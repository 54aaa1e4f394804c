import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import type { Service } from "../../local/service.ts";
import { tellRedis } from "./redis.ts";

/** Where those are that are struck by other means than as a process. */
export interface Places {
  redis: { port: number; folder: string };
  postgresUrl: string;
}

/** Takes a service from those who need it. @returns gives it back */
type Blow = (service: Service, places: Places) => Promise<() => Promise<unknown>>;

/** What can be done to a service. */
export const blows = {
  stop: async (service) => {
    await service.stop();
    return () => service.start();
  },
  kill: async (service) => {
    await service.kill();
    return () => service.start();
  },
  /** It stands still, with all its connections open, and goes on as if nothing had been. */
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
  /** A failover has made Redis a replica: it answers, and changes nothing. */
  demote: async (_, { redis: { port } }) => {
    await tellRedis(port, "REPLICAOF 127.0.0.1 1");
    return () => tellRedis(port, "REPLICAOF NO ONE");
  },
  /** Somebody's migration has the tables of Postgres for itself. */
  lock: async (_, { postgresUrl }) => {
    const sql = connect(postgresUrl);
    await sql.unsafe("begin; lock table public.subscribers, public.deliveries, public.email_batches, public.postings");
    return () => sql.end({ timeout: 0 });
  },
  /** Others have taken all connections to Postgres, and those that the Data API had are cut. */
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
