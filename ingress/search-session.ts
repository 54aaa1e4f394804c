import { randomId } from "../lib/random.ts";
import { opaqueKey } from "./opaque-key.ts";
import { spend } from "./rate-limit.ts";

/** `__Secure-`: nobody can set or read it without https (or the own machine). It is sent where it counts, and nowhere else. */
const name = "__Secure-search-session";
const attributes = "Path=/searches; Secure; HttpOnly; SameSite=Lax";

/**
 * Counts a search for the browser it comes from. The cookie says nothing but that two searches are the same browser's,
 * goes with the browser's session, and opens nothing. Who sends none is held by the limit of the network alone.
 * @returns headers for the answer @throws {Problem} 429
 */
export async function spendSearchSession(cookies: string | undefined): Promise<Record<string, string>> {
  const session = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{22})(?:;|$)`).exec(cookies ?? "")?.[1];
  if (session === undefined) return { "Set-Cookie": `${name}=${randomId()}; ${attributes}` };
  await spend("search", "session", opaqueKey(session, "search session"));
  return {};
}
