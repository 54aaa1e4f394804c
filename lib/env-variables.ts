import { isIP } from "node:net";
import { z } from "zod";

type Text = z.ZodType<unknown, string | undefined>;

/** What a variable is for, how its text is read, and the text that stands for it when it is not set. */
export interface Variable<Schema extends Text = Text> {
  readonly purpose: string;
  readonly schema: Schema;
  /** Default outside production. */
  readonly development?: string;
  /** Default in production; without one, but with one for development, it must be set there. */
  readonly production?: string;
}

const always = <S extends Text>(purpose: string, value: string, schema: S, production = value): Variable<S> => ({
  purpose,
  schema,
  development: value,
  production,
});
const required = <S extends Text>(purpose: string, value: string, schema: S): Variable<S> => ({
  purpose,
  schema,
  development: value,
});
const optional = <S extends Text>(purpose: string, schema: S): Variable<z.ZodOptional<S>> => ({
  purpose,
  schema: schema.optional(),
});

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
/** As people type it into a browser: what follows the host is ours to add. */
const site = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine(({ origin, href }) => href === `${origin}/`, "must end with the host, or its port: https://jobs.example.org")
  .transform(({ origin }) => origin);
const list = <S extends z.ZodType<string, string>>(item: S) =>
  z
    .string()
    .transform((text) => text.split(",").flatMap((each) => each.trim() || []))
    .pipe(z.array(item));
const products = list(z.guid().toLowerCase()).refine((ids) => ids.length > 0, "must have the id of a product");
const origin = z
  .string()
  .transform((text) => text.replace(/\/+$/, ""))
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, "must be origins such as https://example.org");
const redisUrl = z.url({ protocol: /^rediss?$/ });
const dollars = z.coerce.number<string>("must be a number").min(0).max(10_000);
const network = z.string().refine(isNetwork, "must be addresses or CIDRs such as 10.0.0.0/8");
const secret = z.string().min(32, "must have at least 32 characters (try: openssl rand -base64 36)");

/** Well known, so that a developer needs none; production has no default for a secret and refuses these. */
export const wellKnown = "development-only-";
const secretFor = (name: string, purpose: string) =>
  required(purpose, `${wellKnown}${name.toLowerCase().replaceAll("_", "-")}`.padEnd(32, "-"), secret);
