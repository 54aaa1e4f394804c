import { sinceLast, textBefore, untilFirst } from "./around.ts";
import type { RemoteMode } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";
import { after, before, days, home, office, oneMode } from "./work-mode.ts";

const words = (list: string) => new TextPattern(new RegExp(`${before}(?:${list})${after}`, "u"));
/** "Work from anywhere for four weeks a year" is a holiday. */
const always =
  "(?! (?:polic|months?|weeks?|days?|scheme|program|benefit|perk))(?!(?:max\\.|[^.!?;\\n]){0,50}(?:\\d|two|three|four|six|eight|ten|twelve) (?:\\p{L}+ )?(?:days|weeks|months|tage|wochen|monate|jours|semaines|semanas|weken))";
const notCustomers = "(?<!(?:customers|clients|users)(?: can| may| to| who)? )";
const openTo = "(?:open to|welcome) (?:anyone|everyone|people|candidates|applicants)(?: from)? ";
/** What stands before is only looked at behind rare words: so few places in a text are tried. */
const worldwide =
  `(?<=${notCustomers}(?:work|working|live|located|based|hire|hiring)(?: remotely)? (?:from )?)anywhere (?:in the world|on earth|worldwide)${always}|(?<=${openTo})globally|(?<=${openTo}|remote,? )(?:worldwide|anywhere in the world)|` +
  `überall (?:auf|aus) der welt${always}|cualquier (?:parte|lugar) del mundo${always}|n['’]importe où dans le monde${always}|plek ter wereld|qualsiasi (?:parte|luogo) del mondo|qualquer (?:lugar|parte) do mundo|dowolnego miejsca na świecie`;
const fromAnywhere = words(worldwide);
const sureRemote = words(
  `${worldwide}|(?<=${notCustomers}work from )anywhere${always}|` +
    "100 ?% (?:remote|home ?-?office)|fully[- ]remote|full[- ]remote|remote[- ]first|remote (?:position|role|job|internship|opportunity)|" +
    "komplett remote|vollst[äa]ndig remote|t[ée]l[ée]travail (?:complet|total)|100 ?% t[ée]l[ée]travail|100 ?% (?:en )?remoto|volledig (?:remote|op afstand)|praca (?:w pe[łl]ni |100 ?% )?zdalna|totalmente remot[oa]|teletrabajo (?:completo|total)|full smart working|helt p[åa] distans|fuldt remote",
);
const sureHybrid = words(
  "hybrid (?:work(?:ing)?|role|position|model|setup|set-up|policy|schedule|arbeiten|arbeitsmodell)|hybride[sn]? (?:arbeiten|arbeitsmodell|arbeitsweise|werken)|" +
    "travail hybride|mode hybride|modalidad h[ií]brida|modelo h[ií]brido|modello ibrido|lavoro ibrido|praca hybrydowa|tryb(?:ie)? hybrydowy\\p{L}*|model hybrydowy|(?:trabajo|trabalho|regime) h[ií]brido|hybridt arbejde|hybridarbet\\p{L}{1,3}|" +
    `(?:\\d ?[-–x*]? ?\\d?|two|three|five) ?(?:${days})(?: \\p{L}+){0,3} (?:${office}|${home}|from home|de t[ée]l[ée]travail|hemifr[åa]n)`,
);

/** "This is not a remote role". */
const denied =
  /(?<![\p{L}])(?:not?|never|cannot|can['’]t|nicht|kein\p{L}{0,2}|pas|non|niet|geen|nie|inte|ikke|não)(?![\p{L}])/u;
const reach = 24;
/** "Fully remote is unfortunately not possible", "Our hybrid working policy does not apply". */
const deniedBehind =
  /(?<!\p{L})(?:(?:not|n['’]t) (?:\p{L}+ )?(?:possible|available|offered|an option|allowed|supported|permitted|apply|applicable)|cannot be offered|nicht (?:möglich|vorgesehen|angeboten)|(?:pas|non|no|não) (?:est |es |é |è )?(?:possib\p{L}+|posible|disponible)|niet (?:mogelijk|van toepassing)|nie jest możliw\p{L}+|inte möjligt|ikke mulig\p{L}*)/u;
const reachBehind = 56;

/** Where a text says what the pattern finds, without what it denies. */
function* said(pattern: TextPattern, lower: string): Generator<string> {
  for (const { index, 0: match } of pattern.matchAll(lower)) {
    const ahead = textBefore(lower, index, reach);
    const behind = lower.slice(index + match.length, index + match.length + reachBehind);
    const isDenied = denied.test(sinceLast(ahead, /[.!?]/)) || deniedBehind.test(untilFirst(behind, /[.!?,;]/));
    // "3 to 5 days in the office" are no whole week.
    if (!isDenied) yield /\d (?:to|bis|or|oder|à|ou) $/.test(ahead) ? "" : match;
  }
}

/** "5 days a week in our office": a whole week there is no mixture. */
const wholeWeek =
  /^(?:5|five) ?\p{L}.*(?:office|büro|buro|bureau|kantoor|biurze|oficina|ufficio|escritório|kontoret)$/u;

/** What a description says in so many words; a mere "remote" there is often about something else. */
export function modeOfText(text: string): RemoteMode {
  const lower = lowerOf(text);
  const modes = new Set<Exclude<RemoteMode, "unknown">>();
  for (const match of said(sureHybrid, lower)) {
    if (!wholeWeek.test(match)) return "hybrid";
    modes.add("onsite");
  }
  if (!said(sureRemote, lower).next().done) modes.add("remote");
  return oneMode(modes);
}

/** Whether a description says that one may live anywhere. */
export const isWorldwide = (text: string): boolean => !said(fromAnywhere, lowerOf(text)).next().done;
