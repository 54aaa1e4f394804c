import { textBefore, untilFirst } from "./around.ts";
import { countriesCalled } from "./place-scope.ts";
import { lowerOf, matchesIn, TextPattern } from "./text-pattern.ts";

/**
 * "Analyst (US only)", "Analyst - Germany", "Analyst, EMEA": the countries that a title names after the job. In lower
 * case, IT is not Italy.
 */
export function eligibleByTitle(title: string): string[] {
  const [, ...behind] = title.toLowerCase().split(/[()[\]|,]|\s[-–—]\s/);
  return [...new Set(behind.flatMap(countriesCalled))].sort();
}

const live = "(?:based|located|resident|residing|living|domiciled)";
const people = "(?:candidates|applicants|people|residents|citizens|persons)";
const within = "(?:anywhere )?(?:with)?in";
const home =
  "(?:remote|remotely|home[ -]?office|from home|t[ée]l[ée]travail|à distance|teletrabajo|teletrabalho|remot[oa]|a distancia|à distância|smart working|thuiswerken|op afstand|zdaln\\p{L}{1,4}|på distans|distansarbete|hjemmefra)";
/** "Remote teams in India", "remote monitoring of patients in Spain": not where this job is done from. */
const some =
  "(?: (?!(?:teams?|sites?|offices?|locations?|areas?|regions?|sensing|monitoring|patients?|customers?|clients?|colleagues|workers|employees|staff)(?!\\p{L}))\\p{L}{1,15}){0,2}";
/** How texts say where one must live, up to the country's name. */
const phrases = [
  `must (?:currently )?(?:be (?:currently |physically )?${live}|reside|live)(?: and (?:\\p{L}+ )?work)? ${within}`,
  "must (?:be|have)(?: the)?(?: legally| legal)? (?:authori[sz]ed|authori[sz]ation|eligible|right) to work (?:with)?in",
  "must be (?:a )?(?:residents?|citizens?) of",
  `only (?:accept|consider|hir|open|available)(?:e|ing|s)?(?: applications)?(?: to| from)?(?: ${people})?(?: ${live})? (?:in|of)`,
  `open (?:only )?to ${people}(?: ${live})? (?:in|of)`,
  "(?:must be an?|only|limited to|restricted to)(?= \\p{L}[\\p{L}.]{1,12}(?: \\p{L}{2,12})?[ -](?:citizens?|residents?|nationals|based))",
  `(?:need|have|required|expected|able|should|you(?: are|['’]re)|${people})(?: (?:to|be|are|who|currently|already|physically)){0,3} (?:${live}|reside|live) ${within}`,
  `(?:role|position|job|opportunity|vacancy)(?: (?:is|can|will|may|must|be|an?|fully|remote|open|currently|and|to)){0,4} ${live} ${within}`,
  "must (?:have|maintain|hold)(?: and maintain)?(?= \\p{L}[\\p{L}.]{1,12} (?:work authori[sz]ation|citizenship))",
  "work(?:ing)? from an?(?= \\p{L}[\\p{L}.]{1,12} (?:location|address))",
  "(?:wohnsitz|wohnort|lebensmittelpunkt)(?: ist| muss)? in|wohnhaft in|du (?:wohnst|lebst) in",
  "muss(?:t|en)?(?: du| sie)? in(?= [^.]{3,40} (?:wohn|leb|ansässig))|müssen(?: sie)? in(?= [^.]{3,40} (?:wohn|leb|ansässig))",
  "nur (?:für )?(?:bewerber|kandidat|personen)[^.,]{0,24} (?:aus|in)",
  "(?:doi[ts]|doivent|devez|devrez|devra)(?: \\p{L}+ment)? (?:être (?:basée?s?|domiciliée?s?|située?s?|résidente?s?)|résider|habiter|vivre) (?:en|au|aux)",
  "(?:vous êtes|tu es) (?:basé|domicilié|situé|résident)(?:\\(?e\\)?)?s? (?:en|au|aux)",
  "(?:résider|résidence)(?: fiscale)? (?:obligatoire(?:ment)? )?(?:en|au|aux)",
  "(?:debes?|deben|deberás?|tienes que|imprescindible|necesario|obligatorio) (?:residir|vivir|estar (?:ubicad|basad)[oa]s?|residencia) en|residencia (?:fiscal )?en|residentes? en",
  "(?:moet|dient)(?:en)? (?:je |u )?in(?= [^.]{3,40} (?:won|gevestigd))|woonachtig (?:te )?(?:zijn |bent )?in|je woont in",
  "residen(?:za|te|ti) in|residir em|residência em|residentes? em|mieszkasz w|zamieszkani\\p{L}{1,2} (?:w|na terenie)|(?:bosatt|bosat) i",
];
/**
 * The same for remote work only: "remote within the US", "from anywhere in Spain"; other things are "anywhere" as well.
 */
