import type { RemoteMode } from "./posting.ts";

export const before = "(?<![\\p{L}\\p{N}])";
export const after = "(?![\\p{L}\\p{N}])";
const words = (list: string) => new RegExp(`${before}(?:${list})${after}`, "giu");

export const days = "days?|tage?|jours?|d[ií]as?|giorn[io]|dagen|dagar|dage?|dni|dzień";
const aWeek =
  "(?: (?:an?|per|pro|die|in der|par|por|à la|alla|a la|w|i|om de) ?| ?\\/ ?)(?:week|woche|semaine|semana|settimana|tygodniu|veckan|ugen?)";
export const home =
  "remote|home ?-?office|t[ée]l[ée]travail|teletrabajo|teletrabalho|smart working|thuis(?:werken)?|zdalnie|distansarbete|hjemmefra";
export const office =
  "in(?: the| our)? office(?! for)|im b[üu]ro|au bureau|en (?:la )?oficina|in ufficio|op kantoor|w biurze|no escritório|p[åa] kontoret";
/** Only for place names and titles: texts say "we deliver in two days from our office". */
const officeInBrief = `${office}|from(?: the| our)? office(?! for)|de bureau|de (?:la )?oficina`;
const hybrid = words(
  "hybrid(?:e[nrs]?|t|n[íěý]|modell|arbet[et]*|arbejde)?|hibrid[ăe]?|υβριδικ\\p{L}{1,3}|h[ií]brid[oa]s?|ibrid[oa]|(?:praca |pracy |tryb )?hybrydow[aoey]\\p{L}*|hybridi|mobiles arbeiten|mobile office|" +
    "(?:teilweise|partly|partially|occasional|partial|deels|delvis|delvist|częściowo|parzialmente) (?:in |på |da |op )?(?:remote|home ?-?office|thuis(?:werk(?:en)?)?|afstand|distans|hjemmefra|remoto|zdaln\\p{L}*)|" +
    "t[ée]l[ée]travail (?:partiel|occasionnel|possible)|(?:remoto|teletrabajo) parcial|[1-9]\\d ?% (?:remote|home ?-?office|remoto|zdaln\\p{L}*)|(?:remote|home ?-?office|remoto) ?\\(?(?:(?:bis(?: zu)?|up to|zu|ca\\.?) )?[1-9]\\d ?%|" +
    "(?:überwiegend|vorwiegend|hauptsächlich|größtenteils|mostly|mainly|predominantly|primarily|voornamelijk|grotendeels|majoritairement|principalement|głównie) (?:remote|home ?-?office|vor ort|on[ -]?site|zdalnie|thuiswerken?|en télétravail)|" +
    `\\d ?(?:x|\\*|mal)(?:${aWeek}) (?:home ?-?office|remote)|(?:${home}) \\d ?[-–]? ?\\d? ?(?:${days})|\\d ?[-–x*]? ?\\d? ?(?:${days})(?:${aWeek})?(?: \\p{L}+){0,2} (?:${home})|[1-4] ?(?:${days})(?:${aWeek})? (?:${officeInBrief})`,
);
const remote = words(
  "(?:100 ?% |fully |full |vollst[äa]ndig |komplett |full-?)?remote(?:[ -](?:friendly|first|only|optional|possible|eligible|based|ok))?|" +
    "home ?-?office|home[ -]?based|work(?:ing)? from home|work(?:ing)? from(?= anywhere)|(?<=work(?:ing)? from )anywhere (?:with)?in(?! the world)(?: the)?|(?:from )?anywhere (?:with)?in(?= (?:the )?(?:eu|e\\.u\\.|europe|european union|eea|emea)(?!\\p{L}))(?: the)?|wfh|virtual|telecommut(?:e|ing)|t[ée]l[ée]travail(?: complet| total)?|[àa] distance|teletrabajo|en remoto|remot[oa]|a distancia|" +
    "thuiswerk(?:en)?|werk(?:en)? van ?uit huis|werk(?:en)? van(?:uit)? thuis|op afstand|(?:praca |pracy |tryb )?zdaln[aeiy]\\p{L}*|da remoto|telelavoro|distans m[öo]jligt|smart working|teletrabalho|distansarbete|p[åa] distans|hemifr[åa]n|hjemmefra|hjemmekontor|fjernarbejde|et[äa]ty[öo]|etänä|" +
    "von zu ?hause|lavoro da casa|(?:trabajo )?desde casa|trabalho (?:a partir )?de casa|distans|pr[aá]c[aeiíy] z (?:domova|domu)|na dálku|távmunka|otthonról|(?:munc[aă] )?de acas[aă]|(?:munc[aă] )?la distan[țţt][ăa]|telemunc[aă]|τηλεργασία|εξ αποστάσεως|από το σπίτι",
);
const onsite = words(
  "on[ -]?site|in[ -]?office|in[ -]?person|vor ort|pr[äa]senz|sur (?:site|place)|en pr[ée]sentiel|pr[ée]sentiel|presencial|op kantoor|op locatie|(?:praca |pracy |tryb )?stacjonarn\\p{L}*|in sede|in presenza|p[åa] plats|på kontoret",
);
const travel = new RegExp(
  `\\(?travel[- ]required\\)?|\\b\\d ?(?:-|–|to)? ?\\d? ?(?:${days})(?![\\p{L}])(?:${aWeek})?(?: (?:${officeInBrief}|from home|on[- ]?site|vor ort|sur site))?`,
  "giu",
);

