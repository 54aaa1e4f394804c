const exclusion =
  /(?<![\p{L}\p{N}])(?:not (?:available|open|possible|eligible|hiring|offered|accepting applicants)(?: (?:in|to|from|for))?|excluding|excl\.?|except(?: for)?|other than|but not|nicht (?:in|aus|möglich in)|außer(?: in)?|ausgenommen|ohne|sauf|hors|excepté|excepto|excluid[oa]s?|behalve|uitgezonderd|niet in|tranne|eccetto|escluso|exceto|oprócz|z wyjątkiem|poza|utom|ej i|undtagen|ikke i)(?![\p{L}\p{N}])([^()[\]]*)/giu;

/** "Remote (EMEA, not available in Germany)": what comes after such words is where one may not live. */
export function takeExcluded(text: string): { rest: string; excluded: string[] } {
  const excluded: string[] = [];
  const rest = text.replace(exclusion, (_, names: string) => {
    excluded.push(names);
    return " ";
  });
  return { rest, excluded };
}
