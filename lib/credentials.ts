import type { IncomingHttpHeaders } from "node:http";
import { env } from "./env.ts";
import { constantTimeEqual } from "./seal.ts";

/** Compares with every key, so that the time it takes does not tell which one was close. */
export function isOneOf(given: string, ...keys: readonly (string | undefined)[]): boolean {
  return keys.map((key) => key !== undefined && constantTimeEqual(given, key)).some(Boolean);
}

export function bearerOf({ authorization = "" }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

export function basicPasswordOf({ authorization = "" }: IncomingHttpHeaders): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}

/** Whether this key opens the metrics: the Prometheus scraper's own, or the operator's. */
export function opensMetrics(key: string): boolean {
  return isOneOf(key, env.METRICS_TOKEN, env.NEXT_METRICS_TOKEN, env.ADMIN_API_KEY, env.NEXT_ADMIN_API_KEY);
}
