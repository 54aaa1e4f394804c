import { sinceLast, textBefore } from "./around.ts";
import { and, type Mention, mentionsIn, or } from "./language-names.ts";
import type { LanguageNeed } from "./posting.ts";

/** What else may be called "bilingual". */
const school =
  "kita|kinder|krippe|\\p{L}*schul|gymnasi|einrichtung|unterricht|\\p{L}*school|nurser|education|daycare|childcare|college|academy|escuela|colegio|guarder|instituto|educaci|centro|liceo|[ée]cole|cr[èe]che|lyc[ée]e|coll[èe]ge|[ée]tablissement|enseignement|scuola|asilo|nido|onderwijs|opvang|szk[oó]ł|przedszkol|\\p{L}*skol|børnehave";
/** Shows that a clause is about speaking a language, in the languages of `language-words.ts`. */
export const asked = new RegExp(
  [
    "fluen|proficien|advanced|intermediate|conversational|native|mother tongue|command of|business[- ]level|professional level|written and|spoken|verbal|language|skills|speak|knowledge of|good level|level of|\\(basic\\)|communicat\\p{L}{1,5} (?:(?:well|clearly|effectively|fluently|confidently) )?in ",
    "flie(?:ß|ss)end|verhandlungssicher|muttersprach|kenntnis|sprachniveau|sprache|in wort und schrift|sprich|beherrsch",
    "courant|couramment|ma[iî]tris|niveau|langue|parl[éei]|lu, [ée]crit|pratique de l",
    "nativ[oa]|avan[zç]ad|fluid|nivel|dominio|idioma|imprescindible|hablad|habl[ae]|fluência|domínio|língua|fala[rm]?\\b",
    "madrelingua|fluente|ottim[ao]|buona|lingua|livello|conoscenza",
    "vloeiend|beheers|taal|spre(?:ek|k)|machtig|uitdrukken|communice",
    "znajomo[śs][ćc]|biegł|płynn|komunikatywn|j[ęe]zyk|włada",
    "flyt|obehindrad|god[at]? |sprog|spr[åa]k|behärsk|beherske|taler|talar|snakker|flydende|kundskab|kunskap|kunnskap|mundtlig|muntlig|skriftlig|skriver|i tal och skrift|i skrift (?:og|och) tale?(?!\\p{L})",
    "sujuva|kiel|taito|hallit|osaa|plynn|plynul|znalost|jazyk|úrove[ňn]|nyelv|tudás|folyékony|avansat|limb[aăi]|cunoa|cunoș|γνώση",
    "(?:is|are|är|er) (?:(?:ett?|a) )?(?:required|mandatory|must|krav)|\\b[abc][12]\\b",
    `(?<!(?:${school})\\p{L}* )(?:biling[uü]|tweetalig|zweisprachig|dwujęzyczn|tvåspråk|tosprog)(?!\\p{L}* (?:${school}))`,
  ].join("|"),
  "u",
);
export const welcome =
  /\bplus\b|pluspunt|nice[- ]to[- ]have|bonus|advantage|\basset\b|desir(?:able|ed)|desejáve|preferr?(?:ed|able|ably)|a benefit|beneficial|ideally|optional|helpful|appreciated|would be great|von vorteil|vorteilhaft|hilfreich|gerne? gesehen|πλεονέκτημα|w[üu]nschenswert|idealerweise|gerne auch|un plus|un a(?:tout|vantage(?!s))|una ventaja(?!s)|appr[ée]ci[ée]|souhait|serait|se valora|valor(?:able|ará)|deseable|\bpr[ée](?!\p{L})|een pre|voordeel|gewenst|bij voorkeur (?:ook )?(?:goed |vloeiend )?(?=engels|duits|frans|nederlands|spaans)|vorzugsweise (?:auch )?(?=englisch|deutsch|französisch)|mile widzian|atutem|plusem|meriter|meriting|merit\b|mérito|önskvär|ønskelig|fördel|(?:en|et) (?:fordel|plus)|preferib|prefer[ei]nz|gradit|costitui(?:sce|rà|rebbe)|constitu(?:e|i|ye|ie|irá|irait|era|erait)(?!\p{L})|mais[- ]valia|valoriza|diferencial|vantagem|preferencial|eduksi|etu\b|výhodou|výhoda|előny|avantaj/u;
