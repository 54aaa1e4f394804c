import { createHash, createHmac } from "node:crypto";
import { bearerOf, isOneOf } from "../lib/credentials.ts";
import { env } from "../lib/env.ts";
import { producer, redisKey } from "../lib/redis.ts";
import { minute, second } from "../lib/time.ts";
import { notNow, Problem } from "./problem.ts";
import type { Exchange } from "./route.ts";

// Our own machines' clocks differ by less; afterwards a stolen request is worthless.
const clockToleranceMs = 5 * minute;
// A nonce is remembered for as long as its timestamp is accepted: tolerance before and after now.
const nonceLifeSeconds = (2 * clockToleranceMs) / second;
const nonceShape = /^[\w.~+/=-]{16,128}$/;
const signedHeaders = ["x-signature", "x-timestamp", "x-nonce"] as const;

type Asking = Pick<Exchange, "request" | "headers">;

/**
 * Lets in callers with SYSTEM_API_KEY or a request signed with INTERNAL_API_HMAC_SECRET. In two steps: `credentials`
 * before the body is read, so that strangers cannot make us read one, and then `signature` over the body.
 * @throws {Problem} 401 without credentials, 403 if they are wrong, stale, replayed or incomplete, 503 if Redis is away
 */
export const requireSystem = {
  credentials({ headers }: Asking): void {
    const bearer = bearerOf(headers);
    if (bearer !== undefined) {
      if (!isOneOf(bearer, env.SYSTEM_API_KEY, env.NEXT_SYSTEM_API_KEY)) throw wrongKey();
      return;
    }
    if (signedHeaders.some((name) => headers[name] !== undefined)) return;
    throw new Problem("who-are-you", "Send the system key as a bearer token, or sign the request.", {
      headers: { "WWW-Authenticate": 'Bearer realm="system"' },
    });
  },

  async signature(x: Asking, bytes: Uint8Array): Promise<void> {
    if (bearerOf(x.headers) === undefined) await requireSignature(x, bytes);
  },
};

async function requireSignature({ request, headers }: Asking, bytes: Uint8Array): Promise<void> {
  const [signature, timestamp, nonce] = signedHeaders.map((name) => String(headers[name] ?? "")) as [
    string,
    string,
    string,
  ];
  const fresh = /^\d{1,12}$/.test(timestamp) && Math.abs(Date.now() - Number(timestamp) * second) <= clockToleranceMs;
  const target = request.url.slice(request.url.indexOf("/", request.url.indexOf("://") + 3));
  const bodyHash = createHash("sha256").update(bytes).digest("hex");
  const text = [request.method, target, timestamp, nonce, bodyHash].join("\n");
  const expected = [env.INTERNAL_API_HMAC_SECRET, env.NEXT_INTERNAL_API_HMAC_SECRET]
    .filter((secret) => secret !== undefined)
    .map((secret) => createHmac("sha256", secret).update(text).digest("hex"));
  const signed = isOneOf(signature.toLowerCase(), ...expected);
  if (!signed || !fresh || !nonceShape.test(nonce)) {
    throw new Problem("not-yours", "The signature, its timestamp or its nonce is not right.");
  }
  await useNonce(nonce);
}

/** Only after the signature was verified, so that strangers cannot fill Redis. */
async function useNonce(nonce: string): Promise<void> {
  let first: unknown;
  try {
    first = await producer().set(redisKey("nonce", nonce), "1", "EX", nonceLifeSeconds, "NX");
  } catch {
    throw notNow("The nonce could not be checked.");
  }
  if (first === null) throw new Problem("not-yours", "This signed request was already used.");
}

export function wrongKey(): Problem {
  return new Problem("not-yours", "This key does not open that.");
}
