import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBoards } from "./boards/main.ts";
import { startGateway } from "./gateway.ts";
import type { Leash } from "./leash.ts";
import { migrate, seed } from "./migrate.ts";
import { startOutbox } from "./outbox/main.ts";
import { startPolar } from "./polar/main.ts";
import { onFreePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { startPostgrest } from "./postgrest.ts";
import { startRedis } from "./redis.ts";
import { type Secrets, writeAtomically } from "./secrets.ts";
import type { Service } from "./service.ts";

export interface ServicesOptions {
  folder: string;
  root: string;
  leash: Leash;
  secrets: Secrets;
  /** Where the outbox sends webhooks for the vendor's test addresses. */
  webhook: { url: string; secret: string };
  /** Where Polar's webhooks go; without it no Polar is played, because the user has the real one. */
  billing?: { url: string; secret: string } | undefined;
  say: (line: string) => void;
  /** Called for everything that was opened, in order. */
  opened: (name: string, close: () => Promise<void>, service?: Service) => void;
}

type Ports = Partial<Record<"redis" | "postgres" | "gateway" | "outbox" | "boards" | "polar", number>>;

const portOf = (url: string) => Number(new URL(url).port);

/** Ports of the last run, so that addresses in mails and database tools stay valid. */
function lastPorts(folder: string): Ports {
  try {
    return JSON.parse(readFileSync(join(folder, "ports.json"), "utf8")) as Ports;
  } catch {
    return {};
  }
}

/** Purchases outlive a restart, as Postgres does. */
const polarOf = (folder: string, secrets: Secrets) => ({
  token: secrets.POLAR_ACCESS_TOKEN,
  file: join(folder, "polar.json"),
});

async function startDatabase(options: ServicesOptions, port?: number) {
  const { folder, root, leash, secrets, say, opened } = options;
  const log = (name: string) => join(folder, "logs", `${name}.log`);
  const postgres = await startPostgres({
    folder: join(folder, "data/postgres"),
    logFile: log("postgres"),
    leash,
    password: secrets.POSTGRES_PASSWORD,
    ...(port !== undefined && { port }),
  });
  opened("postgres", () => postgres.service.stop(), postgres.service);
  const { changed } = await migrate(postgres.url(), join(root, "supabase/migrations"));
  for (const file of changed) say(`${file} has changed since it was applied here; \`npm run reset\` applies it anew.`);
  await seed(postgres.url(), join(root, "supabase/seed.sql"));
  const postgrest = await startPostgrest({
    databaseUrl: postgres.url("postgres", "authenticator"),
    jwtSecret: secrets.SUPABASE_JWT_SECRET,
    logFile: log("postgrest"),
    leash,
  });
  opened("postgrest", () => postgrest.service.stop(), postgrest.service);
  return { postgres, postgrest };
}

/** Starts everything that ingress and workers need, in parallel, including the servers that play vendors. */
export async function startServices(options: ServicesOptions) {
  const { folder, leash, secrets, webhook, billing, opened } = options;
  const last = lastPorts(folder);
  const playing = async <T extends { url: string; close(): Promise<void> }>(
    name: "gateway" | "outbox" | "boards" | "polar",
    start: (port: number) => Promise<T>,
  ) => {
    const played = await onFreePort(last[name], start);
    opened(name, () => played.close());
    return played;
  };
  let postgrestUrl = "";
  const toPostgrest = (path: string) =>
    path.startsWith("/rest/v1/") ? postgrestUrl + path.slice("/rest/v1".length) : null;
  const starts = [
    startRedis({
      folder: join(folder, "data/redis"),
      logFile: join(folder, "logs/redis.log"),
      leash,
      ...(last.redis !== undefined && { port: last.redis }),
    }).then((redis) => {
      opened("redis", () => redis.service.stop(), redis.service);
      return redis;
    }),
    startDatabase(options, last.postgres),
    playing("gateway", (port) => startGateway(toPostgrest, port)),
    playing("outbox", (port) => startOutbox({ port, webhook, folder: join(folder, "data/outbox") })),
    playing("boards", (port) => startBoards({ port })),
    billing && playing("polar", (port) => startPolar({ ...polarOf(folder, secrets), port, webhook: billing })),
  ] as const;
  // Waits for all of them before throwing an error, so that nothing starts after the clean-up.
  await Promise.allSettled(starts);
  const [redis, { postgres, postgrest }, gateway, outbox, boards, polar] = await Promise.all(starts);
  postgrestUrl = postgrest.url;
  const ports: Ports = {
    redis: redis.port,
    postgres: postgres.port,
    gateway: portOf(gateway.url),
    outbox: portOf(outbox.url),
    boards: portOf(boards.url),
    ...(polar && { polar: portOf(polar.url) }),
  };
  writeAtomically(join(folder, "ports.json"), ports, 0o644);
  return { redis, postgres, postgrest, gateway, outbox, boards, polar };
}