const remotePhrases = [
  `${home}${some},? (?:from )?(?:anywhere )?(?:with)?in`,
  `(?:live|work(?:ing)?|based|located|employees|role|position|open to ${people})${some},? (?:from )?anywhere (?:with)?in`,
  `${home}${some} (?:innerhalb(?: von)?|aus(?: ganz)?|in ganz|von überall (?:in|aus)|überall in)`,
  `(?:überall|irgendwo) in(?= \\p{L}{4,20}(?: aus)? arbeiten)`,
  `${home}${some} (?:(?:depuis )?(?:partout |n['’]importe où )?(?:en|au|aux)|depuis)`,
  `${home}${some} (?:desde|en|dentro de)(?: cualquier (?:lugar|parte|punto) (?:de|en)| toda)?`,
  `${home}${some} (?:da (?:qualsiasi|qualunque|ogni|tutta) (?:parte|luogo) (?:d['’]|in)|in tutta|dall['’])`,
  `${home}${some} (?:(?:em|de|desde|a partir de)(?: qualquer (?:lugar|parte|ponto) (?:de|em))?)`,
  `${home}${some} (?:vanuit|binnen|(?:vanaf |vanuit )?(?:overal|elke plek) in)`,
  `${home}${some} (?:z (?:dowolnego |każdego )miejsca w|na terenie|z|w)`,
  `${home}${some} (?:inom|från(?: hela)?|i hele?a?|fra hele)`,
];
const article =
  "(?:(?:the|all of|whole of|whole|continental|contiguous|den|les|los|der|die|la|el|całej|całego|ganz|hela|hele|tutta|toda|todo|heel) ?){0,2}(?:l['’])?";
const residence = new TextPattern(
  new RegExp(`(?<!\\p{L})(?:${[...phrases, ...remotePhrases].join("|")}) ${article}`, "u"),
);
const only =
  /(?<!\p{L})(?:(?:citizens?|residents?|nationals|candidates|applicants|based) only(?!\p{L})|only(?=\s?(?:[).|\n]|$)))/gu;
/** Lines that only say where: "Remote (UK)", "Location: Remote - Germany or Austria", "- Based in Spain". */
const alone = new RegExp(
  `(?<!\\p{L})${home}(?: (?:work|working|position|role|job|opportunity|first|only))?(?: ?[,:(–—-] ?| )|(?<=^|\\n)[\\s*•·–-]{0,4}${live} ${within} `,
  "gu",
);

/**
 * A pension plan that only one country has, if the text mentions no other: staff elsewhere would be told about theirs.
 */
const pension = /(?<![\p{L}\d])401 ?\(?k\)?(?!\p{L})/u;
const abroad =
  /(?<!\p{L})(?:(?:usa?|u\.s\.)(?:[ -]based)? (?:employees|staff|team members|only)|(?:your|each|by|the) (?:country|location)|countries|abroad|worldwide|internationally|international (?:team|employees|candidates)|anywhere in the world|contractors?|eor|europe(?:an)?|eu|emea|apac|latam|uk|u\.k\.|united kingdom|london|ireland|dublin|canad\p{L}+|toronto|germany|berlin|france|paris|spain|netherlands|amsterdam|poland|portugal|lisbon|india|israel|mexico|brazil|argentina|australia|singapore|japan|philippines)(?!\p{L})/u;

/** "We cannot hire candidates based in", "if you are based in", "for applicants based in the US, the pay is". */
const unmeant =
  /(?<!\p{L})(?:(?:not|cannot|\p{L}+n['’]t|unable|nicht|kein\p{L}{0,2})(?! only)(?!\p{L})[^.,;:!?\n]{0,20}|(?:if|wenn|falls) |(?:(?:pay|salary|wage|compensation|benefits)[^.!?\n]{0,40}|^|[.!?\n•*-] ?)for )$/u;

const longestName = 8;
const farthest = 80;

/** The countries in which a text says that one must live. */
export function eligibleByText(text: string): string[] {
  const lower = lowerOf(text);
  for (const { index, 0: phrase } of residence.matchAll(lower)) {
    if (unmeant.test(textBefore(lower, index, farthest))) continue;
    const from = index + phrase.length;
    const words = untilFirst(lower.slice(from, from + farthest), /[\n;:!?()]/).split(/[ -]/);
    const countries = longest((length) => words.slice(0, length));
    if (countries.length > 0) return countries;
  }
  for (const { index } of matchesIn(lower, only)) {
    const words = textBefore(lower, index, farthest)
      .trim()
      .split(/[^\p{L}.]+/u);
    const countries = longest((length) => words.slice(-length));
    if (countries.length > 0) return countries;
  }
  for (const { index, 0: phrase } of matchesIn(lower, alone)) {
    const from = index + phrase.length;
    const countries = countriesCalled(untilFirst(lower.slice(from, from + farthest), /[\n;:!?().|]/));
    if (countries.length > 0) return [...new Set(countries)].sort();
  }
  return pension.test(lower) && !abroad.test(lower) ? ["US"] : [];
}

function longest(words: (length: number) => string[]): string[] {
  for (let length = longestName; length > 0; length--) {
    const countries = countriesCalled(words(length).join(" "));
    if (countries.length > 0) return [...new Set(countries)].sort();
  }
  return [];
}
