import { boardTokens } from "./boards/companies.ts";
import { productIds } from "./polar/catalogue.ts";
import type { Secrets } from "./secrets.ts";

export type Environment = Record<string, string | undefined>;

export interface Addresses {
  host: string;
  port: number;
  ingress: string;
  redis: string;
  supabase: string;
  outbox: string;
  boards: string;
  /** Absent if the user has the real one, or if nothing is sold. */
  polar?: string | null;
}

/** The variables that name the products of the local Polar. */
export const products = {
  POLAR_PRODUCT_MONTHLY: productIds.monthly,
  POLAR_PRODUCT_QUARTERLY: productIds.quarterly,
};

/** Only for workers: the ingress never writes to Postgres and calls nobody outside. */
const workersOnly =
  /^(SUPABASE_SERVICE_ROLE_KEY|RESEND_API_KEY|OPENAI_API_KEY|POLAR_ACCESS_TOKEN|POLAR_BASE_URL|RAPID_API_KEY|THEIRSTACK_API_KEY|ADZUNA_APP_(ID|KEY)|REED_API_KEY)$/;

/** Set by the local stack, whatever the user's environment says. */
export const fixed = ["REDIS_URL", "SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"] as const;

/** True if mail really leaves: the user has a key and has set no server of their own to play Resend. */
export function mailsForReal(user: Environment): boolean {
  return Boolean(user.RESEND_API_KEY) && !user.RESEND_BASE_URL;
}

/** True if the real Polar, or its sandbox, sells premium: the user has set a token. */
export function sellsForReal(user: Environment): boolean {
  return Boolean(user.POLAR_ACCESS_TOKEN);
}

/**
 * The environment of ingress and workers: the user's (shell, .env) overrides the local defaults, except for the
 * services that `npm start` itself runs.
 */
export function programEnvironment(user: Environment, at: Addresses, secrets: Secrets) {
  // Without npm's own variables; empty ones count as absent, as in lib/env.
  const own = Object.fromEntries(
    Object.entries(user).filter(
      ([name, value]) => value !== undefined && value !== "" && !/^(npm_|INIT_CWD$)/i.test(name),
    ),
  );
  const { POSTGRES_PASSWORD: _, SUPABASE_JWT_SECRET: __, POLAR_ACCESS_TOKEN, POLAR_WEBHOOK_SECRET, ...given } = secrets;
  const workers: Environment = {
    NODE_ENV: "development",
    PUBLIC_URL: at.ingress,
    EMAIL_DOMAIN: "jobping.example",
    ...(!own.SOURCES && localSources(at.boards)),
    ...(!mailsForReal(user) && { RESEND_BASE_URL: at.outbox }),
    ...given,
    ...own,
    ...(at.polar && {
      ...{ POLAR_ACCESS_TOKEN, POLAR_WEBHOOK_SECRET, POLAR_BASE_URL: at.polar },
      ...products,
    }),
    HOST: at.host,
    PORT: `${at.port}`,
    REDIS_URL: at.redis,
    SUPABASE_URL: at.supabase,
    SUPABASE_ANON_KEY: secrets.SUPABASE_ANON_KEY,
    SUPABASE_SERVICE_ROLE_KEY: secrets.SUPABASE_SERVICE_ROLE_KEY,
  };
  const ingress = Object.fromEntries(Object.entries(workers).filter(([name]) => !workersOnly.test(name)));
  return { workers, ingress };
}

/** For the boards played here only: placeholder keys, and no rate limits. */
function localSources(boards: string): Environment {
  const searched = ["jsearch", "theirstack"];
  const windows = ["second", "minute", "hour", "day", "month"];
  return {
    SOURCES: [
      `greenhouse=${[`${boards}/greenhouse`, ...boardTokens].join("|")}`,
      ...["arbeitnow", ...searched].map((name) => `${name}=${boards}/${name}`),
    ].join(","),
    RAPID_API_KEY: "jsearch-of-the-local-boards",
    THEIRSTACK_API_KEY: "theirstack-of-the-local-boards",
    SCRAPER_RATE_LIMITS: searched.flatMap((name) => windows.map((window) => `${name}:1000000/${window}`)).join(","),
  };
}
