import { sinceLast, textBefore, untilFirst } from "./around.ts";
import type { RemoteMode } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";
import { after, before, days, home, office, oneMode } from "./work-mode.ts";

const words = (list: string) => new TextPattern(new RegExp(`${before}(?:${list})${after}`, "u"));
const world = "anywhere (?:in the world|on earth|worldwide)";
const worldElsewhere =
  "überall (?:auf|aus) der welt|cualquier (?:parte|lugar) del mundo|n['’]importe où dans le monde|plek ter wereld|(?:qualsiasi|qualunque) (?:parte|luogo) del mondo|qualquer (?:lugar|parte) do mundo|(?:dowolnego|każdego) miejsca na świecie";
const fromAnywhere = words(`work from anywhere|${world}|globally|worldwide|${worldElsewhere}`);

/** Where an ad's sentence begins, and where it ends or pauses. */
const begins = "^[\\s*·–-]{0,4}";
const ends = "(?= ?(?:$|[,!():–-])| (?:as long as|provided|with (?:an? |good |stable ){0,2}internet))";
const free =
  "(?:remotely|fully remotely|remote|flexibel|komplett|à distance|en télétravail|en remoto|a distancia|op afstand|da remoto|zdalnie|remotamente|à distância|em teletrabalho)";
const may = (subjects: string, verb: string) => `(?:${begins}${verb}|(?<!\\p{L})(?:${subjects}))(?: ${free})?`;
/**
 * How it tells readers that they may live anywhere, by language: customers, colleagues and parcels are all over the
 * world as well.
 */
const livesAnywhere: readonly RegExp[] = [
  `${may("you(?: can|['’]ll| will| may| could| are free to)?(?: also)? (?:work|live)(?: and (?:work|live))?", "work|live(?: and work)?")} from ${world}`,
  `(?<!\\p{L})(?:you can|(?:candidates|applicants) (?:can|may)) be (?:based|located) ${world}`,
  `(?<!\\p{L})remote (?:position|role|job)(?: is)?,? open to (?:anyone|everyone|people|candidates|applicants)(?: from)? (?:worldwide|globally|${world})`,
  `${may("du arbeitest|sie arbeiten", "arbeiten?(?: sie)?")} von überall (?:auf|aus) der welt(?: aus)?`,
  `(?<!\\p{L})(?:du (?:kannst|darfst)|kannst du|sie (?:können|dürfen)|können sie)(?: ${free})? von überall (?:auf|aus) der welt (?:aus )?arbeiten`,
  `${may("(?:vous pouvez|tu peux) travailler|vous travaill(?:ez|erez)|tu travailles", "travaille[sz]?")} (?:de(?:puis)? )?n['’]importe où dans le monde`,
  `${may("(?:puedes|podrás) trabajar|trabajas|trabajarás", "trabaja|trabaje")} desde cualquier (?:parte|lugar) del mundo`,
  `${may("je werkt|u werkt", "werk")} (?:van|vanaf|vanuit) (?:elke|iedere|welke) plek ter wereld`,
  `(?<!\\p{L})(?:je|u) (?:kunt|kan|mag)(?: ${free})? (?:van|vanaf|vanuit) (?:elke|iedere|welke) plek ter wereld werken`,
  `${may("(?:puoi|potrai) lavorare|lavori|lavorerai", "lavora")} da (?:qualsiasi|qualunque) (?:parte|luogo) del mondo`,
  `${may("(?:możesz|będziesz) pracować|pracujesz", "pracuj")} z (?:dowolnego|każdego) miejsca na świecie`,
  `${may("(?:podes|poderás|você pode|você poderá) trabalhar|trabalhas", "trabalh[ae]")} (?:a partir )?de qualquer (?:lugar|parte) do mundo`,
  `(?:${begins}|(?<!\\p{L})(?:fully|completely|100 ?%|is|is an?|komplett|vollständig|totalmente|completamente|volledig|full)[ -])remote(?: (?:position|role|job|work))?(?:,| [–-]| ?[:(/])? (?:from |von |de |desde |da |z |van |vanaf )?(?:worldwide|${world}|(?:elke |iedere )?(?:${worldElsewhere}))`,
  `${begins}(?:(?:work |job )?location|standort|arbeitsort|lieu|ubicación|sede|locatie|lokalizacja|localização)[* ]*:[* ]*(?:(?:fully |100 ?% )?remote[,: (–-]+)?(?:from )?(?:worldwide|${world})`,
].map((way) => new RegExp(way + ends, "u"));
/** "For 4 weeks a year", "our customers can", "you must be willing to": a perk, somebody else, or travel. */
const notForYou =
  /(?<!\p{L})(?:days?|weeks?|months?|year(?:s|ly)?|tagen?|tage|wochen?|monaten?|monate|jahr|jours?|semaines?|mois|días?|semanas?|mes(?:es)?|año|giorni|settiman[ae]|mesi|anno|dagen|weken|maanden|jaar|dni|tygodni\p{L}*|miesi[ęą]c\p{L}*|rok|roku|dias|ano|workation\p{L}*|polic(?:y|ies)|schemes?|program(?:me)?s?|benefits?|perks?|customers?|clients?|users?|companies|kund(?:e|en|innen)|klanten|bedrijven|unternehmen|entreprises|clientes?|empresas|clienti|aziende|klien\p{L}+|firm\p{L}{0,3}|willing|must|but|except|unless|within|only|aber|mais|pero|maar|ale|mas)(?!\p{L})/u;

