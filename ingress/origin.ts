import type { IncomingHttpHeaders } from "node:http";
import { env } from "../lib/env.ts";
import { Problem } from "./problem.ts";
import type { Answer, Route } from "./route.ts";

const ownOrigin = new URL(env.PUBLIC_URL).origin;
const listedOrigins = new Set(env.CORS_ORIGINS.map((origin) => origin.replace(/\/+$/, "")));

// A browser asks again after this; long enough to spare the second request, short enough to take an origin off.
const preflightSeconds = 600;

/**
 * Browsers say with each POST which page sent it. Programs say nothing, and cannot be tricked into it by a page: the
 * operators' cookie is in a browser.
 * @throws {Problem} 403 when the page is none that this route takes a POST from.
 */
export function checkOrigin(route: Route, headers: IncomingHttpHeaders): void {
  if (route.method === "GET" || route.origins === "any") return;
  const { origin, "sec-fetch-site": site } = headers;
  if (origin === undefined || origin === ownOrigin) return;
  if (site === "same-origin") return;
  if (route.origins === "listed" && listedOrigins.has(origin)) return;
  // Our pages send no referrer, and then browsers say "null" for our own forms too; those that can, say which it is.
  // A page elsewhere gains nothing by it: what is sent must be the proof, as the operators' cookie is SameSite=Strict. Only a
  // name and password of HTTP Basic browsers send along by themselves.
  if (origin === "null" && site === undefined && headers.authorization === undefined) return;
  throw new Problem("origin-not-listed", "The page that sent this is not one of ours, nor one that may send to us.");
}

/** Of a request that was let in: the origin of the page that sent it; null where no page did, or its browser does not say. */
export function pageOf({ origin, "sec-fetch-site": site }: IncomingHttpHeaders): string | null {
  if (site === "same-origin") return ownOrigin;
  return origin === undefined || origin === "null" ? null : origin;
}

/** Lets a listed page's script read the answer. Constant for all others, so that caches need no variants. */
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

/** Answers a browser that asks before it sends. */
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
