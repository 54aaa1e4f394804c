import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isOneOf } from "../../lib/credentials.ts";
import { minute, second } from "../../lib/time.ts";
import { Problem } from "../problem.ts";

/** Clocks differ, and an event may take a while to arrive. */
const toleranceMs = 5 * minute;

/** Event ids become parts of Redis keys. */
const idShape = /^[\w.:-]{1,200}$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The key behind `whsec_`, base64-decoded as in Standard Webhooks; none if it is not base64. */
export function decodedKey(secret: string): Buffer[] {
  const text = secret.replace(/^whsec_/, "");
  return base64.test(text) ? [Buffer.from(text, "base64")] : [];
}

/**
 * Checks a Standard Webhooks signature over `id.timestamp.body` (HMAC-SHA256, five minutes, compared in constant time).
 * @param prefix of the three headers: `svix` or `webhook`
 * @param keys any of them may match
 * @returns the event's id
 * @throws {Problem} 401 without the headers, 403 when the signature or its time is not right
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verified(
  headers: IncomingHttpHeaders,
  bytes: Buffer,
  prefix: string,
  keys: readonly Uint8Array[],
): string {
  const [id, timestamp, signature] = ["id", "timestamp", "signature"].map((name) => headers[`${prefix}-${name}`]);
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signature !== "string") {
    throw new Problem("who-are-you", `Sign it: ${prefix}-id, ${prefix}-timestamp and ${prefix}-signature are needed.`, {
      headers: { "WWW-Authenticate": 'Signature realm="webhooks"' },
    });
  }
  const readable = idShape.test(id) && /^\d{1,12}$/.test(timestamp);
  const fresh = Math.abs(Date.now() - Number(timestamp) * second) <= toleranceMs;
  if (!readable || !fresh || !fits(signature, `${id}.${timestamp}.`, bytes, keys)) {
    throw new Problem("not-yours", "The signature or its timestamp is not right.");
  }
  return id;
}

/**
 * With Node's own HMAC: anybody may send us 256 KiB to check. The standard's library, in plain JavaScript, takes ten
 * times as long, and to it all invalid UTF-8 is the same.
 */
function fits(signature: string, before: string, bytes: Buffer, keys: readonly Uint8Array[]): boolean {
  const expected = keys.map((key) => createHmac("sha256", key).update(before).update(bytes).digest("base64"));
  const given = signature.split(" ").flatMap((each) => (each.startsWith("v1,") ? each.slice(3) : []));
  return given.map((each) => isOneOf(each, ...expected)).some(Boolean);
}
