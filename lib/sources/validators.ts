import { createHash } from "node:crypto";
import { connected, redisKey } from "../redis.ts";
import { day } from "../time.ts";
import type { Source, SourceRequest } from "./source.ts";

/** A reply's validators (RFC 9110), for asking whether it has changed. */
export type Validators = Readonly<Record<string, string>>;

/** Longer than the time between two complete crawls, which ask without them. */
const rememberMs = 2 * day;

/** Keyed by a hash of the request: another URL is another reply, and a URL may hold a credential. */
function keyOf(source: Source, { url, body = "" }: SourceRequest): string {
  const digest = createHash("sha256").update(`${url}\n${body}`).digest("base64url").slice(0, 22);
  return redisKey("source-page", source.name, digest);
}

/** The headers that ask for the reply only if it has changed; empty if nothing is known of it. */
export async function ifChanged(source: Source, asked: SourceRequest): Promise<Record<string, string>> {
  return (await connected()).hgetall(keyOf(source, asked));
}

/** Keeps a reply's validators; without any, forgets what was known. */
export async function rememberReply(source: Source, asked: SourceRequest, validators: Validators): Promise<void> {
  const key = keyOf(source, asked);
  const change = (await connected()).multi().del(key);
  if (Object.keys(validators).length > 0) change.hset(key, validators).pexpire(key, rememberMs);
  await change.exec();
}

/** As request headers. */
export function validatorsOf(headers: Headers): Validators {
  const [etag, modified] = [headers.get("etag"), headers.get("last-modified")];
  return { ...(etag && { "if-none-match": etag }), ...(modified && { "if-modified-since": modified }) };
}