/** "No remote", "Remote: no", "Homeoffice nicht möglich": a mode that is refused does not count. */
const refusable =
  "(?:(?:remote|home ?-?office|hybrid|wfh)(?: (?:work(?:ing)?|option))?|t[ée]l[ée]travail|teletrabajo|teletrabalho|telelavoro|smart working|thuiswerk(?:en)?|prac[ay] zdaln\\p{L}{1,2}|distansarbete|hjemmearbejde)";
const refused = words(
  `(?:no|not|non|nicht|kein(?:e[nrs]?)?|pas de|sans|sin|senza|geen|niet|bez|sem|ingen|inget|inte|ikke)[ -](?:(?:fully|full|100 ?%|(?:available|eligible|suitable) (?:for|as)) )?${refusable}|` +
    `${refusable}(?: ?[:=?–-] ?| (?:is |ist |possible ?: ?|möglich ?: ?)?)(?:no|nein|non|nee|nie|nej|not (?:possible|available|offered|allowed|an option)|nicht (?:möglich|vorgesehen)|(?:pas|non) possible|no (?:posible|disponible)|niet mogelijk|nie)(?= *(?:$|[^\\p{L}\\p{N} -]))`,
);

/** The modes that a string names, and the string without those words: the rest says where. */
export function takeModeWords(text: string): { modes: Set<Exclude<RemoteMode, "unknown">>; rest: string } {
  const modes = new Set<Exclude<RemoteMode, "unknown">>();
  let rest = text.replace(refused, " ");
  const none = rest !== text;
  for (const [mode, pattern] of [
    ["hybrid", hybrid],
    ["remote", remote],
    ["onsite", onsite],
  ] as const) {
    const without = rest.replace(pattern, " ");
    if (without !== rest) modes.add(mode);
    rest = without;
  }
  return { modes, rest: modes.size > 0 || none ? rest.replace(travel, " ") : rest };
}

/** The mode of the words for one place: several together mean hybrid. */
export function oneMode(modes: ReadonlySet<Exclude<RemoteMode, "unknown">>): RemoteMode {
  if (modes.has("hybrid") || (modes.has("remote") && modes.has("onsite"))) return "hybrid";
  if (modes.has("remote")) return "remote";
  return modes.has("onsite") ? "onsite" : "unknown";
}

/** "Remote Sensing", "Hybrid Vehicles", "Online-Präsenz", "Onsite Technician": what the work is about. */
const subject = words(
  "remote[ -](?:sens(?:ing|ors?)|support|monitoring|control\\p{L}*|access|desktop|hands|operat\\p{L}*|infrastructure|management|diagnos\\p{L}*|services?|pilots?|sites?|patient|care|health|weapons?|handling|systems?|learning|proctor\\p{L}*|gaming|communities|assistance|guidance)|" +
    "(?:plug[ -]?in[ -])?hybrid(?:e[nrs]?)?[ -](?:vehicles?|clouds?|it|cars?|powertrains?|drives?|drivetrains?|electric|electronics?|engines?|systems?|integration|infra(?:structure|struktur)\\p{L}*|events?|antrieb\\p{L}*|fahrzeug\\p{L}*|bonding|materials?|rockets?|propulsion|apps?|mobile|intelligence|threats?|warfare|search|retail|rice|seeds?|capital|securities|composites?|networks?|funds?|motor\\p{L}*)|" +
    "(?:plug[ -]?in|mild|full)[ -]hybrids?|virtual(?! \\(|$)|home office (?:coverage|minister\\p{L}*)|(?:online|web|markt|social media|digitale?)[ -]?präsenz|on[ -]?site (?:\\p{L}+ )?(?:support|engineers?|technicians?|services?|managers?|coordinators?|specialists?|nurses?|installers?)|vor ort (?:service|techniker\\p{L}*|betreuung)",
);

/** The mode that a title states, and where it applies: "Analyst (Remote, Canada)". */
export function modeOfTitle(title: string): { mode: RemoteMode; scope: string } {
  const about = title.replace(subject, " ");
  const { modes, rest } = takeModeWords(about);
  if (modes.size === 0) return { mode: "unknown", scope: "" };
  let same = 0;
  while (same < rest.length && rest[same] === about[same]) same++;
  const from = Math.max(...[..."([|–-"].map((mark) => about.lastIndexOf(mark, same)), 0);
  return { mode: oneMode(modes), scope: about.slice(from) };
}

const somewhere =
  /(?<![\p{L}\p{N}])(?:worldwide|world ?wide|anywhere(?! in\b)|anywhere in the world|globally|global(?! (?!remote|or|and|only|anywhere)\p{L})|everywhere|weltweit|wereldwijd|monde entier|todo el mundo|cały świat|ovunque)(?![\p{L}\p{N}])/giu;

export function takeWorldwide(text: string): { worldwide: boolean; rest: string } {
  const rest = text.replace(somewhere, " ");
  return { worldwide: rest !== text, rest };
}
