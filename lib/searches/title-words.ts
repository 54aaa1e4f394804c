/** How lib/postings reads titles, handed in: domain folders do not import each other. */
export interface TitleReading {
  /** Lower case, no diacritics, words with one space between. */
  fold(text: string): string;
  /** Without "(m/w/d)", ":in" and the like. */
  neutral(title: string): string;
}

/** Words that mean one thing in a title; the first is the one they are compared by. */
const synonyms = [
  "intern internship praktikum praktikant praktikantin stage stagiaire becario becaria beca stagista tirocinio praktyki praktykant stagiair estagio estagiario",
  "werkstudent werkstudierende werkstudierender",
  "apprentice apprenticeship ausbildung auszubildende auszubildender azubi apprenti apprentie apprentissage alternance alternant alternante",
  "junior jr",
  "senior sr",
  "developer entwickler developpeur desarrollador sviluppatore programista ontwikkelaar utvecklare udvikler programador dev",
  "engineer ingenieur inzynier ingegnere ingeniero engenheiro ingenjor",
  "consultant berater consulente konsultant adviseur konsult",
  "accountant buchhalter comptable contable contabile ksiegowy",
  "analyst analyste analista analityk analytiker",
  "assistant assistent assistente asistente asystent",
  "data daten",
  "product produkt produit producto prodotto",
  "project projekt projet proyecto progetto projeto",
].map((group) => group.split(" "));
const canonical = new Map(synonyms.flatMap((group) => group.map((word) => [word, group[0] ?? word] as const)));

/** Written in two words or in one. */
const compounds: readonly (readonly [joined: string, first: string, second: string])[] = [
  ["frontend", "front", "end"],
  ["backend", "back", "end"],
  ["fullstack", "full", "stack"],
  ["ecommerce", "e", "commerce"],
  ["werkstudent", "working", "student"],
];
/** German writes field and role as one word. */
const germanHeads =
  /(?<=^\p{L}{3,})(?=(?:entwickler|developer|manager|analyst|ingenieur|berater|controller|assistent|designer|techniker|leiter|praktikum|praktikant)(?:in|innen|s)?$)/u;
/** Words that end like one, but are not. */
const undivided = new Set(["databasemanager", "psychoanalyst"]);

/** One form for plural and singular, and for the German feminine. */
function stem(word: string): string {
  const known = canonical.get(word);
  if (known) return known;
  const masculine = word.length > 6 ? word.replace(/(?<=er|or|ent|ist|yst|eur|ant)in(?:nen)?$/, "") : word;
  const singular =
    masculine.length > 3 ? masculine.replace(/(?<=[^aeiou])ies$/, "y").replace(/(?<=[^s])s$/, "") : masculine;
  return canonical.get(singular) ?? singular;
}

/** Only after these are "developer" and "engineer" the same. */
export const makesSoftware = (word: string | undefined): boolean =>
  word === "software" || word === "frontend" || word === "backend" || word === "fullstack";

const divided = (word: string) => (undivided.has(word) ? [word] : word.split(germanHeads));

/** The words of a folded title, each in the form it is compared by. */
export function wordsOf(folded: string): string[] {
  let text = folded;
  for (const [joined, first, second] of compounds) {
    text = text.replace(new RegExp(`\\b${first} ${second}\\b`, "g"), joined);
  }
  const words = text
    .split(" ")
    .filter((word) => word !== "")
    .flatMap(divided)
    .map(stem);
  return words.map((word, index) => (word === "developer" && makesSoftware(words[index - 1]) ? "engineer" : word));
}

/** A title in which signs that folding would lose are letters, and "Chef(fe)" is one word. */
export const spelled = (title: string): string =>
  title
    .replace(/c\+\+/gi, "cp")
    .replace(/\b([cf])#/gi, "$1sharp")
    // The "hr" of "$85/hr" is not HR; that of "Intern 2026 HR" is.
    .replace(/(?<=\d)(?:k?hrs?| hrs|k?\s?(?:\/|per |an )\s?hrs?)\b/gi, " ")
    .replace(/(?<=\p{L})\(\p{L}{1,4}\)/gu, "");

/** Part of a tsquery: every way in which a title may write a word. */
export function alternatives(word: string): string {
  // Postgres has no "#" in a word: "C#" and "F#" are indexed as their letters.
  const [, letter] = /^([cf])sharp$/.exec(word) ?? [];
  if (letter) return `('${word}' | '${letter}')`;
  const split = compounds.filter(([joined]) => joined === word).map(([, first, second]) => `(${first} <-> ${second})`);
  return `(${[...formsOf(word).map(quoted), ...split].join(" | ")})`;
}

/** Part of a tsquery: two words that a title may write as one. */
export function asOneWord(first: string, second: string): string {
  const forms = groupOf(first).flatMap((before) => formsOf(second).map((after) => `${before}${after}`));
  return forms.map(quoted).join(" | ");
}

const quoted = (word: string) => `'${word.replaceAll("'", "''")}'`;

function formsOf(word: string): string[] {
  const forms = groupOf(word).flatMap((each) => [
    each,
    `${each}s`,
    ...(each.length > 4 ? [`${each}in`, `${each}innen`] : []),
  ]);
  return word.endsWith("y") ? [...forms, `${word.slice(0, -1)}ies`] : forms;
}

function groupOf(word: string): readonly string[] {
  const named = (first: string) => synonyms.find((group) => group[0] === first) ?? [first];
  // After "software" either may stand, also in brackets.
  return word === "engineer" || word === "developer" ? [...named("engineer"), ...named("developer")] : named(word);
}
