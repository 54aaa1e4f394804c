import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import type { z } from "zod";
import { env } from "./env.ts";
import { PermanentError } from "./errors.ts";
import { randomBytes } from "./random.ts";

/** First byte of what is sealed: another algorithm gets another number, and both open for a while. */
const version = Buffer.of(1);
/** What GCM is specified for: 96 random bits, safe for 2^32 seals with one key. */
const ivBytes = 12;
const tagBytes = 16;

const derived = new Map<string, KeyObject>();

/** A key of its own for every use, so that one use tells nothing about another. */
function keyFor(secret: string, use: string): KeyObject {
  const cacheKey = `${use}\n${secret}`;
  let key = derived.get(cacheKey);
  if (!key) {
    key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "jobping", use, 32)));
    derived.set(cacheKey, key);
  }
  return key;
}

const sealingKey = keyFor(env.SEAL_SECRET, "seal");

/**
 * Encrypts what must travel before a row exists (AES-256-GCM).
 * @param purpose - is authenticated with the value: what was sealed for one purpose does not open for another.
 * @returns base64url.
 */
export function seal(value: unknown, purpose: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, iv);
  cipher.setAAD(Buffer.from(purpose));
  // GCM turns every byte into one: nothing is left for the end but the tag.
  const text = cipher.update(JSON.stringify(value), "utf8");
  cipher.final();
  return Buffer.concat([version, iv, cipher.getAuthTag(), text]).toString("base64url");
}

function decrypt(bytes: Buffer, purpose: string, secret: string): string | undefined {
  const iv = bytes.subarray(1, 1 + ivBytes);
  const tag = bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", keyFor(secret, "seal"), iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(tag);
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
    return text.toString("utf8");
  } catch {
    return undefined;
  }
}

/** What was sealed, and by which of our secrets; undefined = by neither, or tampered with. */
function opened(sealed: string, purpose: string): { text: string; by: "current" | "next" } | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  // Decoding forgives stray characters; comparing makes every sealed text have exactly one spelling.
  const wellFormed =
    bytes.length > 1 + ivBytes + tagBytes && bytes[0] === version[0] && bytes.toString("base64url") === sealed;
  if (!wellFormed) return undefined;
  const secrets = { current: env.SEAL_SECRET, next: env.NEXT_SEAL_SECRET };
  for (const by of ["current", "next"] as const) {
    const secret = secrets[by];
    const text = secret && decrypt(bytes, purpose, secret);
    if (text) return { text, by };
  }
  return undefined;
}

/** Which secret something was sealed with: SEAL_SECRET, its NEXT_, or neither (undefined). */
export function sealedBy(sealed: string, purpose: string): "current" | "next" | undefined {
  return opened(sealed, purpose)?.by;
}

/** Decrypts and parses. Throws PermanentError for anything tampered with, of another purpose, or of another shape. */
export function open<Schema extends z.ZodType>(schema: Schema, sealed: string, purpose: string): z.output<Schema> {
  const unsealed = opened(sealed, purpose);
  if (!unsealed) throw new PermanentError(`What was sealed for "${purpose}" does not open`);
  const parsed = schema.safeParse(JSON.parse(unsealed.text));
  if (parsed.success) return parsed.data;
  // Paths only: an issue's message may quote the value.
  const paths = parsed.error.issues.map((issue) => issue.path.join(".") || "(root)").join(", ");
  throw new PermanentError(`What was sealed for "${purpose}" has another shape: ${paths}`);
}

/** A name for a text that only we can compute: for keys in Redis that must not tell a mailbox. */
export const keyedHash = (text: string, purpose: string): string => hashBy(env.SEAL_SECRET, text, purpose);

/** The name under SEAL_SECRET and, while there is one, under NEXT_SEAL_SECRET: what was named by either is found. */
export function keyedHashes(text: string, purpose: string): string[] {
  const secrets = [env.SEAL_SECRET, env.NEXT_SEAL_SECRET];
  return secrets.flatMap((secret) => (secret ? [hashBy(secret, text, purpose)] : []));
}

function hashBy(secret: string, text: string, purpose: string): string {
  return createHmac("sha256", keyFor(secret, `hash ${purpose}`))
    .update(text)
    .digest("base64url");
}

/** Compares without telling by its time where, or in which length, two texts differ. */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
