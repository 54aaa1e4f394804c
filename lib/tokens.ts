import { createHash, createHmac } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { env } from "./env.ts";
import { tokensRead } from "./metrics.ts";
import { randomId } from "./random.ts";
import { day, hour } from "./time.ts";

/** What a link in a mail may be used for. A token opens its own purpose and no other. */
export type TokenPurpose = "verify" | "preferences" | "unsubscribe" | "matches" | "feedback" | "export" | "address";

/** How long a link works. 400 days: an unsubscribe link must outlive the mails that carry it. */
export const tokenLifeMs: Readonly<Record<TokenPurpose, number>> = {
  verify: 24 * hour,
  preferences: 7 * day,
  unsubscribe: 400 * day,
  matches: 30 * day,
  feedback: 30 * day,
  export: 24 * hour,
  address: 48 * hour,
};

export interface TokenSubject {
  subscriberId: string;
  /** base64url of 16 random bytes; replacing it in the row invalidates every link of the subscriber. */
  key: string;
  /** The verification request, for purpose `verify`; the export that was asked for, for purpose `export`. */
  requestId?: string;
  /** The change of address, for purpose `address`, and which of its two mailboxes the link went to. */
  changeId?: string;
  side?: AddressSide;
}

export type AddressSide = "old" | "new";

export interface TokenContent extends TokenSubject {
  /** What the token-guarded read functions demand: hex SHA-256 of `key`. */
  keyHash: string;
}

/** `expired` only when signature and purpose are right, so that 410 says nothing about a forged token. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly reason: "expired" | "invalid";
  /** Whose it was, of an expired one. */
  readonly content?: TokenContent;

  constructor(reason: "expired" | "invalid", { content, ...options }: ErrorOptions & { content?: TokenContent } = {}) {
    super(`the token is ${reason}`, options);
    this.reason = reason;
    if (content) this.content = content;
  }
}

const issuer = "jobping";
// Real tokens stay under 400 characters; more is not worth a hash over it.
const maxTokenLength = 1000;
// jose lets white space stand behind the signature; a token goes on into links and headers, so none may.
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const claims = z.object({
  sub: z.uuid(),
  key: z.string().regex(/^[\w-]{22}$/),
  req: z.uuid().optional(),
  change: z.uuid().optional(),
  side: z.enum(["old", "new"]).optional(),
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
  { subscriberId, key, requestId, changeId, side }: TokenSubject,
  { issuedAt, expiresInMs = tokenLifeMs[purpose] }: { issuedAt: Date; expiresInMs?: number },
): Promise<string> {
  const { kid, hmac } = await signingKey(secretsOf(purpose).current);
  return new SignJWT({ key, req: requestId, change: changeId, side })
    .setProtectedHeader({ alg: "HS256", kid })
    .setSubject(subscriberId)
    .setIssuer(issuer)
    .setAudience(purpose)
    .setIssuedAt(issuedAt)
    .setExpirationTime(new Date(issuedAt.getTime() + expiresInMs))
    .sign(hmac);
}

/** @throws TokenError, and nothing else, whatever the text is. */
export async function readToken(purpose: TokenPurpose, token: string): Promise<TokenContent> {
  if (token.length > maxTokenLength || !shape.test(token)) throw new TokenError("invalid");
  const secrets = secretsOf(purpose);
  const named = kidOf(token);
  for (const secret of ["current", "next"] as const) {
    const { kid, hmac } = (secrets[secret] && (await signingKey(secrets[secret]))) || {};
    if (!hmac || (named !== undefined && named !== kid)) continue;
    const payload = await verified(purpose, token, hmac);
    if (payload === undefined) continue;
    tokensRead.inc({ purpose, secret });
    return contentOf(payload);
  }
  throw new TokenError("invalid");
}

/** The purpose that a token claims: which one to read it for, and no proof of anything. */
export function claimedPurpose(token: string): TokenPurpose | undefined {
  try {
    const { aud } = decodeJwt(token);
    return typeof aud === "string" && Object.hasOwn(tokenLifeMs, aud) ? (aud as TokenPurpose) : undefined;
  } catch {
    return undefined;
  }
}

/** The payload, or undefined where this key does not open it. */
async function verified(purpose: TokenPurpose, token: string, key: CryptoKey): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      issuer,
      audience: purpose,
      requiredClaims: ["exp", "iat"],
    });
    return payload;
  } catch (error) {
    // jose compares issuer and audience before the time, and all of them after the signature.
    if (error instanceof errors.JWTExpired) {
      throw new TokenError("expired", { cause: error, content: contentOf(error.payload) });
    }
    return undefined;
  }
}

function contentOf(payload: unknown): TokenContent {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw new TokenError("invalid");
  const { sub: subscriberId, key, req, change, side } = parsed.data;
  return {
    subscriberId,
    key,
    keyHash: hashLinkKey(key),
    ...(req !== undefined && { requestId: req }),
    ...(change !== undefined && { changeId: change }),
    ...(side !== undefined && { side }),
  };
}

function secretsOf(purpose: TokenPurpose): { current: string; next: string | undefined } {
  return purpose === "verify"
    ? { current: env.EMAIL_VERIFICATION_SECRET, next: env.NEXT_EMAIL_VERIFICATION_SECRET }
    : { current: env.PREFERENCES_SECRET, next: env.NEXT_PREFERENCES_SECRET };
}

interface SigningKey {
  /** Tells a secret from its successor, and nothing about either. */
  kid: string;
  hmac: CryptoKey;
}

const signingKeys = new Map<string, Promise<SigningKey>>();

/** Imported once: that costs as much as signing. */
function signingKey(secret: string): Promise<SigningKey> {
  let key = signingKeys.get(secret);
  if (!key) {
    key = importKey(secret);
    signingKeys.set(secret, key);
  }
  return key;
}

async function importKey(secret: string): Promise<SigningKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, [
    "sign",
    "verify",
  ]);
  return { kid: createHmac("sha256", secret).update("kid").digest("base64url").slice(0, 8), hmac };
}

/** Undefined for tokens from before there were key ids, and for what is no token. */
function kidOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
