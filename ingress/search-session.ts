import { randomId } from "../lib/random.ts";
import { opaqueKey } from "./opaque-key.ts";
import { spend } from "./rate-limit.ts";

/** `__Secure-`: only sent and set over https (or on localhost). Its path limits it to searches. */
const name = "__Secure-search-session";
const attributes = "Path=/searches; Secure; HttpOnly; SameSite=Lax";

/**
 * Counts a search for its browser. The cookie says only that two searches come from the same browser, ends with the
 * browser's session, and opens nothing. Without one, only the network's limit applies.
 * @returns headers for the answer @throws {Problem} 429
 */
export async function spendSearchSession(cookies: string | undefined): Promise<Record<string, string>> {
  const session = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{22})(?:;|$)`).exec(cookies ?? "")?.[1];
  if (session === undefined) return { "Set-Cookie": `${name}=${randomId()}; ${attributes}` };
  await spend("search", "session", opaqueKey(session, "search session"));
  return {};
}
