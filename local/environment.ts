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
  /** Not where the user has the real one, or nothing is sold. */
  polar?: string | null;
}

/** As the programs are told what the Polar that is played here sells. */
export const products = {
  POLAR_PRODUCT_MONTHLY: productIds.monthly,
  POLAR_PRODUCT_QUARTERLY: productIds.quarterly,
};

/** What only workers hold: the ingress never writes to Postgres and calls nobody outside. */
const workersOnly =
  /^(SUPABASE_SERVICE_ROLE_KEY|RESEND_API_KEY|OPENAI_API_KEY|POLAR_ACCESS_TOKEN|POLAR_BASE_URL|RAPID_API_KEY|THEIRSTACK_API_KEY|ADZUNA_APP_(ID|KEY)|REED_API_KEY)$/;

/** The local stack is these, whatever else the user's environment points at. */
export const fixed = ["REDIS_URL", "SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"] as const;

/** True if mail really leaves: the user brought a key and no server of their own to play Resend. */
export function mailsForReal(user: Environment): boolean {
  return Boolean(user.RESEND_API_KEY) && !user.RESEND_BASE_URL;
}

/** True if premium is sold by the real Polar, or its sandbox: the user brought a token. */
export function sellsForReal(user: Environment): boolean {
  return Boolean(user.POLAR_ACCESS_TOKEN);
}

/**
 * The environment of ingress and workers: the user's (shell, .env) wins over the local defaults,
 * except for the services that `npm start` itself runs.
 */
export function programEnvironment(user: Environment, at: Addresses, secrets: Secrets) {
  // npm's own variables are about npm; empty ones count as absent, as in lib/env.
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

/** The boards that are played here. Only these get keys that are none, and may be asked without end. */
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