const theirs =
  "(?:companies|organi[sz]ations|business(?:es)?|startups|start-ups|scale-ups|employers|customers|clients|teams)";
/** "Our software lets teams"; but "our employees" have this job. */
const lettingOthers =
  /(?<!(?<!\p{L})(?:our|all) (?:\p{L}+ )?)(?<!\p{L})(?:(?:teams|employees|people|workers|staff)(?: to)?|(?:so|that) (?:teams|employees|people|workers) can) $/u;

/** Whether a text lets its reader work anywhere: "in the world", or without further words. */
function anywhereIn(text: string, isMeant: (sentence: string, words: string) => boolean): boolean {
  const lower = lowerOf(text);
  for (const { index, 0: match } of fromAnywhere.matchAll(lower)) {
    const behind = lower.slice(index + match.length, index + match.length + reachOfSentence);
    const end = behind.search(endOfSentence);
    if (behind[end] === "?") continue;
    const ahead = sinceLast(textBefore(lower, index, reachOfSentence), endOfSentence);
    if (lettingOthers.test(ahead)) continue;
    const sentence = ahead + match + (end < 0 ? behind : behind.slice(0, end));
    if (!denied.test(sentence) && !deniedBehind.test(sentence) && !notForYou.test(sentence) && isMeant(sentence, match))
      return true;
  }
  return false;
}
const reachOfSentence = 80;
const endOfSentence = /[.!?;\n•|]/u;
const isOfTheWorld = (sentence: string) => livesAnywhere.some((way) => way.test(sentence));

const sureRemote = words(
  "100 ?% (?:remote|home ?-?office)|fully[- ]remote|full[- ]?(?:time )?remote|#[lb]i-remote|remote[- ]first|remote (?:position|role|job|internship|opportunity)|" +
    "komplett remote|vollst[äa]ndig remote|t[ée]l[ée]travail (?:complet|total)|100 ?% t[ée]l[ée]travail|100 ?% (?:en )?remoto|volledig (?:remote|op afstand)|praca (?:w pe[łl]ni |100 ?% )?zdalna|totalmente remot[oa]|teletrabajo (?:completo|total)|full smart working|helt p[åa] distans|fuldt remote",
);
const atOffice = "(?:on-?site|in[ -]office)";
const sureHybrid = words(
  "hybrid (?:work(?:ing)?|way of working|remote|role|position|model|setup|set-up|policy|schedule|arbeiten|arbeitsmodell)|hybrid (?:in our|at our|\\(\\d ?x?)|work(?:ing)? hybrid|#[lb]i-hybrid|" +
    "hybride[sn]? (?:arbeiten|arbeitsmodell|arbeitsweise|werken|manier van werken)|zum teil im homeoffice|" +
    "(?:t[ée]l[ée])?travail hybride|t[ée]l[ée]travail partiel|mode hybride|modalidad h[ií]brida|(?:no )?modelo h[ií]brido|modello ibrido|lavoro ibrido|praca hybrydowa|tryb(?:ie)? hybrydowy\\p{L}*|model hybrydowy|(?:(?:tele)?trabajo|trabalho|(?:no )?regime) h[ií]brido|hybridt arbejde|hybridarbet\\p{L}{1,3}|" +
    `(?:\\d ?[-–x*]? ?\\d?|two|three|four|five|zwei|drei|deux|twee|drie) ?(?:${days})(?: \\p{L}+){0,3} (?:${office}|${atOffice}|${home}|from home|de t[ée]l[ée]travail|hemifr[åa]n)|` +
    `${atOffice}(?: for)?(?: at least| a minimum of)? (?:\\d ?[-–] ?)?\\d days(?! (?:(?:a|per|each|every|of|for) )?(?:month|quarter|year|onboarding|training))`,
);

