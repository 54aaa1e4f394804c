import { hash } from "node:crypto";
import { companyKey } from "./company-name.ts";
import type { Location, Remote } from "./posting.ts";
import { fold } from "./text.ts";
import { neutralTitle } from "./title.ts";

interface Identity {
  title: string;
  company: string;
  locations: readonly Location[];
  remote: Remote;
}

/**
 * Equal for the same posting from two sources: company without its legal form, title without case, spaces and gender
 * markers, and where it is. Another city is another posting: a merge that is wrong hides a job.
 */
export function dedupeKey({ title, company, locations, remote }: Identity): string {
  const places = locations.map(({ geonameId, country, raw }) => geonameId ?? country ?? fold(raw));
  const scope = remote.mode === "remote" ? ["remote", remote.worldwide ? "worldwide" : "", ...remote.countries] : [];
  const where = places.length > 0 ? places : scope;
  const parts = [companyKey(company), fold(neutralTitle(title)), [...new Set(where.map(String))].sort().join(",")];
  return hash("sha256", parts.join("\n"), "base64url").slice(0, 32);
}
