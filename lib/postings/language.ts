import { languages, scoresOf } from "./language-words.ts";
import type { LanguageNeed } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

const fewestHits = 4;

/** The language of a text, or null if it is too short or two are too near. */
export function languageOf(text: string): string | null {
  const scores = scoresOf(lowerOf(text));
  let [first, second] = [0, 0];
  for (const score of scores) {
    if (score > first) [first, second] = [score, first];
    else if (score > second) second = score;
  }
  if (first < fewestHits || first < 1.15 * second) return null;
  return languages[scores.indexOf(first)] ?? null;
}

/** How postings call languages, in ten languages; stems, since "Deutschkenntnisse" and "niemieckiego" are inflected. */
const stems: Readonly<Record<string, string>> = {
  en: "english|englisch\\p{L}*|anglais\\p{L}*|ingl[ée]s\\p{L}*|inglese|engels\\p{L}*|angielski\\p{L}*|engelsk\\p{L}*",
  de: "german|deutsch(?!land)\\p{L}*|allemand\\p{L}*|alem[áaã]\\p{L}*|tedesco|duits\\p{L}*|niemieck\\p{L}*|tyska?|tysk",
  fr: "french|franz[öo]sisch\\p{L}*|fran[çc]ais\\p{L}*|franc[ée]s|francese|frans\\p{L}*|francusk\\p{L}*|franska|fransk",
  es: "spanish|spanisch\\p{L}*|espagnol\\p{L}*|espa[ñn]ol\\p{L}*|castellano|spagnolo|spaans\\p{L}*|hiszpa[ńn]sk\\p{L}*|spanska|spansk|espanhol",
  it: "italian|italienisch\\p{L}*|italien|italiano|italiaans\\p{L}*|włosk\\p{L}*|italienska|italiensk",
  nl: "dutch|niederl[äa]ndisch\\p{L}*|n[ée]erlandais\\p{L}*|neerland[ée]s|holand[ée]s|olandese|nederlands\\p{L}*|niderlandzk\\p{L}*|holendersk\\p{L}*|nederl[äa]ndska|hollandsk",
  pl: "polish|polnisch\\p{L}*|polonais\\p{L}*|polaco|polacco|pools|polski\\p{L}*|polska|polsk",
  pt: "portuguese|portugiesisch\\p{L}*|portugais\\p{L}*|portugu[êeé]s|portoghese|portugees|portugalsk\\p{L}*",
  sv: "swedish|schwedisch\\p{L}*|su[ée]dois|sueco|svedese|zweeds|szwedzk\\p{L}*|svenska|svensk",
  da: "danish|d[äa]nisch\\p{L}*|danois|dan[ée]s|danese|deens|du[ńn]sk\\p{L}*|danska|dansk",
  no: "norwegian|norwegisch\\p{L}*|norv[ée]gien|noruego|noors|norwesk\\p{L}*|norska|norsk",
  fi: "finnish|finnisch\\p{L}*|finnois|finland[ée]s|fins|fi[ńn]sk\\p{L}*|suomen kieli|suomi",
  cs: "czech|tschechisch\\p{L}*|tch[èe]que|checo|ceco|tsjechisch|czesk\\p{L}*|češtin\\p{L}*",
};
const names = Object.entries(stems).map(
  ([code, stem]) => [code, new RegExp(`(?<![\\p{L}-])(?:${stem})(?!\\p{L})`, "u")] as const,
);
const anyName = new RegExp(`(?<![\\p{L}-])(?:${Object.values(stems).join("|")})(?!\\p{L})`, "u");

const asked =
  /fluen|proficien|native|mother tongue|command of|business[- ]level|professional level|written and (?:spoken|verbal)|spoken and written|verbal and written|language skills|skills in|speak|knowledge of|fließend|fliessend|verhandlungssicher|muttersprach|kenntnisse|sprachkenntnis|in wort und schrift|courant|couramment|ma[iî]tris|bilingue|niveau|langue maternelle|parl[ée]|fluido|fluidez|nivel|dominio|idioma|imprescindible|biling[üu]e|madrelingua|fluente|ottima|buona conoscenza|vloeiend|beheers|taal|moedertaal|znajomo[śs][ćc]|biegł|płynn|komunikatywn|j[ęe]zyk|flyt|obehindrad|sprog|spr[åa]k|fluência|fluente|domínio|\b[abc][12]\b/u;
