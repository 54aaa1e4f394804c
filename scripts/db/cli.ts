import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { readStackFile } from "../../local/stack-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * DATABASE_URL, else the database of the `npm start` running from this checkout. Encrypted unless the URL says
 * otherwise or the database is on this machine, where Postgres has no certificate.
 */
export function databaseUrl(): string | undefined {
  const url = process.env.DATABASE_URL || readStackFile(`${root}.local`)?.postgres;
  if (!url) return undefined;
  const address = new URL(url);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname);
  if (!address.searchParams.has("sslmode")) address.searchParams.set("sslmode", isHere ? "disable" : "require");
  return address.href;
}

/**
 * Runs the Supabase CLI of node_modules on this checkout's supabase/; returns its exit code.
 * @param url of the database; omit it if the arguments name one, or for the linked project
 */
export function supabase(args: string[], url?: string): Promise<number> {
  const cli = createRequire(import.meta.url)
    .resolve("supabase/package.json")
    .replace("package.json", "dist/supabase.js");
  const remote: string[] = [];
  // Turns off the CLI's telemetry.
  const env = { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1" };
  if (url) {
    const address = new URL(url);
    // Not as an argument: the list of processes would show it.
    if (address.password) Object.assign(env, { PGPASSWORD: decodeURIComponent(address.password) });
    address.password = "";
    remote.push(`--remote=${address.href}`);
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, [cli, ...args, ...remote], { cwd: root, env, stdio: "inherit" });
  child.on("error", reject);
  child.on("exit", (code) => resolve(code ?? 1));
  return promise;
}
