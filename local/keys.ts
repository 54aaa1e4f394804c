import { SignJWT } from "jose";
import { day, second } from "../lib/time.ts";

/** A key like Supabase's: a token whose role PostgREST switches to. */
export function supabaseKey(role: "anon" | "service_role", jwtSecret: string, issuedAt = new Date()): Promise<string> {
  const issued = Math.floor(issuedAt.getTime() / second);
  return new SignJWT({ iss: "supabase", ref: "local", role })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(issued)
    .setExpirationTime(issued + (10 * 365 * day) / second)
    .sign(new TextEncoder().encode(jwtSecret));
}
