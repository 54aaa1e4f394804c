import { createHash } from "node:crypto";
import type { Location, Remote } from "./posting.ts";
import { fold } from "./text.ts";
import { neutralTitle } from "./title.ts";

/** What says only how a company is registered. */
const forms =
  /(?:^| )(?:gmbh(?: co kg(?:aa)?)?|ggmbh|ag co kg|ag|se(?: co kg(?:aa)?)?|kg|kgaa|ohg|gbr|ug(?: haftungsbeschrankt)?|e v|mbh|inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|sa|s a|sas|s a s|sasu|sarl|s a r l|srl|s r l|spa|s p a|slu|sl|s l|s l u|s a u|bv|b v|nv|n v|vof|sp z o o|sp zoo|spzoo|sp k|s k a|ab|aktiebolag|as|a s|aps|asa|oy|oyj|oue|ou|sia|uab|kft|zrt|nyrt|sro|s r o|ood|eood|lda|ltda|unipessoal|holding|group|gruppe|deutschland|germany|international|europe)(?= |$)/g;

/** A company's name without its legal form. "SE" alone stays what it is. */
function companyKey(company: string): string {
  const folded = fold(company);
  let bare = folded;
  for (let round = 0; round < 3; round++) bare = bare.replace(forms, " ").replace(/ +/g, " ").trim();
  return bare === "" ? folded : bare;
}

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
  return createHash("sha256").update(parts.join("\n")).digest("base64url").slice(0, 32);
}
