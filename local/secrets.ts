import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { supabaseKey } from "./keys.ts";

const random = () => randomBytes(32).toString("hex");

const made = {
  POSTGRES_PASSWORD: random,
  SUPABASE_JWT_SECRET: random,
  EMAIL_VERIFICATION_SECRET: random,
  PREFERENCES_SECRET: random,
  SEAL_SECRET: random,
  SYSTEM_API_KEY: random,
  INTERNAL_API_HMAC_SECRET: random,
  ADMIN_API_KEY: random,
  METRICS_TOKEN: random,
  RESEND_API_KEY: () => `re_local_${random()}`,
  RESEND_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString("base64")}`,
  POLAR_ACCESS_TOKEN: () => `polar_oat_local_${random()}`,
  POLAR_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString("base64")}`,
};

type Made = Record<keyof typeof made, string>;
export type Secrets = Made & { SUPABASE_ANON_KEY: string; SUPABASE_SERVICE_ROLE_KEY: string };

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`${file} cannot be read; \`npm run reset\` begins anew.`, { cause: error });
  }
}

/** The secrets of this stack, each made once and kept in a file that only its owner can read. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, "secrets.json");
  const kept = read(file);
  const fresh = Object.fromEntries(Object.entries(made).map(([name, make]) => [name, make()])) as Made;
  const jwtSecret = kept.SUPABASE_JWT_SECRET ?? fresh.SUPABASE_JWT_SECRET;
  const secrets: Secrets = {
    ...fresh,
    SUPABASE_ANON_KEY: await supabaseKey("anon", jwtSecret),
    SUPABASE_SERVICE_ROLE_KEY: await supabaseKey("service_role", jwtSecret),
    ...kept,
  };
  const isComplete = Object.keys(secrets).every((name) => name in kept);
  if (!isComplete) writeAtomically(file, secrets, 0o600);
  return secrets;
}

/** Writes JSON atomically: a reader sees either the old file or the new one. */
export function writeAtomically(file: string, value: unknown, mode: number): void {
  mkdirSync(join(file, ".."), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode });
  renameSync(fresh, file);
}
