import { areaNamed, countryCode, countryNamed } from "./areas.ts";
import { noise } from "./place-words.ts";
import { fold } from "./text.ts";

const exclusion =
  /(?<![\p{L}\p{N}])(?:not (?:available|open|possible|eligible|hiring|offered|accepting applicants)(?: (?:in|to|from|for))?|excluding|excl\.?|except(?: for)?|other than|but not|nicht (?:in|aus|möglich in)|außer(?: in)?|ausgenommen|ohne|sauf|hors|excepté|excepto|excluid[oa]s?|behalve|uitgezonderd|niet in|tranne|eccetto|escluso|exceto|oprócz|z wyjątkiem|poza|utom|ej i|undtagen|ikke i)(?![\p{L}\p{N}])([^()[\]]*)/giu;

/**
 * Words that exclude a country that follows, but mean many other things otherwise: "non-US", "outside the EU",
 * "anywhere but Germany".
 */
const denial =
  /(?<![\p{L}\p{N}])(?:[Nn]ot?|[Nn]on|[Ee]x\.?|[Ww]ithout|[Oo]utside(?: of)?|(?<=(?:where|world|wide) )but|[Nn]icht|[Kk]eine?)[- ](?:from )?([^()[\],;]+)/gu;

/** The countries that words name if they name nothing else: "US only", "Germany or Austria", "based in the EU". */
export function countriesCalled(text: string): readonly string[] {
  const found: string[] = [];
  for (const name of text.split(/\/| (?:and|or|und|oder|et|ou|y|o|en|of|&) |,/)) {
    const bare = fold(name)
      .split(" ")
      .filter((word) => !noise.has(word))
      .join(" ");
    if (bare === "") continue;
    const country = countryCode(name.trim()) ?? countryNamed(bare);
    const countries = areaNamed(bare) ?? (country === null ? [] : [country]);
    if (countries.length === 0) return [];
    found.push(...countries);
  }
  return found;
}

/** "Remote (EMEA, not available in Germany)": after such words come the countries where one may not live. */
export function takeExcluded(text: string): { rest: string; excluded: string[] } {
  const excluded: string[] = [];
  const rest = text
    .replace(exclusion, (_, names: string) => {
      excluded.push(names);
      return " ";
    })
    .replace(denial, (whole, names: string) => {
      const named = countriesCalled(names);
      excluded.push(...named);
      return named.length > 0 ? " " : whole;
    });
  return { rest, excluded };
}
