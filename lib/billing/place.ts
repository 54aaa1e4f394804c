import { env } from "../env.ts";

export type Place = "production" | "sandbox" | "elsewhere";

/** Which Polar the workers sell at: `elsewhere` is a server that speaks its protocol; null = nothing is sold here. */
export function polarPlace(): Place | null {
  return env.POLAR_ACCESS_TOKEN === undefined ? null : placeOf(env.POLAR_BASE_URL);
}

/** @param url of Polar's API or of one of its pages */
export function placeOf(url: string): Place {
  const { hostname } = new URL(url);
  if (!/(^|\.)polar\.sh$/.test(hostname)) return "elsewhere";
  return hostname.startsWith("sandbox") ? "sandbox" : "production";
}
