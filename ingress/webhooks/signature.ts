import type { IncomingHttpHeaders } from "node:http";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { Problem } from "../problem.ts";

/** An event's id as senders make them; it becomes a part of keys. */
const idShape = /^[\w.:-]{1,200}$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the base64 behind `whsec_` stands for, as Standard Webhooks has it; none if it is no base64. */
export function decodedKey(secret: string): Buffer[] {
  const text = secret.replace(/^whsec_/, "");
  return base64.test(text) ? [Buffer.from(text, "base64")] : [];
}

/**
 * Checks a Standard Webhooks signature over `id.timestamp.body` (HMAC-SHA256, five minutes, compared in constant time).
 * @param prefix of the three headers: `svix` or `webhook`
 * @param keys one that fits is enough
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
    throw new Problem("who-are-you", `Sign it: ${prefix}-id, ${prefix}-timestamp and ${prefix}-signature are needed.`);
  }
  const signed = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  // The library reads "1e3" and "12abc" as numbers.
  const readable = idShape.test(id) && /^\d{1,12}$/.test(timestamp);
  if (!readable || !keys.map((key) => fits(key, bytes, signed)).some(Boolean)) {
    throw new Problem("not-yours", "The signature or its timestamp is not right.");
  }
  return id;
}

function fits(key: Uint8Array, bytes: Buffer, signed: Record<string, string>): boolean {
  try {
    new Webhook(key, { format: "raw" }).verify(bytes, signed, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
