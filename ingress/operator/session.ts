import { hkdfSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { jwtVerify, SignJWT } from "jose";
import { env } from "../../lib/env.ts";
import { hour, second } from "../../lib/time.ts";

/** A working day: tomorrow the key is needed again. */
const lifeMs = 12 * hour;
/** `__Host-`: browsers accept it only from this host, over https (or localhost), for every path. */
const name = "__Host-jobping-operator";
const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
const [issuer, audience] = ["jobping", "operator session"];

/** Derived from ADMIN_API_KEY: rotating that ends every session. */
const keyOf = (adminKey: string) => new Uint8Array(hkdfSync("sha256", adminKey, "jobping", audience, 32));

/** @returns the Set-Cookie header that lets this browser in as `operator`, at most until their proof expires */
export async function openSession(operator: string, proofEndsAt = Number.POSITIVE_INFINITY): Promise<string> {
  const endsAt = Math.min(Date.now() + lifeMs, proofEndsAt);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(operator)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(new Date(endsAt))
    .sign(keyOf(env.ADMIN_API_KEY));
  return `${name}=${token}; Max-Age=${Math.max(0, Math.round((endsAt - Date.now()) / second))}; ${attributes}`;
}

/** The Set-Cookie header that ends the browser's session. */
export const endedSession = `${name}=; Max-Age=0; ${attributes}`;

/** The operator of the browser's session; undefined if there is none, or it is over or not ours. */
export async function sessionOf({ cookie = "" }: IncomingHttpHeaders): Promise<string | undefined> {
  const token = new RegExp(`(?:^|;\\s*)${name}=([\\w.-]{1,1000})(?:;|$)`).exec(cookie)?.[1];
  if (token === undefined) return undefined;
  for (const key of [env.ADMIN_API_KEY, env.NEXT_ADMIN_API_KEY]) {
    const subject = key && (await verified(token, key));
    if (subject) return subject;
  }
  return undefined;
}

async function verified(token: string, adminKey: string): Promise<string | undefined> {
  try {
    const rules = { algorithms: ["HS256"], issuer, audience, requiredClaims: ["exp", "sub"] };
    return (await jwtVerify(token, keyOf(adminKey), rules)).payload.sub;
  } catch {
    return undefined;
  }
}
