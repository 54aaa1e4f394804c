import { oneSpelling } from "./company-relation.ts";
import { fold } from "./text.ts";
import { neutralTitle } from "./title.ts";

/**
 * Reference numbers, which do not name the job: "Ref. 12345", "Job-ID: A-77", "#4711", "R-0012345", "(12345)", "-
 * 123456"; in lower case.
 */
const references = [
  /\b(?:ref|referenz|reference|referentie|kennziffer|job-?id|requisition|vacaturenummer|id|nr|number)[ .:#-]{1,3}([a-z]{0,4}-?\d[\w/-]{2,20})/,
  /#([a-z]{0,4}-?\d[\w/-]{2,20})/,
  /\b((?:ref|jr|req|r)[-_]?\d{4,12}[a-z]?)\b/,
  // Four digits alone are a year.
  /[([]([a-z]{1,3}-?\d{4,12}|\d{5,12})[)\]]/,
  /[-–|] (\d{5,12})$/,
];

/** "32-40 uur", "(24 h)", "80-100 %", "40 hours / week", "4-5 dagen". */
const hours =
  /\b\d{1,3}(?:[.,]\d)?(?: ?(?:[-–/]|bis|to|tot|à|of|or) ?\d{1,3}(?:[.,]\d)?)? ?(?:%|(?:uur|uren|hours?|hrs?|h|u|stunden|std|wochenstunden|dagen|days|tage|jours|timer|tim)\b)\.?(?: ?(?:\/|per|p\.?|pro|par) ?(?:w|wk|week|woche|semaine|uge|vecka)\b)?/g;

type Form = "f" | "p" | "t" | "u";

/** Kinds of contract in folded titles: they do not name the job, but different ones are different jobs. */
const forms = new Map<string, Form>(
  (
    [
      [
        "f",
        "fulltime|full time|vollzeit|fulltid|voltijd|voltijds|temps plein|tiempo completo|tempo pieno|tempo inteiro|pelny etat",
      ],
      [
        "p",
        "parttime|part time|teilzeit|deltid|deeltijd|deeltijds|temps partiel|media jornada|tempo parziale|tempo parcial",
      ],
      ["t", "temporary|fixed term|ftc|befristet|tijdelijk|cdd|temporaire"],
      ["u", "permanent|unbefristet|vast contract|cdi|indefinido"],
    ] as const
  ).flatMap(([form, names]) => names.split("|").map((name) => [name, form] as const)),
);

const beginForms = new Set([...forms.keys()].map((name) => name.split(" ", 1)[0]));

/** Where the work is done, which the place says; the rest only joins words. */
const silent = new Set(
  "ref referenz reference referentie kennziffer remote remotely hybrid hybride homeoffice onsite and und en et of for the der die das dem den des fur voor de da do du la le les in at bei for med och og".split(
    " ",
  ),
);

const usual = new Map(Object.entries({ sr: "senior", snr: "senior", jr: "junior", jnr: "junior" }));

export interface JobTitle {
  /** Its words in order, without those that do not name the job. */
  words: string;
  /**
   * "f" or "p" for full or part time, "t" or "u" for a fixed-term or permanent contract, "c" for its city, "-" for each
   * that is not named; then the reference number, and "/" and the hours. "" = nothing.
   */
  marks: string;
}

/**
 * What a title calls the job.
 * @param company as companyKey returns it
 * @param cities folded names
 */
export function jobTitle(title: string, company: string, cities: readonly string[]): JobTitle {
  let text = neutralTitle(title).toLowerCase();
  let number = "";
  let worked = "";
  if (/\d/.test(text)) {
    const found = firstOf(references, text);
    if (found) {
      number = fold(found[1] ?? "");
      text = text.replace(found[0], " ");
    }
    text = text.replace(hours, (said) => {
      worked ||= `/${said.match(/\d+/g)?.join("-")}${unitOf(said)}`;
      return " ";
    });
  }
  // "C++" and "C#" are different languages.
  if (/[+#]/.test(text)) text = text.replace(/(?<=\p{L})(?:\+\+|#)/gu, (sign) => (sign === "#" ? "sharp" : "pp"));
  const said = new Set<Form>();
  const folded = fold(text).split(" ");
  const once = text.includes("/")
    ? folded.filter((word) => !folded.some((other) => isFeminineOf(word, other)))
    : folded;
  const named = without(withoutForms(once, said), [company]);
  const all = named.filter((word) => !silent.has(word));
  const words = without(all, cities);
  const marks = `${only(said, "f", "p")}${only(said, "t", "u")}${words === all ? "-" : "c"}${number.slice(0, 11)}${worked}`;
  const core = words.map((word) => usual.get(word) ?? word).join(" ");
  return { words: oneSpelling(core || fold(text)), marks: marks === "---" ? "" : marks };
}

/** "Verkäufer / Verkäuferin", "Vendeur/Vendeuse", "Cajero/Cajera": both name one job. */
const isFeminineOf = (word: string, other: string): boolean =>
  word !== other &&
  (word === `${other}in` ||
    (word.endsWith("euse") && other === `${word.slice(0, -3)}ur`) ||
    (word.endsWith("iere") && other === `${word.slice(0, -2)}r`) ||
    (word.endsWith("a") && word.length > 4 && /[oy]$/.test(other) && other.slice(0, -1) === word.slice(0, -1)));

const unitOf = (said: string): string => (said.includes("%") ? "%" : /dagen|days|tage|jours/.test(said) ? "d" : "h");

function firstOf(patterns: readonly RegExp[], text: string): RegExpExecArray | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return null;
}

function withoutForms(words: readonly string[], said: Set<Form>): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [word = "", next] = [words[at], words[at + 1]];
    // Most words: no key need be composed for them.
    if (!beginForms.has(word)) {
      kept.push(word);
      continue;
    }
    const two = next === undefined ? undefined : forms.get(`${word} ${next}`);
    const form = two ?? forms.get(word);
    if (form) said.add(form);
    else kept.push(word);
    if (two) at++;
  }
  return kept;
}

