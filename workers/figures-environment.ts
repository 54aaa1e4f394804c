import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { env } from "../lib/env.ts";
import { environmentVariables } from "../lib/env-variables.ts";
import type { Figures } from "../lib/figures/model.ts";
import packageJson from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));
const isKey = /_(KEY|SECRET|TOKEN|DSN|ENDPOINT|APP_ID)$/;
const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

/** What this process is made of. @param migration the newest one that Postgres has */
export function environmentOf(migration: string | null): Figures["environment"] {
  const keys = Object.keys(environmentVariables).filter((name) => isKey.test(name));
  const values: Readonly<Record<string, unknown>> = env;
  return {
    name: env.ENVIRONMENT,
    commit: env.COMMIT ?? (env.NODE_ENV === "production" ? null : checkedOut()),
    version: packageJson.version,
    startedAt,
    node: process.versions.node,
    migration,
    migrationsPending: migration === null ? null : pendingAfter(migration),
    keys: Object.fromEntries(keys.map((name) => [name, values[name] !== undefined])),
  };
}

/** The commit of a developer's checkout; null if this is none. */
function checkedOut(): string | null {
  try {
    const git = (path: string) => readFileSync(join(root, ".git", path), "utf8").trim();
    const head = git("HEAD");
    return head.startsWith("ref: ") ? git(head.slice("ref: ".length)) : head;
  } catch {
    return null;
  }
}

/** How many migrations lie here that Postgres has not; null where none are at hand, as in an image. */
function pendingAfter(migration: string): number | null {
  try {
    const files = readdirSync(join(root, "supabase/migrations"));
    return files.filter((file) => (/^(\d+)_.*\.sql$/.exec(file)?.[1] ?? "") > migration).length;
  } catch {
    return null;
  }
}
