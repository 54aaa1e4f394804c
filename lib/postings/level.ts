import { earlyByTitle, earlyOfExperienced } from "./level-early.ts";
import { newcomersIn } from "./level-newcomers.ts";
import { levelFieldsIn, placementIn } from "./level-text.ts";
import { isInProgramme, isVie, misleading, programmePatterns, runsProgramme } from "./level-traps.ts";
import { levelWords, notLead, notProgramme, programmeWords } from "./level-words.ts";
import type { Level, Posting, Programme } from "./posting.ts";
import { remembering } from "./remembering.ts";
import { titleWords } from "./title.ts";

export interface Rank {
  level: Level;
  programme: Programme | null;
  confidence: number;
  /** Only for the unknown level, if something speaks against it: 0-1, how likely the job is for beginners. */
  early?: number | undefined;
}

/** Which programme wins if a title names several: the more specific one. */
const order: readonly Programme[] = [
  "thesis",
  "working-student",
  "apprenticeship",
  "graduate-scheme",
  "internship",
  "traineeship",
];
const levelOf: Readonly<Record<Programme, Level>> = {
  internship: "internship",
  "working-student": "internship",
  apprenticeship: "internship",
  thesis: "internship",
  traineeship: "graduate",
  "graduate-scheme": "graduate",
};

const unknown: Rank = { level: "unknown", programme: null, confidence: 0 };

/**
 * The level a posting is for. The title decides, then the source's own words (`Internship`, `entry`), including fields
 * within the text, then what the text offers ("during your internship"), then the years asked for, then the people it
 * addresses ("recent graduates").
 * @param hints the source's words for kind and level
 */
export function rankOf(title: string, hints: readonly string[], years: Posting["experienceYears"], text = ""): Rank {
  const named = fromWords(title);
  // A job that runs programmes does not offer one. Computed only if needed.
  const offered = () => (named.runs ? null : offeredIn(text, years));
  if (named.level !== "unknown") return told(named, 0.95, years, offered);
  if (named.early === 0) return { ...unknown, early: 0 };
  for (const hint of [...hints.slice(0, 10), ...levelFieldsIn(text).filter(isLevel)]) {
    const hinted = fromWords(hint);
    if (hinted.level !== "unknown") return told(hinted, 0.8, years, offered);
  }
  const programme = offered();
  if (programme) return fromText(programme);
  if (named.open) return { ...unknown, early: named.early };
  const byYears = fromYears(years);
  if (byYears.level !== "unknown") return byYears;
  if ((years?.min ?? 0) >= 2) return { ...unknown, early: Math.min(earlyOfExperienced, named.early ?? 1) };
  const level = named.runs ? null : newcomersIn(text);
  return level === null ? { ...unknown, early: named.early } : { level, programme: null, confidence: 0.6 };
}

/**
 * What words say. Beginners' levels hold unless the text disagrees: traineeships for students, a "junior" with seven
 * years.
 */
function told(
  { level, programme }: Named,
  confidence: number,
  years: Posting["experienceYears"],
  offered: () => Programme | null,
): Rank {
  const said: Rank = { level, programme, confidence };
  if (level !== "graduate" && level !== "entry") return said;
  if (programme === null && (years?.min ?? 0) >= muchExperience) return fromYears(years);
  if (level !== "entry" && programme !== "traineeship") return said;
  const inText = offered();
  return inText !== null && levelOf[inText] === "internship" ? fromText(inText) : said;
}

const muchExperience = 5;

const fromText = (programme: Programme): Rank => ({ level: levelOf[programme], programme, confidence: 0.75 });

/** "A ten-month traineeship", as EU agencies offer: one that ends within a year is an internship. */
const shortTraineeship =
  /^(?:[1-9]|1[01]|two|three|four|five|six|seven|eight|nine|ten|eleven)[^\p{L}\d].*traineeship$/u;

/**
 * The programme that a text itself offers. If it asks for years of work it offers none, whatever it says about interns.
 */
function offeredIn(text: string, years: Posting["experienceYears"]): Programme | null {
  const words = text === "" || (years?.min ?? 0) >= 2 ? null : placementIn(text);
  if (words === null) return null;
  return shortTraineeship.test(words) ? "internship" : (fromWords(words).programme ?? "internship");
}

function fromYears(years: Posting["experienceYears"]): Rank {
  if (years === null) return unknown;
  if (years.min >= 6) return { level: "senior", programme: null, confidence: 0.7 };
  if (years.min >= 3) return { level: "mid", programme: null, confidence: 0.6 };
  // "No experience needed" has no upper end; "1+ years" does not say either.
  const few = years.max === null ? years.min === 0 : years.max <= 2;
  return years.min <= 1 && few ? { level: "entry", programme: null, confidence: 0.6 } : unknown;
}