/** "On-site support" is a task, an "on-site gym" a benefit. */
const sureOnsite = words(
  `(?:in[ -]office|in[ -]person|office[ -]first) company|(?:fully|100 ?%|entirely|strictly|exclusively) (?:${atOffice}|in[ -]person|office[ -]based)|(?:${atOffice}|in[ -]person|office[ -]based) (?:role|position|job|only)|` +
    `\\((?:on-?site|in[ -]office)\\)|` +
    "(?:100 ?%|ausschließlich|komplett|rein) (?:vor ort|in präsenz)|(?:kein|ohne) home ?-?office|100 ?% (?:en )?présentiel|(?:poste|travail) en présentiel|pas de télétravail|" +
    "100 ?% presencial|(?:modalidad|trabajo|trabalho|modelo|regime|formato) presencial|lavoro in (?:presenza|sede)|volledig op (?:kantoor|locatie)|100 ?% op (?:kantoor|locatie)|praca stacjonarna|tryb(?:ie)? (?:pracy )?stacjonarn\\p{L}{1,3}",
);

/** "Lunch (in-office)" */
const benefit =
  /(?<!\p{L})(?:lunch(?:es)?|breakfasts?|dinners?|meals?|snacks?|food|drinks?|coffee|gym|fitness|yoga|massages?|parking|childcare|events?|workshops?|trainings?|interviews?)(?: (?:is|are))? $/u;

/** "Not only remote" does not deny it. */
const notOnly = "(?! (?:only|just|nur|seulement|s[óo]lo|solamente|soltanto|alleen|tylko|apenas|só|bara|kun)(?!\\p{L}))";
const no = `(?<!\\p{L})(?:not?|never|neither|nor|cannot|\\p{L}+n['’]t|unable|without|nicht|kein\\p{L}{0,2}|ohne|weder|pas|aucune?|sans|non|nessun\\p{L}?|senza|ning[úu]n\\p{L}?|sin|niet|geen|zonder|nie|bez|não|nenhum\\p{L}?|sem|inte|ingen|inget|ikke|uden)(?!\\p{L})${notOnly}`;
const denied = new RegExp(no, "u");
/** "This is not a remote role": how far ahead a denial may be. */
const deniedAhead = new RegExp(`${no}.{0,26}$`, "u");
const reach = 64;
/** "Fully remote is unfortunately not possible", "Our hybrid working policy does not apply", "Remote position: no". */
const deniedBehind = new RegExp(
  [
    `(?<!\\p{L})(?:not|\\p{L}+n['’]t)${notOnly} (?:\\p{L}+ ){0,2}?(?:possible|available|offer|an option|allowed|supported|permitted|considered|apply|applicable)`,
    `(?<!\\p{L})(?:nicht|keine?|niet|geen|nie|não|inte|inget|ikke|ingen)${notOnly} (?:\\p{L}+ ){0,2}?(?:möglich|vorgesehen|angeboten|anbieten|erlaubt|option|mogelijk|van toepassing|beschikbaar|toegestaan|optie|możliw|dostępn|przewidzian|opcj|possív|disponív|previst|opção|möjlig|aktuell|alternativ|mulig|aktuelt)`,
    "(?<!\\p{L})(?:pas|non|no) (?:(?:est|es|está|è|se|une?|una) )*(?:possib|posible|disponib|envisag|prévu|previst|propos|permit|contempl|ofrec|option|opci[óo]n|un['’]opzione)",
    "(?<!\\p{L})(?:bieten|bieden|erbjud|tilby|kann?)\\p{L}{0,3} (?:\\p{L}+ ){0,2}?(?:nicht|niet|inte|ikke)(?!\\p{L})",
    "(?<!\\p{L})(?:cannot be offered|unavailable|impossib|imposible|impossív|unmöglich|onmogelijk|niemożliw|omöjlig|umulig)",
    "^ ?: ?(?:no|nein|non|nee|nie|nej|não) ?$",
  ].join("|"),
  "u",
);
const reachBehind = 56;
const endOfClause = /[.!?,;:()\n•|–—]| (?:but|sondern|aber|sino|pero|ma|mais|maar|lecz|ale|mas|utan|men) /u;