const must =
  "required|requirement|mandatory|compulsory|essential|necessary|needed|a must|must have|erforderlich|vorausgesetzt|voraussetzung|notwendig|zwingend|pflicht|(?:ein )?muss|exig[ée]e?s?|requise?s?|obligatoires?|indispensables?|imprescindibles?|obligatori[oa]s?|requerid[oa]s?|necesari[oa]s?|richiest[oaie]|indispensabil[ei]|necessari[oae]|vereist|verplicht|noodzakelijk|een (?:vereiste|must)|wymagan[yae]|konieczn[yae]|niezbędn[yae]|obrigatóri[oa]s?|exigid[oa]s?|necessári[oa]s?|krävs|ett krav|et krav|nødvendig|påkrævet|påkrevd";
const is =
  "(?:(?:is|are|will be|ist|sind|wird|werden|est|sont|es|son|è|sono|é|são|jest|są|är|er|zijn) )?(?:(?:an?|ein|eine|een|absolutely|strictly|absolut|unbedingt|zwingend) ){0,2}";
/** "The Dutch mandatory health insurance" asks for no language: words that come after must not go on like this. */
const goesOnBut = (words: string) => `(?! (?!(?:${words})(?!\\p{L}))\\p{L})`;
const joining =
  "for|in|to|as|at|on|and|but|since|because|für|und|aber|pour|et|mais|para|y|e|pero|per|ma|voor|en|maar|om|dla|i|w|för|och|men|til|og|på";
const goesOn = goesOnBut(joining);
/**
 * What asks for a language right after its name ("English required", "Deutsch ist Voraussetzung") and right before it.
 */
const mustBehind = new RegExp(
  `^\\*{0,2}\\)?(?: language)?[ :(,–-]{1,3}${is}(?:${must})(?!\\p{L})${goesOn}|^ (?:professionnel|profesional|professionale|profissional)(?!\\p{L})`,
  "u",
);
const mustAhead = new RegExp(
  `(?<!\\p{L})(?:${must}|se requiere|se exige|si richiede|exige-se|wymagamy|krav):?\\*{0,2}:? (?:de |en |el |il |lo |l['’]|le |la |die )?$`,
  "u",
);
/**
 * "Excellent English", "sehr gutes Deutsch": a degree of skill, unless it is something else that is excellent, or said
 * of people who enjoy it.
 */
const skillAhead =
  /^[^\p{L}]*(?:you (?:write|have|bring) )?(?:(?:(?:bons|boas|sólidos|buenos|bonnes|solides) )?(?:conhecimentos?|conocimientos?|connaissances?) (?:de|do|en|em)|excellent|outstanding|(?:very )?good|strong|perfect|solid|professional|working|perfekte?s?|(?:sehr )?gute?s|très bon|bon|excelente|buen|muy buen|ottimo|buon|uitstekend|goed|bardzo dobry|dobry|bom|goda?|god) (?:(?:written|spoken|oral|verbal|business)(?: (?:and|&|or) (?:written|spoken|oral|verbal))? )?$/u;
/**
 * "Mandatory German filings", "Required: Swedish driving licence": what must not follow a name that is asked for before
 * it.
 */
const nothingElse = new RegExp(
  `^\\*{0,2}${goesOnBut(`${joining}|${or}|with|mit|avec|con|met|med|plus|is|are|will|ist|sind|est|es|è|é|är|er|jest|only|nur|\\p{L}*(?:fluen|profic|langu|skill|level|speak|spoken|native|writ|know|kenntn|sprach|sprech|niveau|courant|parl|nivel|fluid|habl|livello|fluent|vloeiend|taal|spre|biegł|płynn|komunik|flyt|sprog|språk|tal|skrift|mund|mun|flyd)\\p{L}*`)}`,
  "u",
);

/** "Englisch - gut", "Deutsch: sehr gut": only a degree of skill after a name. */
const skillBehind =
  /^(?: ?:| [-–]| \() ?(?:(?:very|sehr|muy|molto|zeer|bardzo|muito|mycket|meget|très) )?(?:good|excellent|strong|solid|gut|perfekt|ausgezeichnet|bien|bon|alto|bueno|buono|ottimo|goed|uitstekend|dobr(?:y|a|ze)|bom|bra|godt?)(?=[^\p{L}]*$|[),])/u;