interface Named {
  level: Level;
  programme: Programme | null;
  /** The words name two levels, as in "(Senior) Engineer". */
  open: boolean;
  /** Runs a programme, or looks after the people in it. */
  runs: boolean;
  /** See Rank; for a title that names no level. */
  early?: number | undefined;
}

const fromWords = remembering((text): Named => {
  const words = titleWords(text);
  const line = words.join(" ");
  const runs = (notProgramme.find(words).length > 0 || runsProgramme.test(line)) && !isInProgramme(text, line);
  const programme = runs ? null : programmeOf(words, line, text);
  if (programme) return { level: levelOf[programme], programme, open: false, runs };
  return { ...levelNamed(words, line, text, runs), programme: null, runs };
});

function levelNamed(
  words: readonly string[],
  line: string,
  title: string,
  runs: boolean,
): Pick<Named, "level" | "open" | "early"> {
  const optional = /\(\s*(?:senior|sr\.?|lead|junior|jr\.?)\s*\)/i.test(title);
  const said = levelsIn(words, line);
  if (said.has("lead") && notLead.find(words).length > 0) said.delete("lead");
  const beginner = said.has("graduate") && !runs ? "graduate" : said.has("entry") ? "entry" : null;
  const experienced = said.has("lead") ? "lead" : said.has("senior") ? "senior" : said.has("mid") ? "mid" : null;
  // "Junior/Senior", "(Senior)": open to both, so the level is unknown; the second starts above beginners.
  if (experienced !== null && beginner !== null) return { level: "unknown", open: true };
  if (experienced !== null && optional) return { level: "unknown", open: true, early: earlyOfExperienced };
  if (experienced !== null) return { level: experienced, open: false };
  const early = earlyByTitle(words);
  // "Graduate Talent Community": for graduates, but not a job.
  return beginner === null || early === 0 ? { level: "unknown", open: false, early } : { level: beginner, open: false };
}

/**
 * "Staff Golang Engineer", "Staff, UX Designer"; but a staff nurse or staff accountant is not senior, nor is somebody
 * who trains the staff.
 */
const staffRole =
  /(?:^|(?<!\bof )(?<!\band )\b)staff (?!(?:training|learning|development|relations|experience|engagement) )(?:[a-z0-9]+ ){0,4}(?:engineers?|engineering|designer|developer|scientist|architect|researcher|(?:product|program|programme) manager)\b/;

function levelsIn(words: readonly string[], line: string): Set<Level> {
  let hits = levelWords.find(words);
  // Most titles name no level: misleading words are looked for only in the others.
  if (hits.length > 0) hits = levelWords.find(line.replace(misleading, " ").split(" "));
  const levels = new Set<Level>(hits.map(({ value }) => value));
  if (words.includes("staff") && staffRole.test(line)) levels.add("senior");
  return levels;
}

const mostWords = 3;
const beside = /^(?:level|levels|nivel|niveau|stufe|special[iy]s\p{L}*|specjalist\p{L}*)$/u;

/** Whether a field's value is a level and nothing else: not "reports to Director" or "senior, mid". */
function isLevel(value: string): boolean {
  const words = titleWords(value);
  if (words.length > mostWords) return false;
  const hits = [...levelWords.find(words), ...programmeWords.find(words)];
  const isSaid = (at: number) => hits.some((hit) => hit.at <= at && at < hit.at + hit.length);
  // "Berufseinsteiger" means both graduates and beginners.
  const levels = new Set(hits.map(({ value: said }) => (said === "graduate" ? "entry" : said)));
  return levels.size === 1 && words.every((word, at) => isSaid(at) || beside.test(word));
}

/** @param line the words with spaces between them */
function programmeOf(words: readonly string[], line: string, title: string): Programme | null {
  const hits = programmeWords.find(words).filter(({ at }) => !isAside(words, at));
  const found = new Set(hits.map(({ value }) => value));
  for (const [programme, pattern] of programmePatterns) if (pattern.test(line)) found.add(programme);
  if (isVie(title)) found.add("graduate-scheme");
  return order.find((programme) => found.has(programme)) ?? null;
}

const asides = new Set("mit ohne kein keine with without no non not former ex buenas mejores".split(" "));

/** "Apprentissage automatique": machines learn. */
const ofMachines = new Set("automatique automatise profond machine statistique".split(" "));

/** "Mit abgeschlossener Ausbildung", "no internship": a qualification, or not what the job is. */
function isAside(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? "";
  if (words[at]?.endsWith("apprentissage") && ofMachines.has(words[at + 1] ?? "")) return true;
  return asides.has(before) || (/(?:ter|ner|cher)$/.test(before) && words[at - 2] === "mit");
}
