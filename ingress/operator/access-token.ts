import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { env } from "../../lib/env.ts";
import { log } from "../../lib/log.ts";
import { second } from "../../lib/time.ts";
import { notNow, type Problem } from "../problem.ts";

/** Issuer and audience of Supabase Auth's tokens. */
const issuer = `${env.SUPABASE_URL}/auth/v1`;
const rules = { issuer, audience: "authenticated", requiredClaims: ["exp", "sub"] };
/** Only the service key can write app_metadata, so nobody can make themselves an operator. */
const claims = z.object({ sub: z.uuid(), app_metadata: z.object({ role: z.literal("operator") }) });
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const maxLength = 8000;

/** The project's public keys: fetched at the first token, kept for ten minutes, for an unknown key at most every 30 s. */
const publicKeys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { timeoutDuration: 1 * second });
/**
 * A project without keys or out of reach is not asked again for this long: else every forged token would cause a request.
 */
const restMs = 10 * second;
let resting: { until: number; problem?: Problem } = { until: 0 };

/**
 * The sub of a Supabase access token whose `app_metadata.role` is `operator`; undefined for any other text.
 * @throws {Problem} 503 if the project's keys cannot be fetched
 */
export async function operatorOf(token: string): Promise<string | undefined> {
  if (token.length > maxLength || !shape.test(token)) return undefined;
  // Before any keys are fetched: a token that does not even claim this issuer is not ours.
  if (issuerOf(token) !== issuer) return undefined;
  const payload = (await bySecret(token)) ?? (await byPublicKey(token));
  const parsed = claims.safeParse(payload);
  return parsed.success ? parsed.data.sub : undefined;
}

/** When a verified token expires, ms since 1970. */
export const endOf = (token: string): number => (decodeJwt(token).exp ?? 0) * second;

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** Older projects sign with a shared secret. */
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
    // jose's error for an answer that is no key set, as of a project that signs with a shared secret.
    if (!away && error.code !== "ERR_JOSE_GENERIC") return undefined;
    log.warn({ err: error }, "the keys of Supabase Auth cannot be had");
    const problem = notNow("Access tokens cannot be checked just now. The operator's key works.");
    resting = { until: Date.now() + restMs, ...(away && { problem }) };
    if (away) throw problem;
    return undefined;
  }
}
