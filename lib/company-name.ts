import { plain } from "./plain.ts";

/**
 * How a company is registered, which does not say who it is. Letters with dots are joined; a longer form stands before
 * its beginning.
 */
export const legalForms: ReadonlySet<string> = new Set(
  "gmbh|mbh|ggmbh|ag|se|kg|kgaa|ohg|gbr|ug haftungsbeschrankt|ug|ev|eg|co|company|inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|sa|sas|sasu|sarl|srl|spa|sl|slu|sau|bv|nv|vof|ab|aktiebolag|publ|as|aps|asa|oy|oyj|ou|oue|sia|uab|kft|zrt|nyrt|sro|doo|ood|eood|sp zoo|spzoo|sp k|ska|lda|ltda|unipessoal|pty|pte|pvt".split(
    "|",
  ),
);

/**
 * Those that also stand before a name, as in "AB Volvo". "SAS Institute", "Sia Partners" and "AG Insurance" are whole
 * names.
 */
const leadingForms: ReadonlySet<string> = new Set("ab|aktiebolaget|as|aktieselskabet|oy|uab|sarl".split("|"));
/** No name by themselves: "AB Group" is not "Group". */
const namesNone: ReadonlySet<string> = new Set("group|grupp|gruppe|gruppen|groep|holding|holdings".split("|"));

/** Last words of legal forms: most names end in none of them. */
const lastWords: ReadonlySet<string> = new Set([...legalForms].map((form) => form.slice(form.lastIndexOf(" ") + 1)));
/** Of a form whose letters stand apart: "Sp. z o.o.", "S.A.R.L." */
const mostWords = 4;

/**
 * Which company is meant, wherever two names are compared: without its legal form at either end, the article before
 * several words, and whatever else people leave out. "Ácme GmbH & Co. KG" and "AB Acme" are "acme", "The Body Shop" is
 * "body shop"; one that has no other name keeps it. A group is another company than its parts, "Air France" another than
 * "Air Europa".
 */
export function companyName(company: string): string {
  const words = plain(company.replace(/['’`´]/g, ""))
    .split(/[ +#]+/)
    .filter((word) => word !== "");
  let end = words.length;
  for (let form = formAt(words, end); form > 0; form = formAt(words, end)) end -= form;
  let start = 0;
  for (let count = leadAt(words, start, end); count > 0; count = leadAt(words, start, end)) start += count;
  return words.slice(start, end).join(" ");
}

/** How many words the legal form has that ends there; 0 = there is none, or nothing would be left. */
function formAt(words: readonly string[], end: number): number {
  const last = words[end - 1] ?? "";
  if (last.length > 1 && !lastWords.has(last)) return 0;
  for (let count = Math.min(mostWords, end - 1); count > 0; count--)
    if (legalForms.has(withInitials(words.slice(end - count, end).join(" ")))) return count;
  return 0;
}

/** How many words the legal form or article has that begins there; 0 = there is none, or too little would be left. */
function leadAt(words: readonly string[], start: number, end: number): number {
  if (words[start] === "the") return end - start > 2 ? 1 : 0;
  for (let count = Math.min(2, end - start - 1); count > 0; count--) {
    const rest = words.slice(start + count, end).join(" ");
    const form = withInitials(words.slice(start, start + count).join(" "));
    if (leadingForms.has(form) && !namesNone.has(rest)) return count;
  }
  return 0;
}

/** "h m hennes" is "hm hennes". */
export const withInitials = (name: string): string => name.replace(/(?<=(?:^| )\p{L}) (?=\p{L}(?: |$))/gu, "");
