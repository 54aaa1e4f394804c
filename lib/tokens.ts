import { createHash } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { env } from "./env.ts";
import { randomId } from "./random.ts";
import { day, hour } from "./time.ts";

/** What a link in a mail may be used for. A token opens its own purpose and no other. */
export type TokenPurpose = "verify" | "preferences" | "unsubscribe" | "matches" | "feedback";

/** How long a link works. 400 days: an unsubscribe link must outlive the mails that carry it. */
export const tokenLifeMs: Readonly<Record<TokenPurpose, number>> = {
  verify: 48 * hour,
  preferences: 400 * day,
  unsubscribe: 400 * day,
  matches: 400 * day,
  feedback: 400 * day,
};

export interface TokenSubject {
  subscriberId: string;
  /** base64url of 16 random bytes; replacing it in the row invalidates every link of the subscriber. */
  key: string;
  /** The verification request, for purpose `verify`. */
  requestId?: string;
}

export interface TokenContent extends TokenSubject {
  /** What the token-guarded read functions demand: hex SHA-256 of `key`. */
  keyHash: string;
}

/** `expired` only when signature and purpose are right, so that 410 says nothing about a forged token. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly reason: "expired" | "invalid";

  constructor(reason: "expired" | "invalid", options?: ErrorOptions) {
    super(`the token is ${reason}`, options);
    this.reason = reason;
  }
}

const issuer = "jobping";
// Real tokens stay under 400 characters; more is not worth a hash over it.
const maxTokenLength = 1000;

const claims = z.object({
  sub: z.uuid(),
  key: z.string().regex(/^[\w-]{22}$/),
  req: z.uuid().optional(),
});

/** A fresh link key: 128 random bits. */
export function newLinkKey(): string {
  return randomId();
}

/** The form in which a link key is stored and compared. */
export function hashLinkKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The same input gives the same token, so that a mail rendered again is the same bytes. */
export async function signToken(
  purpose: TokenPurpose,
  { subscriberId, key, requestId }: TokenSubject,
  { issuedAt, expiresInMs = tokenLifeMs[purpose] }: { issuedAt: Date; expiresInMs?: number },
): Promise<string> {
  return new SignJWT({ key, ...(requestId === undefined ? {} : { req: requestId }) })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subscriberId)
    .setIssuer(issuer)
    .setAudience(purpose)
    .setIssuedAt(issuedAt)
    .setExpirationTime(new Date(issuedAt.getTime() + expiresInMs))
    .sign(encode(secrets(purpose).current));
}

/** @throws TokenError, and nothing else, whatever the text is. */
export async function readToken(purpose: TokenPurpose, token: string): Promise<TokenContent> {
  if (token.length > maxTokenLength) throw new TokenError("invalid");
  const { current, next } = secrets(purpose);
  for (const secret of next === undefined ? [current] : [current, next]) {
    const payload = await verified(purpose, token, secret);
    if (payload === undefined) continue;
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw new TokenError("invalid");
    const { sub: subscriberId, key, req } = parsed.data;
    return { subscriberId, key, keyHash: hashLinkKey(key), ...(req === undefined ? {} : { requestId: req }) };
  }
  throw new TokenError("invalid");
}

/** The payload, or undefined where this secret does not open it. */
async function verified(purpose: TokenPurpose, token: string, secret: string): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, encode(secret), {
      algorithms: ["HS256"],
      issuer,
      audience: purpose,
      requiredClaims: ["exp", "iat"],
    });
    return payload;
  } catch (error) {
    // jose compares issuer and audience before the time, and all of them after the signature.
    if (error instanceof errors.JWTExpired) throw new TokenError("expired", { cause: error });
    return undefined;
  }
}

function secrets(purpose: TokenPurpose): { current: string; next: string | undefined } {
  return purpose === "verify"
    ? { current: env.EMAIL_VERIFICATION_SECRET, next: env.NEXT_EMAIL_VERIFICATION_SECRET }
    : { current: env.PREFERENCES_SECRET, next: env.NEXT_PREFERENCES_SECRET };
}

function encode(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