const only = (said: ReadonlySet<Form>, one: Form, other: Form): string =>
  said.has(one) === said.has(other) ? "-" : said.has(one) ? one : other;

/** Removes names that stand beside a title but do not name the job. */
function without(all: readonly string[], names: readonly string[]): readonly string[] {
  let words = all;
  for (const name of names) {
    if (name === "") continue;
    const rest = ` ${words.join(" ")} `.replace(` ${name} `, " ").trim().split(" ");
    // "Data Engineer" at "Data Ltd" must not become "Engineer".
    if (rest.length >= 2 && rest.length < words.length) words = rest;
  }
  return words;
}

/** Whether two titles' marks exclude each other. */
export function marksClash(a: string, b: string): boolean {
  if (a === b || a === "" || b === "") return false;
  const clash = (one: string, other: string, none: string) => one !== other && one !== none && other !== none;
  const [[number = "", worked = ""], [otherNumber = "", otherWorked = ""]] = [
    a.slice(3).split("/"),
    b.slice(3).split("/"),
  ];
  return (
    clash(a.charAt(0), b.charAt(0), "-") ||
    clash(a.charAt(1), b.charAt(1), "-") ||
    clash(number, otherNumber, "") ||
    // "50 %" and "20 h" may be the same.
    (worked.at(-1) === otherWorked.at(-1) && clash(worked, otherWorked, ""))
  );
}

/** Whether a title names its city: then another city's is another job. */
export const namesCity = (marks: string): boolean => marks.charAt(2) === "c";

/**
 * One more of these words makes it another job, of another rank, number or kind of contract; unless it is the hash at a
 * title's end.
 */
const telling =
  /^[^~]*\d|^(?:.|i{2,3}|iv|assistant|assistent|assistenz|asistente|deputy|stellvertret.*|adjunct|associate|vice|second|bank|locum|freelance.*)$/;

export type TitleRelation = "same" | "longer" | "different";

/** `longer`: one has all words of the other and more. Order and spaces do not matter: "Back-End", "Backend". */
export function titleRelation(a: string, b: string): TitleRelation {
  if (a === b) return "same";
  // Most pairs have nothing in common: they need no lists of words.
  if (mayBeIn(a, b) || mayBeIn(b, a)) {
    const [few, many] = [new Set(a.split(" ")), new Set(b.split(" "))].sort((x, y) => x.size - y.size);
    if (few && many && [...few].every((word) => many.has(word))) {
      if (few.size === many.size) return "same";
      return [...many].some((word) => !few.has(word) && telling.test(word)) ? "different" : "longer";
    }
  }
  return sameLetters(a, b) ? "same" : "different";
}

/** Whether each word of one is in the other, even within a word. */
function mayBeIn(one: string, other: string): boolean {
  for (let start = 0; start <= one.length; ) {
    const space = one.indexOf(" ", start);
    const end = space < 0 ? one.length : space;
    if (!other.includes(one.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}

/** Whether only spaces differ. */
function sameLetters(a: string, b: string): boolean {
  for (let at = 0, other = 0; ; at++, other++) {
    while (a.charCodeAt(at) === 0x20) at++;
    while (b.charCodeAt(other) === 0x20) other++;
    if (at >= a.length || other >= b.length) return at >= a.length && other >= b.length;
    if (a.charCodeAt(at) !== b.charCodeAt(other)) return false;
  }
}