/**
 * Whether a text is about speaking a language or makes the language beside a word mandatory: such a word alone may ask
 * for anything.
 */
export function isAsked(text: string): boolean {
  if (asked.test(text)) return true;
  const mentions = mentionsIn(text);
  return mentions.some(
    ({ at, end }, i) =>
      [mustBehind, skillBehind].some((pattern) => pattern.test(text.slice(end, end + 60))) ||
      ((mustAhead.test(text.slice(Math.max(0, at - 40), at)) || skillAhead.test(text.slice(0, at))) &&
        nothingElse.test(behindList(mentions.slice(i), text))),
  );
}

const between = new RegExp(`^(?:,|,? ?(?:/|&|${and}|${or})) ?$`, "u");

/** What follows the last name of a list. */
function behindList(mentions: readonly Mention[], text: string): string {
  let end = mentions[0]?.end ?? 0;
  for (const mention of mentions.slice(1)) {
    if (!between.test(text.slice(end, mention.at))) break;
    end = mention.end;
  }
  return text.slice(end, end + 60);
}

/** The line above, if it ends in a colon. */
export function headingOf(text: string, start: number): string {
  const above = sinceLast(textBefore(text, start, 100).trimEnd(), "\n");
  return /:\*{0,2}$/.test(above) ? above : "";
}

/** "Our website is available in:", "Cuisine:": headings over names that nobody has to speak. */
export const headingOfOthers =
  /available|website|(?<!\p{L})(?:site|app|menu|men[uü]s?|tours?|books?|unit)(?!\p{L})|product|less?on|taught|teach|tuition|course|class|cuisine|cucina|cocina|kitchen|küche|kök|køkken|keuken|kuchni|dish|food|speisen|wines?(?!\p{L})|subject|f[aä]ch|client|customer|kund|klant|cliente|market|mark[te]|mercad|mercat|rynk|office|büro|bureau|oficina|teams?(?!\p{L})|translat|übersetz|tradu|vertal|version|verfügbar|erhältlich|unterricht|kurs|cours|cursus|disponib|beschikbaar|dostępn|tilgæng|tilgjeng|tillgäng|localis|localiz|publish|support(?:ed|s)|sold|origin|nationalit|breed/u;
/** The language is not needed. */
export const notAsked =
  /\bno (?:\p{L}+ ){0,2}$|\bnot? (?:\p{L}+ ){0,3}(?:required|requirement|prerequisite|necessary|needed|essential|mandatory|a must|speak)|don't need|do not need|needn't|isn't (?:required|needed|necessary)|without (?:\p{L}+ )?$|keine? (?:\p{L}+ ){0,2}(?:$|n[öo]tig|erforderlich|notwendig|voraussetzung)|nicht (?:\p{L}+ ){0,2}(?:n[öo]tig|erforderlich|notwendig|vorausgesetzt|zwingend)|kein muss|pas (?:\p{L}+ ){0,2}(?:n[ée]cessaire|requis|exig|obligatoire)|(?<!\p{L})no (?:es )?(?:\p{L}+ ){0,2}(?:necesari|imprescindible|requ)|non (?:è )?(?:\p{L}+ ){0,2}(?:necessari|richiest|requisit|indispensabil)|niet (?:\p{L}+ ){0,2}(?:nodig|vereist|verplicht|noodzakelijk)|geen (?:\p{L}+ ){0,2}(?:$|nodig|vereist)|nie (?:jest )?(?:\p{L}+ ){0,2}(?:wymag|wymog|koniecz)|bez (?:znajomości )?(?:języka )?$|não (?:é )?(?:\p{L}+ ){0,2}(?:necess|obrigat|requisit)|inte (?:\p{L}+ ){0,2}(?:krav|nödvändig)|ingen? krav|ikke (?:\p{L}+ ){0,2}(?:krav|nødvendig|påkræv|et must)/u;
/** What makes a language's name something else, after or before it: a market, a law, a lesson. */
const otherThing =
  /^(?:(?:tax|market|markt|marknad|compan|regulat|universit|econom|bank|subsidiar|recht|steuer|bedrij|cursus|rynk|spółk|kolleg|citizen).*|laws?|gaap|accounting|labou?r|employment|legislation|customers?|clients?|nationals?|government|culture|teams?|office|school|students|healthcare|version|translation|breakfast|premier|lessons?|class(?:es)?|courses?|tuition|training|kurse?|unterricht|les(?:sen)?|marked|wetgeving|wirtschaft|unternehmen|firma|prawo)$/u;
