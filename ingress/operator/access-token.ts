import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { env } from "../../lib/env.ts";
import { log } from "../../lib/log.ts";
import { second } from "../../lib/time.ts";
import { notNow, type Problem } from "../problem.ts";

/** What Supabase Auth issues, and whom it calls signed in. */
const issuer = `${env.SUPABASE_URL}/auth/v1`;
const rules = { issuer, audience: "authenticated", requiredClaims: ["exp", "sub"] };
/** Only the service key can write app_metadata: nobody makes themselves an operator. */
const claims = z.object({ sub: z.uuid(), app_metadata: z.object({ role: z.literal("operator") }) });
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const maxLength = 8000;

/** The project's public keys: asked for at the first token, kept ten minutes, anew at most every 30 s for an unknown one. */
const publicKeys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { timeoutDuration: 1 * second });
/** Who has no keys, or cannot be asked, is not asked again for so long: forged tokens would each be a request. */
const restMs = 10 * second;
let resting: { until: number; problem?: Problem } = { until: 0 };

/**
 * The sub of a Supabase access token whose `app_metadata.role` is `operator`; undefined for every other text.
 * @throws {Problem} 503 when the project's keys cannot be had
 */
export async function operatorOf(token: string): Promise<string | undefined> {
  if (token.length > maxLength || !shape.test(token)) return undefined;
  // Before anybody is asked for keys: a token that does not even say so is none of this project's.
  if (issuerOf(token) !== issuer) return undefined;
  const payload = (await bySecret(token)) ?? (await byPublicKey(token));
  const parsed = claims.safeParse(payload);
  return parsed.success ? parsed.data.sub : undefined;
}

/** When a token that was found to be right ends, ms since 1970. */
export const endOf = (token: string): number => (decodeJwt(token).exp ?? 0) * second;

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** Projects with the older way of signing share one secret. */
async function bySecret(token: string): Promise<JWTPayload | undefined> {
  const secret = env.SUPABASE_JWT_SECRET;
  if (secret === undefined) return undefined;
  try {
    return (await jwtVerify(token, new TextEncoder().encode(secret), { ...rules, algorithms: ["HS256"] })).payload;
  } catch {
    return undefined;
  }
}

async function byPublicKey(token: string): Promise<JWTPayload | undefined> {
  if (Date.now() < resting.until) {
    if (resting.problem) throw resting.problem;
    return undefined;
  }
  try {
    return (await jwtVerify(token, publicKeys, { ...rules, algorithms: ["ES256", "RS256", "EdDSA"] })).payload;
  } catch (error) {
    const away = !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout;
    // jose's word for an answer that is no key set: a project that signs with its secret has none.
    if (!away && error.code !== "ERR_JOSE_GENERIC") return undefined;
    log.warn({ err: error }, "the keys of Supabase Auth cannot be had");
    const problem = notNow("Access tokens cannot be checked just now. The operator's key works.");
    resting = { until: Date.now() + restMs, ...(away && { problem }) };
    if (away) throw problem;
    return undefined;
  }
}
