import { basicPasswordOf, bearerOf, isOneOf, opensMetrics } from "../../lib/credentials.ts";
import { env } from "../../lib/env.ts";
import { wrongKey } from "../auth.ts";
import { Problem } from "../problem.ts";
import type { Exchange } from "../route.ts";
import { operatorOf } from "./access-token.ts";
import { sessionOf } from "./session.ts";

type Asking = Pick<Exchange, "headers" | "wantsPage">;

/**
 * Lets operators in: by the session cookie, by ADMIN_API_KEY as a bearer token or as the password of basic
 * authentication, or by an operator's Supabase access token.
 * @returns their name in audit lines: `key`, or the sub of the token
 * @throws {Problem} 401 without proof, 403 with a wrong one, 503 if the keys for a token cannot be fetched
 */
export async function requireOperator(x: Asking): Promise<string> {
  const basic = basicPasswordOf(x.headers);
  const given = bearerOf(x.headers) ?? basic;
  if (given === undefined) {
    const operator = await sessionOf(x.headers);
    if (operator === undefined) throw whoAreYou(x);
    return operator;
  }
  const operator = await operatorBy(given);
  if (operator !== undefined) return operator;
  // Only after a 401 does a browser ask for the password again.
  throw basic === undefined ? wrongKey() : whoAreYou(x);
}

/** An operator, or the Prometheus scraper with METRICS_TOKEN. */
export async function requireScraper(x: Asking): Promise<string> {
  const given = bearerOf(x.headers) ?? basicPasswordOf(x.headers);
  return given !== undefined && opensMetrics(given) ? "scraper" : requireOperator(x);
}

/** The operator whom this key or access token proves; undefined if it proves none. */
export async function operatorBy(proof: string): Promise<string | undefined> {
  return isOneOf(proof, env.ADMIN_API_KEY, env.NEXT_ADMIN_API_KEY) ? "key" : operatorOf(proof);
}

/**
 * RFC 9110 wants every 401 to name a scheme. Not Basic for browsers: they would show a password dialog in front of the
 * sign-in form.
 */
function whoAreYou({ headers, wantsPage }: Asking): Problem {
  const browser = wantsPage || headers["sec-fetch-site"] !== undefined;
  const scheme = browser ? 'Bearer realm="operator"' : 'Basic realm="operator", charset="UTF-8"';
  return new Problem("who-are-you", "This is for operators. Sign in with the operator's key as the password.", {
    headers: { "WWW-Authenticate": scheme },
  });
}
