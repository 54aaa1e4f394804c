import type { LanguageNeed } from "./posting.ts";

/** The commonest words of each language that are rare in the others. */
const commonWords: Readonly<Record<string, string>> = {
  en: "the and of to in for with you our we is are your will on as this that be from their have",
  de: "und der die das mit für wir sie in den zu von ist ein eine auf bei unser dich du als im werden nicht deine ihre",
  fr: "et le la les des de du vous nous pour dans une est sur avec votre nos notre au aux que qui être en",
  es: "y el la los las de en para con una por del que nuestro nuestra tu se al como más es un equipo",
  it: "e il la di del della per con una nel che le dei nostro sono gli alla si più è un delle nostra",
  nl: "en de het een van voor met je wij ons onze in op bij te aan jij zijn niet als ook naar jouw bent",
  pl: "i w na do z oraz dla się jest nie od przez twoje naszym nas o pracy że za po lub jako która który naszego zespołu będzie praca osoby nad szukamy twoja nasz",
  pt: "e de da do para com uma em os as que você nossa nosso não um na no dos das ao por são",
  sv: "och att i för med du vi som en är på av till det ett vår våra dig har hos oss eller inom",
  da: "og at i for med du vi som en er på af til det et vores dig har hos os eller inden ikke vil",
  no: "og å i for med du vi som en er på av til det et vår våre deg har hos oss eller innen ikke vil",
  fi: "ja on sekä että tai ovat sinulla meillä työ me olet kanssa voit mukaan työskentely olemme",
  cs: "a na se v je pro s že do nebo jsme práce naše vás od by jako také pracovní",
  hu: "és a az hogy nem egy is meg van vagy munka nálunk munkakör csapat feladatok",
  ro: "și de în la cu pentru să o din pe sau este care un sunt echipa noastră",
};

let index: Map<string, string[]> | undefined;

function languagesByWord(): Map<string, string[]> {
  if (index) return index;
  index = new Map();
  for (const [language, words] of Object.entries(commonWords)) {
    for (const word of words.split(" ")) index.set(word, [...(index.get(word) ?? []), language]);
  }
  return index;
}

/** What is looked at: enough to be sure, little enough to be quick. */
const sampleLength = 3000;
const fewestHits = 4;

/** The language of a text, or null if it is too short or two are too near. */
export function languageOf(text: string): string | null {
  const scores = new Map<string, number>();
  for (const word of text
    .slice(0, sampleLength)
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []) {
    const languages = languagesByWord().get(word);
    // A word of several languages says little about each.
    for (const language of languages ?? [])
      scores.set(language, (scores.get(language) ?? 0) + 1 / (languages?.length ?? 1));
  }
  const [first, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (!first || first[1] < fewestHits || (second && first[1] < 1.15 * second[1])) return null;
  return first[0];
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

const mostClauses = 400;

/** The languages that a text asks for, with the level where it says one. A mere mention is no need. */
export function languageNeedsOf(text: string): LanguageNeed[] {
  const found = new Map<string, LanguageNeed>();
  // Lower case, so that no pattern needs the slow `i` flag.
  const clauses = text
    .toLowerCase()
    .split(/[\n;•]|\.(?=\s|$)|(?<=\)),/u)
    .slice(0, mostClauses);
  for (const clause of clauses) {
    if (clause.length > 400 || !anyName.test(clause) || !(asked.test(clause) || welcome.test(clause))) continue;
    for (const part of partsOf(clause)) addNeeds(found, part, clause);
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required) || a.code.localeCompare(b.code));
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