/** Standard Webhooks: base64 of 24 bytes and more, with or without its `whsec_`. */
const webhookSecret = z
  .string()
  .regex(
    /^(whsec_)?(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "must be whsec_ and base64, or the base64 alone",
  );
const next = (purpose: string) => optional(`rotation: ${purpose}`, secret);

function isNetwork(text: string): boolean {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}

const variables = {
  NODE_ENV: always("development, test or production", "development", z.enum(["development", "test", "production"])),
  ENVIRONMENT: always(
    "what this installation is called where operators look; with staging in it, EMAIL_ALLOWLIST must be set where RESEND_API_KEY is",
    "development",
    z.string().regex(/^[\w-]{1,32}$/, "must look like staging or production-eu"),
    "production",
  ),
  HOST: always("address the ingress listens on", "127.0.0.1", z.string(), "0.0.0.0"),
  PORT: always("port of the ingress; 0 takes any free one", "3000", z.coerce.number<string>().int().min(0).max(65535)),
  PUBLIC_URL: required("where people reach the ingress; links in mails begin with it", "http://127.0.0.1:3000", site),
  TRUSTED_PROXIES: always(
    "addresses or CIDRs whose X-Forwarded-For, X-Request-Id and traceparent are believed, comma-separated",
    "",
    list(network),
  ),
  CORS_ORIGINS: always("origins whose pages may post signups, comma-separated", "", list(origin)),
  LOG_LEVEL: always(
    "trace, debug, info, warn, error, fatal or silent",
    "info",
    z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
  ),
  WORKERS: always(
    "which workers `npm run worker` runs, comma-separated; empty or `all` = every one",
    "",
    list(z.string()),
  ),
  METRICS_PORT: always(
    "port on which workers serve /metrics; 0 takes any free one",
    "0",
    z.coerce.number<string>().int().min(0).max(65535),
    "9464",
  ),
  COMMIT: optional(
    "sha of the commit that was built; the image sets it",
    z.string().regex(/^[0-9a-f]{7,40}$/, "must be a commit's hash, not a branch or tag"),
  ),

  REDIS_URL: required(
    "Redis that moves the work; several nodes, comma-separated, are a Redis Cluster's",
    "redis://127.0.0.1:6379",
    z
      .string()
      .refine(
        (text) => text.split(",").every((node) => redisUrl.safeParse(node).success),
        "must be redis://HOST:PORT or rediss://HOST:PORT, several of a cluster comma-separated",
      ),
  ),
  REDIS_PREFIX: always(
    "first part of every Redis key; the braces keep a cluster's scripts on one node",
    "{jobping}",
    z.string().regex(/^\{[\w-]+\}$/, "must look like {name}"),
  ),

  ALLOW_PLAINTEXT_INTERNAL: always(
    "1 = Redis, the Data API and POLAR_BASE_URL may be reached without TLS, because nobody else is in their network",
    "0",
    z.enum(["0", "1"]).transform((text) => text === "1"),
  ),

  SUPABASE_URL: required(
    "the Data API (PostgREST) behind which Postgres stands",
    "http://127.0.0.1:54321",
    // Supabase's own pages show it with this.
    url.transform((text) => text.replace(/\/rest\/v1$/, "")),
  ),
  SUPABASE_ANON_KEY: required(
    "key of the ingress: opens the token-guarded read functions only",
    `${wellKnown}supabase-anon-key`,
    z.string().min(20),
  ),
  SUPABASE_SERVICE_ROLE_KEY: optional(
    "key of the workers, who must have it; never give it to the ingress",
    z.string().min(20),
  ),
  SUPABASE_JWT_SECRET: optional(
    "checks operators' access tokens where the project signs with a shared secret; that can make the service key, too: better leave it out and let Supabase sign with a key pair",
    secret,
  ),

  RESEND_API_KEY: optional("sends the mail; workers must have it", z.string().min(8)),
  RESEND_BASE_URL: always("Resend, or a server that speaks its protocol", "https://api.resend.com", url),
  RESEND_WEBHOOK_SECRET: optional(
    "checks that events of mails come from Resend; the ingress takes none without it",
    webhookSecret,
  ),
  NEXT_RESEND_WEBHOOK_SECRET: optional("rotation: also accepted for events of mails", webhookSecret),
  EMAIL_DOMAIN: required(
    "domain that our mail comes from",
    "jobping.example",
    z
      .string()
      .toLowerCase()
      .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, "must be a domain such as mail.example.org"),
  ),
  EMAIL_ALLOWLIST: always(
    "mail goes only to these addresses or @domains, comma-separated (staging with RESEND_API_KEY must have it); empty = to all",
    "",
    list(z.string().regex(/^[^@\s]*@[^@\s]+$/, "must be addresses or @domains")),
  ),

  POLAR_ACCESS_TOKEN: optional(
    "sells premium through Polar; without it nothing is sold, and pages say so. The workers alone hold it",
    z.string().min(8),
  ),
  POLAR_PRODUCT_MONTHLY: optional(
    "ids of products at Polar that are billed each month, comma-separated: the first is sold, all of them give premium",
    products,
  ),
  POLAR_PRODUCT_QUARTERLY: optional("the same for what is billed every three months", products),
  POLAR_BASE_URL: always(
    "Polar, its sandbox (https://sandbox-api.polar.sh, with a token and products of its own), or a server that speaks its protocol",
    "https://api.polar.sh",
    url,
  ),
  POLAR_WEBHOOK_SECRET: optional(
    "checks that events of subscriptions come from Polar; the ingress takes none without it",
    secret,
  ),
  NEXT_POLAR_WEBHOOK_SECRET: next("also accepted for events of subscriptions"),

  EMAIL_VERIFICATION_SECRET: secretFor("EMAIL_VERIFICATION_SECRET", "signs the links of verification mails"),
  PREFERENCES_SECRET: secretFor("PREFERENCES_SECRET", "signs all other links in mails"),
  SEAL_SECRET: secretFor("SEAL_SECRET", "seals what is personal in Redis and the keys of links, and hashes mailboxes"),
  SYSTEM_API_KEY: secretFor("SYSTEM_API_KEY", "opens the system routes as a bearer token"),
  INTERNAL_API_HMAC_SECRET: secretFor("INTERNAL_API_HMAC_SECRET", "signs requests to the system routes"),
  ADMIN_API_KEY: secretFor("ADMIN_API_KEY", "the operator's key"),
  METRICS_TOKEN: secretFor("METRICS_TOKEN", "bearer token of the Prometheus scraper"),
  QUEUES_READ_ONLY: always(
    "1 = Bull Board shows the queues and changes nothing",
    "0",
    z.enum(["0", "1"]).transform((text) => text === "1"),
  ),
  NEXT_EMAIL_VERIFICATION_SECRET: next("also accepted for verification links"),
  NEXT_PREFERENCES_SECRET: next("also accepted for preference links"),
  NEXT_SEAL_SECRET: next("also opens what was sealed"),
  NEXT_SYSTEM_API_KEY: next("also opens the system routes"),
  NEXT_INTERNAL_API_HMAC_SECRET: next("also accepted for signed requests"),
  NEXT_ADMIN_API_KEY: next("also the operator's key"),
  NEXT_METRICS_TOKEN: next("also accepted from the scraper"),

  OTEL_EXPORTER_OTLP_ENDPOINT: optional("collector that takes traces by OTLP over HTTP; empty = none are made", url),
  AXIOM_TOKEN: optional("with AXIOM_DATASET log lines also go to Axiom", z.string().min(8)),
  AXIOM_DATASET: optional("dataset at Axiom", z.string().min(1)),
  AXIOM_URL: always("Axiom, or a server that speaks its protocol", "https://api.axiom.co", url),
  SENTRY_DSN: optional("project at Sentry that errors go to", z.url({ protocol: /^https?$/ })),

  SOURCES: always(
    "which sources run, comma-separated: default (all that need no reason), NAME or NAME=BASE_URL, each with |TARGET for other targets than its own",
    "default",
    list(
      z
        .string()
        .regex(/^[a-z0-9-]+(=https?:\/\/[^|]+)?(\|[^|]+)*$/, "must be default, NAME, NAME=URL or either with |TARGET"),
    ),
  ),
  RAPID_API_KEY: optional("key of JSearch at RapidAPI; with it the source jsearch can run", z.string().min(8)),
  THEIRSTACK_API_KEY: optional("key of TheirStack; with it the source theirstack can run", z.string().min(8)),
  ADZUNA_APP_ID: optional("id of our app at Adzuna; with the key the source adzuna can run", z.string().min(4)),
  ADZUNA_APP_KEY: optional("key of our app at Adzuna", z.string().min(8)),
  REED_API_KEY: optional("key of Reed's jobseeker API; with it the source reed can run", z.string().min(8)),
  SCRAPER_RATE_LIMITS: always(
    "other budgets than the sources' own, comma-separated: NAME:N/second|minute|hour|day|week|month",
    "",
    list(z.string().regex(/^[a-z0-9-]+:\d+\/(second|minute|hour|day|week|month)$/, "must look like adzuna:250/day")),
  ),
  SEARCH_CACHE_MINUTES: always(
    "how long a search's result is kept and shown again",
    "60",
    z.coerce.number<string>().int().min(1).max(1440),
  ),

  OPENAI_API_KEY: optional(
    "opens the model that orders welcome and premium digests; without it code's order stands",
    z.string().min(1),
  ),
  OPENAI_BASE_URL: always("OpenAI, or a server that speaks its chat completions", "https://api.openai.com/v1", url),
  OPENAI_MODEL: always("the model that orders digests", "gpt-4o-mini", z.string()),
  AI_PRICES: always(
    "what the model costs, dollars per million tokens: input, cached input, output",
    "0.15,0.075,0.60",
    z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.tuple([dollars, dollars, dollars], "must be three numbers such as 0.15,0.075,0.60")),
  ),
  AI_MAX_DAILY_COST: always("dollars that the model may cost in a day (UTC)", "5", dollars),
  AI_TIMEOUT_MS: always(
    "how long a digest waits for the model, its second try included",
    "20000",
    z.coerce.number<string>().int().min(100).max(60_000),
  ),
} as const satisfies Record<string, Variable>;

export type Variables = typeof variables;

/** Every variable; .env.example is compared with this by a test. */
export const environmentVariables: Readonly<Record<string, Variable>> = variables;

/** Variables whose value is a secret by itself. */
export const secretName = /_(SECRET|KEY|TOKEN)$/;
