import { remembering } from "./remembering.ts";
import { fold } from "./text.ts";

const marks =
  "m|w|f|d|x|h|k|i|a|v|n|gn|div|divers|mf|mwd|all genders?|alle geschlechter|female|male|diverse|any gender|gender neutral|mnie";
/** "(m/w/d)", "(all genders)", "H/F": says that everybody may apply. */
const genders = new RegExp(
  `[([{]\\s*(?:${marks})(?:\\s*[/|,*:+-]\\s*(?:${marks})){0,4}\\s*[)\\]}]|(?<![\\p{L}\\p{N}])(?:[mwfdxhkv]\\s?/\\s?){1,3}[mwfdxhkv*](?![\\p{L}\\p{N}])|\\ball genders\\b`,
  "giu",
);
/** "Entwickler:in", "Développeur·euse", "Chargé(e)", "Ingeniero/a", "Księgowy/a". */
const endings =
  /(?<=\p{L}{2})[:*_/·.(•]-?(?:in(?:nen)?|e|euse|se|ne|rice|trice|ère|ka|tka|czka|owa|a|as|ra|dora)\)?(?=$|[\s,;)/–-])/giu;
/** "EntwicklerIn" */
const innerIn = /(?<=\p{Ll})In(?:nen)?(?![\p{L}])/gu;

/** A title without gender markers and endings. */
export const neutralTitle = remembering((title) =>
  title.replace(genders, " ").replace(innerIn, "").replace(endings, "").replace(/\s+/g, " ").trim(),
);

/** "$77/hr" is not human resources. */
const hourly = /(?<=\d ?)(?:\/|per) ?hr\b/giu;

/** A title as lower-case words, against which every lexicon here matches whole words. */
export const titleWords = remembering((title): readonly string[] => {
  const folded = fold(
    neutralTitle(title)
      .replace(hourly, " ")
      .replace(/(?<=\p{L})[+](?=[+])/gu, "p"),
  );
  return folded === "" ? [] : folded.split(" ").slice(0, 40);
});