const nextWords = /^[- ](?:\p{L}+ ){0,2}\p{L}+/u;
/** "Dutch-speaking Customer Service Agent" is the job, not people who speak it. */
const jobForOthers =
  / (?:customer|client|student|team|office) (?:service|support|success|care|experience|relation|manag|assist|lead)\p{L}{0,8}/u;
/** "German tax law", "Dutch-speaking clients": whether one of the three words after a name makes it something else. */
export const isOtherThing = (behind: string) =>
  nextWords
    .exec(behind.replace(jobForOthers, " "))?.[0]
    .split(/[- ]/)
    .some((word) => otherThing.test(word)) ?? false;
export const ofAnotherThing =
  /(?:march[ée]|soci[ée]t[ée]|entreprise|droit|cours d[e'’]|clients?|mercado|empresa|derecho|clases de|mercato|azienda|diritto|corsi? di|rynk\p{L}{0,8}|rynek|firm\p{L}|spółk\p{L}|praw\p{L}|klient\p{L}{0,8}|lekcje|kurs(?:y|er)? i?|university of|version|(?<!\p{L})non-?|translat(?:ed|ions?) (?:in)?to|übersetzung(?:en)? ins?|traductions? en|traducci(?:ón|ones) al|traduzion[ei] in|vertaling(?:en)? naar(?: het)?)\s?(?:l['’])?$/u;
export const lessons =
  /lessons|classes|courses|sprachkurs|deutschkurs|taalcursus|taalles|taaltraining|cours de langue|clases de|corsi di|lekcj|nauk[ię] j[ęe]zyk|språkkurs|sprogkurs|language training/u;
/**
 * The only words an answer may have if its refusal is to be about the language: "Great, but it is not strictly required
 * for this role".
 */
export const ofTheLanguage: ReadonlySet<string> = new Set(
  `great good nice perfect super wonderful fine ok okay lovely brilliant fantastic if so even then well yes but although though however still
  it its this that s t is isn be not no a an at all by any means must strictly absolutely necessarily necessary plus bonus advantage asset required requirement prerequisite needed essential mandatory
  for the role position here you we do don need to speak
  gut toll prima klasse schön wenn ja dann aber auch doch jedoch das es dies ist ein von vorteil kein nicht muss unbedingt zwingend absolut nötig notig notwendig erforderlich voraussetzung vorausgesetzt für diese stelle
  bien parfait génial tant mieux oui atout mais ce c cela ça n est pas du tout absolument nécessaire requis exigé obligatoire pour poste
  goed mooi fijn leuk top dan maar dat dit het een pluspunt niet geen per se absoluut nodig vereist vereiste verplicht noodzakelijk voor deze functie
  genial perfecto bueno estupendo pero es esto eso imprescindible necesario requisito obligatorio
  bene ottimo ma non è questo necessario richiesto indispensabile un świetnie dobrze ale to nie jest wymagane wymagany konieczne konieczny wymóg
  ótimo bom mas não é isso necessário obrigatório bra men det är inte ett krav nödvändigt godt fint er ikke et nødvendigt nødvendig påkrævet`.split(
    /\s+/,
  ),
);

const manyLanguages =
  /(?<!\p{L})(?:we|wir|teams?|company|colleagues|kolleg\p{L}{1,6}|équipes?|equipos?|apps?|products?|website|bots?) (?:of \d+ )?(?:speaks?|sprechen|spricht|parlent|parle|parlons|hablan|habla|hablamos|spreken|spreekt) (?:[4-9]|\d{2,3}|several|many|dozens of|zahlreiche|mehrere|viele) (?:different |verschiedene )?(?:languages|sprachen|langues|idiomas|lingue|talen)(?!\p{L})/u;
const demands = new RegExp(`(?<!\\p{L})(?:${must}|you|yours?|du|sie|ihr|vous|votre|tu|je|u|jij)(?!\\p{L})`, "u");

/**
 * "Our teams speak 23 languages, from Polish to Portuguese": about the teams, if nothing after it is asked of anybody.
 */