const welcome =
  /\bplus\b|nice to have|bonus|advantage|desirable|preferred|a benefit|beneficial|ideally|optional|not required|von vorteil|w[üu]nschenswert|idealerweise|pluspunkt|un plus|un atout|appr[ée]ci[ée]|souhait[ée]|se valora|valorable|deseable|\bpr[ée](?!\p{L})|mile widzian|dodatkowym atutem|atutem|mérito|meriterande|en fordel|preferibile|gradita|costituisce|valoriza/u;
const cefr = /\b([abc][12])\b/u;
const mother = /native|mother tongue|muttersprach|langue maternelle|madrelingua|moedertaal|nativ|ojczyst/u;

/** That name a language. */
const mostClauses = 100;
const longestClause = 400;
const nameInText = new TextPattern(anyName);

/** The languages that a text asks for, with the level where it says one. A mere mention is no need. */
export function languageNeedsOf(text: string): LanguageNeed[] {
  const found = new Map<string, LanguageNeed>();
  const lower = lowerOf(text);
  let end = 0;
  let clauses = 0;
  for (const { index } of nameInText.matchAll(lower)) {
    // Several names in one clause are read together.
    if (index < end) continue;
    if (++clauses > mostClauses) break;
    const start = startOfClause(lower, index);
    end = endOfClause(lower, index);
    const clause = lower.slice(start, end);
    if (clause.length > longestClause || !(asked.test(clause) || welcome.test(clause))) continue;
    for (const part of partsOf(clause)) addNeeds(found, part, clause);
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required) || a.code.localeCompare(b.code));
}

/** Whether a clause ends before this character: at a line's or sentence's end, a bullet, "),". */
function endsClause(text: string, at: number): boolean {
  const char = text[at] ?? "";
  if (char === "\n" || char === ";" || char === "•") return true;
  if (char === ".") return at + 1 === text.length || /\s/.test(text[at + 1] ?? "");
  return char === "," && text[at - 1] === ")";
}

function startOfClause(text: string, at: number): number {
  let start = at;
  // One more than is read, so that it is known to be too long.
  while (start > 0 && at - start <= longestClause && !endsClause(text, start - 1)) start--;
  return start;
}

function endOfClause(text: string, at: number): number {
  let end = at;
  while (end < text.length && !endsClause(text, end)) end++;
  return end;
}

/** "Fluent German, English is a plus": each part has its own say; "German, level C1" is one. */
function partsOf(clause: string): string[] {
  const parts: string[] = [];
  for (const piece of clause.split(/,| but | aber | mais | maar | pero | ale |\/(?= )/u)) {
    const last = parts.at(-1);
    if (last !== undefined && !anyName.test(piece)) parts[parts.length - 1] = `${last},${piece}`;
    else parts.push(piece);
  }
  return parts;
}

function addNeeds(found: Map<string, LanguageNeed>, part: string, clause: string): void {
  const mentions = names
    .flatMap(([code, name]) => {
      const match = name.exec(part);
      return match ? [{ code, at: match.index, end: match.index + match[0].length }] : [];
    })
    .sort((a, b) => a.at - b.at);
  // "German or English": either will do, so neither is asked for certain.
  const either = mentions.length > 1 && /\b(?:or|oder|ou|o|of|lub|eller)\b/u.test(part);
  const required = !either && !welcome.test(part) && !(welcome.test(clause) && !asked.test(part));
  for (const [i, { code, at, end }] of mentions.entries()) {
    const level = levelIn(part.slice(end, mentions[i + 1]?.at), part.slice(mentions[i - 1]?.end ?? 0, at));
    const before = found.get(code);
    if (!before || (required && !before.required))
      found.set(code, { code, required, level: level ?? before?.level ?? null });
  }
}

/** "English (B2)", "native German": after the name first, then between the last name and this one. */
function levelIn(behind: string, ahead: string): LanguageNeed["level"] {
  const said = cefr.exec(behind)?.[1] ?? cefr.exec(ahead)?.[1];
  if (said) return said.toUpperCase() as LanguageNeed["level"];
  return mother.test(ahead) || mother.test(behind) ? "native" : null;
}
