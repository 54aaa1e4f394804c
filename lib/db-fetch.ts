import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent, request } from "undici";
import { second } from "./time.ts";

const unzipped = promisify(gunzip);

/**
 * Well below the 5 s after which Node's servers close idle connections: a request on one that is being closed is lost.
 */
const dispatcher = new Agent({ keepAliveTimeout: 2 * second, keepAliveMaxTimeout: 2 * second });

/**
 * As much of `fetch` as supabase-js needs to call a function: a text goes out, a text comes back. The rest of what
 * `fetch` does costs as much processor time as the call itself. Redirects are not followed.
 */
export const dbFetch: typeof fetch = async (input, { method = "GET", headers, body, signal } = {}) => {
  if (input instanceof Request || typeof body !== "string") throw new TypeError("only an address and a text");
  const answer = await request(input, {
    method,
    headers: { ...Object.fromEntries(new Headers(headers)), "accept-encoding": "gzip" },
    body,
    signal: signal ?? null,
    dispatcher,
  });
  const bytes = await answer.body.bytes();
  if (answer.statusCode >= 300 && answer.statusCode < 400)
    throw new Error(`the database's address redirects to ${answer.headers.location}: give it as it is`);
  const coding = `${answer.headers["content-encoding"] ?? ""}`.toLowerCase();
  if (coding !== "" && coding !== "gzip") throw new Error(`an answer coded as ${coding}, which was not asked for`);
  const text = coding === "gzip" && bytes.length > 0 ? await unzipped(bytes) : new Uint8Array(bytes);
  // Some answers may have no body, not even an empty one.
  return new Response(text.length === 0 ? null : text, { status: answer.statusCode, statusText: answer.statusText });
};