export function namesManyLanguages(part: string): boolean {
  const found = manyLanguages.exec(part);
  if (!found) return false;
  const behind = part.slice(found.index + found[0].length);
  return levelIn(behind) === null && !demands.test(behind);
}
/** Polish adjectives, which may also describe a market or a company. */
export const polishForm =
  /^(?:angiel|niemiec|francus|hiszpa|włos|niderl|holender|polski|portugal|szwedz|du[ńn]sk|norwes|czesk|słowac|węgier|rumu|grec|turec|rosyj|ukrai[ńn]sk|arabsk|chi[ńn]sk|japo[ńn]sk|korea[ńn]sk)/u;
export const polishLanguage = /j[ęe]zyk|\bj\. ?|biegł|płynn|komunikatywn|mówi/u;

export const native =
  "(?<!\\p{L})nativ|mother tongue|muttersprach|langue maternelle|madrelingua|moedertaal|ojczyst|modersmål|morsmål";
const cefr = /\b([abc][12])\b/u;
/**
 * Words for a level: "fluent" and "verhandlungssicher" are C1, as the Council of Europe's scale describes it; "upper
 * intermediate" is B2 in course books, "basic" A2 at most. Words such as "good" are not exact.
 */
const levelWords: readonly (readonly [LanguageNeed["level"] & string, RegExp])[] = [
  [
    "C1",
    /fluen(?:t|cy)|fluently|flie(?:ß|ss)end|verhandlungssicher|\bcourant(?!\p{L})|couramment|fluid[oae]|fluente|fluência|fluidez|vloeiend|biegł|płynn|flytande|flydende|flytende|sujuva|plynul|plynn|folyékony|advanced|avan[zç]ad|avansat|zaawansowan|fortgeschritten/u,
  ],
  ["native", new RegExp(native, "u")],
  ["B2", /upper[- ]intermediate/u],
  [
    "A2",
    /\bbasic|grundkenntnis|notions|b[áa]sic[oa]|\b(?:di|de) base|basis(?:kennis)?\b|conoscenza base|podstaw|grundläggande|grundlæggende|noções/u,
  ],
];

/** "One of the following languages: French, German": any of those that follow will do. */
export const anyOne =
  /(?<!\p{L})(?:one|any|either|eine?|une|una|één|jeden|um|en|et|ett) (?:\(?or more\)? )?(?:of|der|des|de|delle|van|z|das|av|af) (?:(?:the|these|les|las|los|those|ces|estos|queste|deze) )?(?:\p{L}+ )?(?:following|folgenden|suivantes|siguientes|seguenti|volgende|następujących|seguintes|følgende|följande|languages?|sprachen|langues|idiomas|lingue|talen|języków|línguas|språk|sprog)(?!\p{L})/u;

/** "The working languages are English and French. A good knowledge of one of these is required." */
export const oneOfThese =
  /(?<!\p{L})(?:(?:one|either) (?:or more )?of (?:these|them|those|the two)(?: two)?(?: languages?)?(?= (?:is|are|will|would|must|should|suffices)(?!\p{L})|[^\p{L}]*$)|either (?:one|language)|either is|eine (?:davon|dieser|der beiden|von beiden)|einer (?:dieser|der beiden) sprachen|l['’]une (?:d['’]entre elles|de ces|des deux)|une de ces|una de (?:estas|ellas|las dos)|una di (?:queste|esse)|een van (?:deze|beide)|jednego z (?:nich|tych)|uma destas)(?!\p{L})/u;

/** "Other languages are a plus" says nothing about those named before. */
export const otherLanguages =
  /(?:other|further|additional|second|third|zweite|dritte|deuxième|troisième|terz|tercer|tweede|derde|weitere|andere|autres?|otr[oa]s?|altr[ae]|outr[oa]s?|inn(?:e|ych)|andra|andre) (?:\p{L}{1,20} ){0,2}\p{L}{0,9}(?:language|sprache|langue|idioma|lingu|língua|taal|talen|język|språk|sprog)/u;

/** The level named by the words beside a language. */
export function levelIn(words: string): LanguageNeed["level"] {
  const said = cefr.exec(words)?.[1];
  if (said) return said.toUpperCase() as LanguageNeed["level"];
  return levelWords.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
