import type { RemoteMode } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

const before = "(?<![\\p{L}\\p{N}])";
const after = "(?![\\p{L}\\p{N}])";
const words = (list: string) => new RegExp(`${before}(?:${list})${after}`, "giu");

const hybrid = words(
  "hybrid(?:e[sn]?|er|es)?|h[ií]brid[oa]s?|ibrid[oa]|hybrydow[aoey]\\p{L}*|hybridi|mobiles arbeiten|mobile office|\\d ?(?:x|\\*|mal) ?(?:pro|die|in der|per|a) (?:woche|week) (?:home ?-?office|remote)|" +
    "\\d ?[-–x*]? ?\\d? ?(?:days?|tage?|jours?|d[ií]as|dagen|dni|giorni)(?: (?:a|per|pro|par|por|per) (?:week|woche|semaine|semana|settimana))?(?: \\p{L}+){0,2} (?:home ?-?office|remote|t[ée]l[ée]travail|teletrabajo|thuis|zdalnie)",
);
const remote = words(
  "(?:100 ?% |fully |full |vollst[äa]ndig |komplett |full-?)?remote(?:[ -](?:friendly|first|only|optional|possible|eligible|based|ok))?|" +
    "home ?-?office|home[ -]?based|work(?:ing)? from (?:home|anywhere)|wfh|t[ée]l[ée]travail(?: complet| total)?|[àa] distance|teletrabajo|en remoto|remot[oa]|a distancia|" +
    "thuiswerk(?:en)?|werk(?:en)? van ?uit huis|werk(?:en)? van(?:uit)? thuis|op afstand|(?:praca |pracy |tryb )?zdaln[aeiy]\\p{L}*|da remoto|telelavoro|smart working|teletrabalho|distansarbete|p[åa] distans|hemifr[åa]n|hjemmefra|fjernarbejde|et[äa]ty[öo]",
);
const onsite = words(
  "on[ -]?site|in[ -]?office|in[ -]?person|vor ort|pr[äa]senz|sur (?:site|place)|en pr[ée]sentiel|pr[ée]sentiel|presencial|op kantoor|op locatie|stacjonarn\\p{L}*|in sede|in presenza|p[åa] plats|på kontoret",
);
const travel = /\(?travel[- ]required\)?|\b\d ?(?:-|–|to)? ?\d? ?days?(?: (?:a|per) week| in(?: the)? office)?/gi;

/** Which modes a string names, and the string without those words: what remains says where. */
export function takeModeWords(text: string): { modes: Set<Exclude<RemoteMode, "unknown">>; rest: string } {
  const modes = new Set<Exclude<RemoteMode, "unknown">>();
  let rest = text;
  for (const [mode, pattern] of [
    ["hybrid", hybrid],
    ["remote", remote],
    ["onsite", onsite],
  ] as const) {
    const without = rest.replace(pattern, " ");
    if (without !== rest) modes.add(mode);
    rest = without;
  }
  return { modes, rest: modes.size > 0 ? rest.replace(travel, " ") : rest };
}

/** The mode that words of one place name: several at once mean a mixture. */
export function oneMode(modes: ReadonlySet<Exclude<RemoteMode, "unknown">>): RemoteMode {
  if (modes.has("hybrid") || (modes.has("remote") && modes.has("onsite"))) return "hybrid";
  if (modes.has("remote")) return "remote";
  return modes.has("onsite") ? "onsite" : "unknown";
}

const somewhere =
  /(?<![\p{L}\p{N}])(?:worldwide|world ?wide|anywhere(?! in\b)|anywhere in the world|global(?:ly)?|everywhere|weltweit|wereldwijd|monde entier|todo el mundo|cały świat|ovunque)(?![\p{L}\p{N}])/giu;

export function takeWorldwide(text: string): { worldwide: boolean; rest: string } {
  const rest = text.replace(somewhere, " ");
  return { worldwide: rest !== text, rest };
}

const wordsOfLower = (list: string) => new TextPattern(new RegExp(`${before}(?:${list})${after}`, "u"));
const sureRemote = wordsOfLower(
  "100 ?% (?:remote|home ?-?office)|fully[- ]remote|full[- ]remote|remote[- ]first|work from anywhere|remote (?:position|role|job|internship|opportunity)|" +
    "komplett remote|vollst[äa]ndig remote|t[ée]l[ée]travail (?:complet|total)|100 ?% t[ée]l[ée]travail|100 ?% (?:en )?remoto|volledig (?:remote|op afstand)|praca (?:w pe[łl]ni |100 ?% )?zdalna",
);
const sureHybrid = wordsOfLower(
  "hybrid (?:work(?:ing)?|role|position|model|setup|set-up|policy|schedule|arbeiten|arbeitsmodell)|hybride[sn]? (?:arbeiten|arbeitsmodell|arbeitsweise|werken)|" +
    "travail hybride|mode hybride|modalidad h[ií]brida|modelo h[ií]brido|modello ibrido|lavoro ibrido|praca hybrydowa|tryb(?:ie)? hybrydowy\\p{L}*|model hybrydowy|" +
    "\\d ?[-–x*]? ?\\d? ?(?:days?|tage?|jours?|d[ií]as|dagen|dni)(?: \\p{L}+){0,3} (?:from home|home ?-?office|in(?: the| our)? office|remote|im b[üu]ro|de t[ée]l[ée]travail|au bureau|thuis|op kantoor|w biurze|zdalnie)",
);

/** What a description says in so many words; a mere "remote" there is often about something else. */
export function modeOfText(text: string): RemoteMode {
  const lower = lowerOf(text);
  if (sureHybrid.test(lower)) return "hybrid";
  return sureRemote.test(lower) ? "remote" : "unknown";
}