/**
 * "Experience in a hybrid model", "we help companies with", "for remote-first companies", "hybrid work solutions": not
 * about this job. The match is "_".
 */
const ofOthers = new RegExp(
  "(?<!\\p{L})(?:(?:experience|erfahrung\\p{L}*|expérience|experiencia|esperienza|ervaring|doświadczeni\\p{L}{1,2}|experiência|erfarenhet|erfaring) (?:\\p{L}+ ){1,7}_|" +
    `(?:help|let|enabl|allow|empower|support|advis)\\p{L}* (?:(?!our )\\p{L}+ ){0,2}${theirs} (?:\\p{L}+ ){0,3}_|` +
    `(?:for|to|by) (?:(?!our )\\p{L}+ ){0,2}_ ${theirs}(?!\\p{L}))|` +
    "_ (?:solutions?|software|tools?|technolog\\p{L}+|platforms?|products?)(?!\\p{L})",
  "u",
);

/** What a text says about this job by the pattern, without what it denies. */
function* said(pattern: TextPattern, lower: string, unlessAfter?: RegExp): Generator<string> {
  for (const { index, 0: match } of pattern.matchAll(lower)) {
    const ahead = sinceLast(textBefore(lower, index, reach), endOfClause);
    const behind = untilFirst(lower.slice(index + match.length, index + match.length + reachBehind), /[.!?,;\n]/);
    if (deniedAhead.test(ahead) || deniedBehind.test(behind) || ofOthers.test(`${ahead}_${behind}`)) continue;
    if (unlessAfter?.test(ahead)) continue;
    // "3 to 5 days in the office" are not a whole week.
    yield /\d (?:to|bis|or|oder|à|ou) $/.test(ahead) ? "" : match;
  }
}

/** "5 days a week in our office": a whole week is not hybrid. */
const wholeWeek =
  /^(?:5|five)[ -]?\p{L}.*(?:office|on-?site|büro|buro|bureau|kantoor|biurze|oficina|ufficio|escritório|kontoret)$|^(?:on-?site|in[ -]office)\D*5 days$/u;

/** The mode that a description states explicitly; a mere "remote" is often about something else. */
export function modeOfText(text: string): RemoteMode {
  const lower = lowerOf(text);
  const modes = new Set<Exclude<RemoteMode, "unknown">>();
  for (const match of said(sureHybrid, lower)) {
    if (!wholeWeek.test(match)) return "hybrid";
    modes.add("onsite");
  }
  if (!said(sureOnsite, lower, benefit).next().done) modes.add("onsite");
  const isRemote = !said(sureRemote, lower).next().done;
  if (isRemote || anywhereIn(text, (sentence, match) => match === "work from anywhere" || isOfTheWorld(sentence)))
    modes.add("remote");
  return oneMode(modes);
}

/** Whether a description says that one may live anywhere. */
export const isWorldwide = (text: string): boolean => anywhereIn(text, isOfTheWorld);
