import { z } from "zod";

/** A variable: its schema (with its default, where it has one), what it is for, and how .env.example shows it. */
interface Variable<Schema extends z.ZodType = z.ZodType> {
  schema: Schema;
  purpose: string;
}

const variable = <Schema extends z.ZodType>(purpose: string, schema: Schema): Variable<Schema> => ({ schema, purpose });
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const secretValue = z.string().min(32, "must have at least 32 characters (try: openssl rand -base64 36)");

/**
 * A secret has a well-known value in development and none in production,
 * where starting without it would be worse than not starting.
 */
const developmentSecret = (name: string) => `development-only-${name.toLowerCase().replaceAll("_", "-")}-not-a-secret`;

function secret(name: string, purpose: string, production: boolean): Variable<z.ZodType<string>> {
  return variable(purpose, production ? secretValue : secretValue.default(developmentSecret(name)));
}

function variables(production: boolean) {
  const local = <S extends z.ZodType>(schema: S, value: z.input<S> & string) =>
    (production ? schema : schema.default(value as never)) as S;
  return {
    NODE_ENV: variable(
      "development, test or production",
      z.enum(["development", "test", "production"]).default("development"),
    ),
    HOST: variable("address the ingress listens on", z.string().default(production ? "0.0.0.0" : "127.0.0.1")),
    PORT: variable(
      "port of the ingress; 0 takes any free one",
      z.coerce.number().int().min(0).max(65535).default(3000),
    ),
    PUBLIC_URL: variable(
      "where people reach the ingress; links in mails begin with it",
      local(url, "http://127.0.0.1:3000"),
    ),
    TRUSTED_PROXIES: variable("CIDRs whose X-Forwarded-For is believed, comma-separated", list.default([])),
    CORS_ORIGINS: variable("origins whose pages may post signups, comma-separated", list.default([])),
    LOG_LEVEL: variable(
      "trace debug info warn error fatal silent",
      z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    ),
    WORKERS: variable("which workers this process runs, comma-separated; empty = all", list.default([])),

    REDIS_URL: variable("Redis that moves the work", local(z.url({ protocol: /^rediss?$/ }), "redis://127.0.0.1:6379")),
    REDIS_PREFIX: variable(
      "first part of every Redis key; the braces keep a cluster's scripts on one node",
      z
        .string()
        .regex(/^\{[\w-]+\}$/, "must look like {name}")
        .default("{jobping}"),
    ),

    SUPABASE_URL: variable(
      "the Data API (PostgREST) behind which Postgres stands",
      local(url, "http://127.0.0.1:54321"),
    ),
    SUPABASE_ANON_KEY: variable(
      "key of the ingress: token-guarded read functions only",
      local(z.string().min(20), developmentSecret("SUPABASE_ANON_KEY")),
    ),
    SUPABASE_SERVICE_ROLE_KEY: variable(
      "key of the workers; the ingress never has it",
      production ? z.string().min(20).optional() : z.string().min(20).optional(),
    ),
    SUPABASE_JWT_SECRET: variable(
      "checks operators' Supabase access tokens where no JWKS is published",
      z.string().min(32).optional(),
    ),

    RESEND_API_KEY: variable("sends the mail; workers only", z.string().min(8).optional()),
    RESEND_WEBHOOK_SECRET: variable("checks Resend's webhooks (whsec_...)", z.string().startsWith("whsec_").optional()),
    RESEND_BASE_URL: variable("Resend, or a server that speaks its protocol", url.default("https://api.resend.com")),
    EMAIL_DOMAIN: variable(
      "domain our mail comes from",
      local(z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/), "jobping.example"),
    ),
    EMAIL_ALLOWLIST: variable("if set, mail goes only to these addresses or @domains (staging)", list.default([])),

    EMAIL_VERIFICATION_SECRET: secret("EMAIL_VERIFICATION_SECRET", "signs the links of verification mails", production),
    PREFERENCES_SECRET: secret(
      "PREFERENCES_SECRET",
      "signs the links to preferences, matches and unsubscribe",
      production,
    ),
    SEAL_SECRET: secret("SEAL_SECRET", "encrypts what travels through Redis before a row exists", production),
    SYSTEM_API_KEY: secret("SYSTEM_API_KEY", "opens the system routes as a bearer token", production),
    INTERNAL_API_HMAC_SECRET: secret("INTERNAL_API_HMAC_SECRET", "signs requests to the system routes", production),
    ADMIN_API_KEY: secret("ADMIN_API_KEY", "the operator's key", production),
    METRICS_TOKEN: secret("METRICS_TOKEN", "bearer token of the Prometheus scraper", production),
    NEXT_EMAIL_VERIFICATION_SECRET: variable("rotation: also accepted for verification links", secretValue.optional()),
    NEXT_PREFERENCES_SECRET: variable("rotation: also accepted for preference links", secretValue.optional()),
    NEXT_SEAL_SECRET: variable("rotation: also opens what was sealed", secretValue.optional()),
    NEXT_SYSTEM_API_KEY: variable("rotation: also opens the system routes", secretValue.optional()),
    NEXT_INTERNAL_API_HMAC_SECRET: variable("rotation: also accepted for signed requests", secretValue.optional()),
    NEXT_ADMIN_API_KEY: variable("rotation: also the operator's key", secretValue.optional()),
    NEXT_METRICS_TOKEN: variable("rotation: also accepted from the scraper", secretValue.optional()),

    SOURCES: variable(
      "which sources run: NAME or NAME=BASE_URL, comma-separated",
      list.default(["greenhouse", "arbeitnow"]),
    ),
  } as const satisfies Record<string, Variable>;
}

type Shape = { [Name in keyof ReturnType<typeof variables>]: ReturnType<typeof variables>[Name]["schema"] };
export type Env = z.output<z.ZodObject<Shape>>;

/** Every variable with its purpose; .env.example is compared with this list by a test. */
export const environmentVariables: Readonly<Record<string, Variable>> = variables(false);

/**
 * Reads the environment. Empty strings count as absent, as in an .env file's `NAME=`.
 * @returns the environment, or a sentence for every variable that is wrong or missing.
 */
export function parseEnv(source: Record<string, string | undefined>): { env: Env } | { problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const table = variables(given.NODE_ENV === "production");
  const shape = Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema]));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return { env: Object.freeze(parsed.data) as Env };
  return {
    problems: parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const purpose = table[name as keyof typeof table]?.purpose;
      return `${name}: ${given[name] === undefined ? "is not set" : issue.message} (${purpose})`;
    }),
  };
}

function readEnv(): Env {
  const result = parseEnv(process.env);
  if ("env" in result) return result.env;
  process.stderr.write(
    `The environment is not usable:\n${result.problems.map((line) => `  ${line}\n`).join("")}See .env.example.\n`,
  );
  process.exit(1);
}

/** The process's environment, checked once. An unusable one ends the process with every reason at once. */
export const env: Env = readEnv();
