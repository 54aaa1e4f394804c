import type { IncomingHttpHeaders } from "node:http";
import { env } from "../lib/env.ts";
import { Problem } from "./problem.ts";
import type { Answer, Route } from "./route.ts";

const ownOrigin = new URL(env.PUBLIC_URL).origin;
const listedOrigins = new Set(env.CORS_ORIGINS.map((origin) => origin.replace(/\/+$/, "")));

// How long browsers cache a preflight: long enough to save the second request, short enough to remove an origin.
const preflightSeconds = 600;

/**
 * Browsers say with each POST which page sent it. Programs do not, and no page can trick them: the operators' cookie
 * exists only in browsers.
 * @throws {Problem} 403 if this route takes no POST from that page
 */
export function checkOrigin(route: Route, headers: IncomingHttpHeaders): void {
  if (route.method === "GET" || route.origins === "any") return;
  const { origin, "sec-fetch-site": site } = headers;
  if (origin === ownOrigin || site === "same-origin") return;
  // A browser told to withhold the origin still says that the page belongs to another site.
  if (origin === undefined && (site === undefined || site === "none")) return;
  if (origin !== undefined && route.origins === "listed" && listedOrigins.has(origin)) return;
  // As our pages send no referrer, browsers say "null" for our own forms too; most say by Sec-Fetch-Site which it is.
  // Another site gains nothing by sending "null": the request itself must carry the proof, as the operators' cookie is
  // SameSite=Strict. Only HTTP Basic credentials are sent by browsers on their own.
  if (origin === "null" && site === undefined && headers.authorization === undefined) return;
  throw new Problem("origin-not-listed", "The page that sent this is not one of ours, nor one that may send to us.");
}

/** For a request that was let in: the origin of the page that sent it; null if none did, or the browser does not say. */
export function pageOf({ origin, "sec-fetch-site": site }: IncomingHttpHeaders): string | null {
  if (site === "same-origin") return ownOrigin;
  return origin === undefined || origin === "null" ? null : origin;
}

/** Lets a listed page's script read the answer. Constant otherwise, so that caches need no variants. */
export function corsHeaders(route: Route, headers: IncomingHttpHeaders): Record<string, string> | undefined {
  if (route.origins !== "listed") return undefined;
  const { origin } = headers;
  if (origin === undefined || !listedOrigins.has(origin)) return { Vary: "Origin" };
  return {
    Vary: "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy",
  };
}

/** Answers a CORS preflight. */
export function preflight(routes: readonly Route[], headers: IncomingHttpHeaders): Answer {
  const { origin, "access-control-request-method": asked } = headers;
  const wanted = routes.find((each) => each.method === asked && each.origins === "listed");
  if (origin === undefined || wanted === undefined || !listedOrigins.has(origin)) {
    throw new Problem("origin-not-listed", "Pages of this origin may not send that to us.");
  }
  return {
    status: 204,
    headers: {
      ...corsHeaders(wanted, headers),
      "Access-Control-Allow-Methods": wanted.method,
      "Access-Control-Allow-Headers": "Content-Type",
      "Access-Control-Max-Age": String(preflightSeconds),
    },
    body: null,
  };
}
