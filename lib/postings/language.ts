import { languages, scoresOf } from "./language-words.ts";
import { lowerOf } from "./text-pattern.ts";

const fewestHits = 4;
/** A title has few words: there, two suffice that hardly any other language has. */
const longestTitle = 150;
const fewestInTitle = 2;

/** The language of a text, or null if it is too short or two languages score too closely. */
export function languageOf(text: string): string | null {
  const scores = scoresOf(lowerOf(text));
  let [first, second] = [0, 0];
  for (const score of scores) {
    if (score > first) [first, second] = [score, first];
    else if (score > second) second = score;
  }
  const isTold = text.length <= longestTitle && first >= fewestInTitle && first >= 1.5 * second;
  if (!isTold && (first < fewestHits || first < 1.15 * second)) return null;
  return languages[scores.indexOf(first)] ?? null;
}
