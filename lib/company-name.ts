import { plain } from "./plain.ts";

/** They say how a company is registered, and not which one it is; letters with a dot behind each are joined before. */
export const legalForms: ReadonlySet<string> = new Set(
  "gmbh|mbh|ggmbh|ag|se|kg|kgaa|ohg|gbr|ug|ug haftungsbeschrankt|ev|eg|co|company|inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|sa|sas|sasu|sarl|srl|spa|sl|slu|sau|bv|nv|vof|ab|aktiebolag|as|aps|asa|oy|oyj|ou|oue|sia|uab|kft|zrt|nyrt|sro|doo|ood|eood|sp zoo|spzoo|sp k|ska|lda|ltda|unipessoal|pty|pte|pvt".split(
    "|",
  ),
);

/** At the end of a name they say which branch of the company hires. */
export const branches: ReadonlySet<string> = new Set(
  "deutschland|germany|nl|nederland|netherlands|benelux|belgium|belgie|belgique|luxembourg|france|espana|spain|iberia|portugal|italia|italy|polska|poland|osterreich|austria|schweiz|suisse|switzerland|dach|uk|ireland|sverige|sweden|danmark|denmark|norge|norway|nordics|suomi|finland|europa|europe|emea".split(
    "|",
  ),
);
/** "Bank of Ireland", "Banque de France". */
const within: ReadonlySet<string> = new Set(["of", "de", "di", "for", "in"]);

/** Most names end in none of them. */
const lastWords: ReadonlySet<string> = new Set([...legalForms].map((form) => form.slice(form.lastIndexOf(" ") + 1)));
/** "Sp. z o.o.", "S.A.R.L." */
const mostWords = 4;

/**
 * Which company is meant, wherever two names are compared: without its legal form, its country, the article before
 * several words, and whatever else people leave out. "Ácme GmbH & Co. KG" and "Acme Italia S.p.A." are "acme", "The Body
 * Shop" is "body shop"; one that has no other name keeps it. A group is another company than its parts.
 */
export function companyName(company: string): string {
  const words = plain(company.replace(/['’`´]/g, ""))
    .split(/[ +#]+/)
    .filter((word) => word !== "");
  let end = words.length;
  for (let less = lessAt(words, end); less > 0; less = lessAt(words, end)) end -= less;
  let start = 0;
  while (words[start] === "the" && end - start > 2) start++;
  return words.slice(start, end).join(" ");
}

/** How many words at the end do not say which company it is; 0 = all do, or nothing would be left. */
function lessAt(words: readonly string[], end: number): number {
  const isBranch = end > 1 && branches.has(words[end - 1] ?? "") && !within.has(words[end - 2] ?? "");
  return isBranch ? 1 : formAt(words, end);
}

/** Of how many words the legal form is that ends there. */
function formAt(words: readonly string[], end: number): number {
  const last = words[end - 1] ?? "";
  if (last.length > 1 && !lastWords.has(last)) return 0;
  for (let count = Math.min(mostWords, end - 1); count > 0; count--)
    if (legalForms.has(withInitials(words.slice(end - count, end).join(" ")))) return count;
  return 0;
}

/** "h m hennes" is "hm hennes". */
export const withInitials = (name: string): string => name.replace(/(?<=(?:^| )\p{L}) (?=\p{L}(?: |$))/gu, "");
