import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startGateway } from "../local/gateway.ts";
import { supabaseKey } from "../local/keys.ts";
import { type Leash, openLeash } from "../local/leash.ts";
import { migrate } from "../local/migrate.ts";
import { startPostgres } from "../local/postgres.ts";
import { startPostgrest } from "../local/postgrest.ts";

const migrations = fileURLToPath(new URL("../supabase/migrations", import.meta.url));

/**
 * Runs a script of this folder on one core, beside a Postgres and a PostgREST of its own. @returns the figures that the
 * script sends, which may say themselves how they were measured
 */
export async function measured(script: URL): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const leash = openLeash(folder);
  const closing = new AsyncDisposableStack();
  closing.defer(() => leash.close());
  try {
    const jwtSecret = randomBytes(32).toString("hex");
    const database = await startPostgres({
      folder: join(folder, "postgres"),
      logFile: join(folder, "postgres.log"),
      leash,
      password: randomBytes(16).toString("hex"),
    });
    const start = async (name: string) => startDatabase({ name, url: database.url, folder, leash, jwtSecret, closing });
    const [ours, baseline] = [await start("ours"), await start("baseline")];
    const child = fork(fileURLToPath(script), {
      // Without tsx, as what it adds to each function is not part of the product.
      execArgv: ["--expose-gc"],
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: "silent",
        SUPABASE_URL: ours.url,
        SUPABASE_SERVICE_ROLE_KEY: await supabaseKey("service_role", jwtSecret),
        DATABASE_URL: database.url("ours", "supabase_admin"),
        BASELINE_URL: baseline.url,
        POSTGRES_PID: `${database.service.pid}`,
        POSTGREST_PIDS: `${ours.pid},${baseline.pid}`,
        ...(process.env.JOBPING_SHARED && { JOBPING_SHARED: process.env.JOBPING_SHARED }),
        ...(process.env.POSTINGS && { POSTINGS: process.env.POSTINGS }),
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    closing.defer(async () => void child.kill());
    const pinned = pin(child);
    const [figures] = (await Promise.race([once(child, "message"), failed(child)])) as [Record<string, unknown>];
    return {
      measured: pinned ? "wall clock, Node on one core, Postgres beside it" : "wall clock, not pinned",
      ...figures,
    };
  } finally {
    await closing.disposeAsync();
  }
}

/** Keeps a process on one core. @returns whether that worked */
function pin({ pid }: ChildProcess): boolean {
  const pinner = "taskset";
  return spawnSync(pinner, ["-a", "-c", "-p", "0", `${pid}`], { stdio: "ignore" }).status === 0;
}

async function failed(child: ChildProcess): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`the measuring process ended with ${code}`);
}

interface DatabaseOptions {
  name: string;
  url: (database?: string, role?: string) => string;
  folder: string;
  leash: Leash;
  jwtSecret: string;
  closing: AsyncDisposableStack;
}

export async function startDatabase({ name, url, folder, leash, jwtSecret, closing }: DatabaseOptions) {
  const admin = postgres(url("template1", "supabase_admin"), { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template postgres owner postgres strategy file_copy`);
  await admin.end();
  await migrate(url(name), migrations);
  const options = { databaseUrl: url(name, "authenticator"), jwtSecret, logFile: join(folder, `${name}.log`), leash };
  const { url: target, service } = await startPostgrest(options);
  const gateway = await startGateway((path) => target + path.slice("/rest/v1".length));
  closing.defer(() => gateway.close());
  return { url: gateway.url, pid: service.pid };
}
