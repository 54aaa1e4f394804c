import { sinceLast, textBefore, untilFirst } from "./around.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

/** Where a text mentions people at the start of their careers at all. */
const named = new TextPattern(
  /(?<!\p{L})(?:graduates?(?! (?:cert|degree|dip|level|pro|qual|sch|stud))(?!\p{L})|(?:just|recently) (?:comp|fin|grad)|first or second|first (?:job|role|position)(?!\p{L})|entry[- ]level|starters?(?!\p{L})|startersf|start of (?:your|their) |berufs(?:einst|anf)|(?:hochschul|universitäts|fh-)?absolvent|studium (?:gerade|kürz|vor|frisch|soeben|erst)|nach (?:dem|deinem|ihrem) (?:studium|abschluss|bachelor|master|examen)|studiach(?!\p{L})|jeunes? dipl|premier emploi|reci[ée]n |primer (?:empleo|trabajo)|primeiro emprego|prima esperienza|neo-?laureat|afgestudeerd|eerste baan|absolwen[tc]|pierwsz[aą] prac|rec[ée]m-|ny(?:ut)?exam|första jobb|nyud|nyutd|første job)/u,
);

const germanJobFor =
  "(?:(?:stelle|position|job|einstieg|rolle)(?: (?:ist|richtet|eignet|sich|auch|ebenfalls|sehr|besonders|gut|optimal|ideal|perfekt|bestens|geeignet|offen)){0,5}|^[\\s*·–-]{0,4}(?:auch|ideal|geeignet|optimal|besonders)(?: (?:auch|geeignet))?) (?:an|für|als) (?:\\p{L}+ ){0,2}?";

/** "Für Absolventen und Young Professionals sehr gut geeignet". */
const germanSuits = (noun: string) =>
  new RegExp(
    `(?:${germanJobFor}|(?:(?<!\\p{L})(?:stelle|position|rolle|job) (?:ist )?|^[\\s*·–-]{0,4})(?:auch |ebenfalls |besonders |ideal )?für (?:\\p{L}+ ){0,2}?(?=[^.]{0,60}(?:geeignet|ideal|offen)[.!]?$))${noun}`,
    "u",
  );

/**
 * How ads say that the job is for graduates, by language. Mentioning them is not enough: they may be hired, taught or
 * served.
 */
const forGraduates: readonly RegExp[] = [
  // English
  /(?<!(?<!\p{L})(?:their|my|his|her|our) )first (?:job|role|position) (?:after|out of|following|from) (?:your |their |finishing )?(?:studies|studying|university|college|uni|school|graduat|degree)/u,
  /(?:^[\s*·–-]{0,4}(?:ideal|perfect|suitable|open)|(?<!\p{L})(?:opportunity|role|position|job|vacancy|post))(?: (?:is|would|be|an?|also|very|ideal|perfect|suitable|suited|open|aimed|designed|geared|great|fit|start|opportunity)){0,5} (?:for|to|at) (?:an? |any |all )?(?:recent|new|fresh|young)(?: university| college)? graduates?(?!\p{L})/u,
  /(?<!\p{L})(?:recent|new|fresh)(?: university| college)? graduates? (?:are |is )?(?:also |very |warmly |most )?(?:welcome|encouraged|considered|invited)/u,
  /^[\s*·–-]{0,4}(?:university |college )?graduates (?:are )?(?:also |very |warmly |most )?(?:welcome|encouraged)(?: to apply)?[.!]?$/u,
  /(?:(?<!\p{L})we(?: are|'re|’re)? (?:(?:currently|now|also) )?|^[\s*·–-]{0,4})(?:looking for|seek(?:ing)?|hiring|searching for) (?:(?:an?|our|next|some|two|three|talented|motivated|bright|ambitious|enthusiastic|driven|curious|keen|smart) ){0,3}(?:recent|new|fresh)(?: university| college)? graduates?(?!\p{L}| (?:coach|mentor|recruit|advis|manag|trainer|liaison))/u,
  /(?<!\p{L})(?:you(?:'re|’re| are)|are you) (?:an? )?(?:\p{L}+ )?(?:recent(?: university| college)? graduate|recently graduated|fresh graduate)(?!\p{L}| (?:coach|mentor|recruit|advis|manag|trainer|liaison))/u,
  /(?<!\p{L})(?:you have|have you|you've|you’ve|you are about to graduate or have) (?:just|recently) (?:graduated|(?:finished|completed) your (?:\p{L}+ )?(?:degree|studies|bachelor|master|education))/u,
  /(?:^|[.!?•*-] )recent(?:ly)? graduated?(?: or |[.,])/u,
  // German
  germanSuits("(?:hochschul|universitäts|fh-)?absolvent"),
  /^[\s*·–-]{0,4}(?:auch )?(?:hochschul|universitäts|fh-)?absolvent[^\s.]{0,9} (?:sind )?(?:(?:auch|ebenfalls|herzlich|sehr|ausdrücklich|gern|gerne|bei|uns) ){0,3}willkommen[.!]?$/u,
  /(?:^[\s*·–-]{0,4}|(?<!\p{L})(?:du|sie) )als (?:\p{L}+ )?(?:hochschul|universitäts|fh-)?absolvent/u,
  /(?<!\p{L})studium (?:gerade|kürzlich|vor kurzem|frisch|soeben|erst kürzlich) (?:erfolgreich )?(?:abgeschlossen|beendet)/u,
  /(?<!\p{L})(?:job|stelle|position|einstieg|berufseinstieg|direkteinstieg) nach (?:dem|deinem|ihrem) (?:studium|abschluss|bachelor|master|examen)/u,
  // French
  /(?:(?<!\p{L})(?:poste|emploi|cdi|cdd) (?:est )?(?:également |aussi )?|^[\s*·–-]{0,4})(?:(?:ouvert|accessible|idéal|destiné|adapté|convient|s['’]adresse)\p{L}{0,2} )?(?:également |aussi )?(?:aux?|pour|à) (?:une? |des |de |tout )?jeunes? diplômé/u,
  /(?<!\p{L})(?:vous êtes|tu es|es-tu|recherchons|êtes-vous) (?:une? |des |de )?jeunes? diplômé/u,
  /(?<!\p{L})jeunes? diplômée?s? (?:accepté|bienvenu)/u,
  // Spanish
  /(?<!\p{L})(?:buscamos|buscando|eres) (?:(?!(?:para|de|del|a|con|que|por)(?!\p{L}))\p{L}+ ){0,2}reci[ée]n (?:titulad|graduad|licenciad|egresad)/u,
  /(?:(?<!\p{L})(?:puesto|vacante|posición|oferta de empleo)|^[\s*·–-]{0,4}(?:ideal|apt[oa]|adecuad[oa]|dirigid\p{L}|abiert\p{L}))(?: (?:es|está|también|ideal|apt[oa]|adecuad[oa]|dirigid\p{L}|orientad\p{L}|abiert\p{L})){0,3} (?:para|a) (?:(?:un|una|personas|jóvenes|candidat\p{L}{1,2}) ){0,2}reci[ée]n (?:titulad|graduad|licenciad|egresad)/u,
  /^[\s*·–-]{0,4}(?:también )?se (?:aceptan|admiten) (?:también )?reci[ée]n (?:titulad|graduad|licenciad|egresad)[oa]s[.!]?$/u,
  // Italian
  /(?<!\p{L})(?:cerchiamo|ricerchiamo|ricerca) (?:(?!(?:per|di|del|a|con|che|da)(?!\p{L}))\p{L}+ ){0,2}neo-?laureat|(?<!\p{L})(?:sei|siete) (?:(?:un|una|dei|giovane|giovani) ){0,2}neo-?laureat/u,
  /(?:(?<!\p{L})(?:posizione|ruolo|offerta di lavoro|annuncio|ricerca)|^[\s*·–-]{0,4}(?:ideale|adatt[oa]|rivolt\p{L}|apert\p{L}))(?: (?:è|anche|ideale|adatt[oa]|rivolt\p{L}|apert\p{L})){0,3} (?:per|a) (?:(?:un|una|giovani|candidati) ){0,2}neo-?laureat/u,
  /^[\s*·–-]{0,4}neo-?laureat\p{L} (?:sono )?(?:i )?benvenut\p{L}[.!]?$/u,
  // Dutch
  /(?<!\p{L})(?:je bent|ben je|jij bent|ben jij|bent u) (?:\p{L}+ )?(?:pas|net|recent|onlangs) afgestudeerd/u,
  /(?<!\p{L})eerste baan na (?:je|jouw) (?:studie|opleiding|afstuderen)/u,
  // Polish
  /(?<!\p{L})(?:oferta pracy|praca|stanowisko) (?:(?:jest|także|również|skierowan\p{L}|idealn\p{L}) ){0,3}(?:dla|do) absolwent|(?<!\p{L})(?:szukamy|zapraszamy) (?:także |również )?absolwent|^[\s*·–-]{0,4}(?:także|również|oferta|odpowiedni[ae]?|idealn[ae]) dla absolwent/u,
  /^[\s*·–-]{0,4}(?:mile widziani (?:są )?(?:także |również )?absolwenci|absolwenci (?:są )?mile widziani)[.!]?$/u,
  /(?<!\p{L})(?:tuż|zaraz|świeżo|bezpośrednio) po studiach/u,
  // Portuguese
  /(?<!\p{L})(?:procuramos|és) (?:(?!(?:para|de|do|da|a|com|que|por)(?!\p{L}))\p{L}+ ){0,2}rec[ée]m-(?:licenciad|formad|graduad|diplomad)/u,
  /(?:(?<!\p{L})(?:vaga|posição|oferta de emprego|função)|^[\s*·–-]{0,4}(?:ideal|adequad[oa]|indicad[oa]|dirigid\p{L}|abert\p{L}))(?: (?:é|também|ideal|adequad[oa]|indicad[oa]|dirigid\p{L}|abert\p{L})){0,3} (?:para|a) (?:(?:um|uma|jovens|candidatos) ){0,2}rec[ée]m-(?:licenciad|formad|graduad|diplomad)/u,
  /^[\s*·–-]{0,4}rec[ée]m-(?:licenciad|formad|graduad|diplomad)[oa]s (?:são )?(?:também )?bem-vind[oa]s[.!]?$/u,
  // Swedish, Danish, Norwegian, Czech
  /^[\s*·–-]{0,4}(?:nyexaminerade (?:är )?(?:också )?välkomnas?(?: att söka)?|(?:nyuddannede|nyutdannede) (?:er )?(?:også )?velkom(?:ne|men)(?: (?:til at søge|til å søke))?)[.!]?$/u,
  /^[\s*·–-]{0,4}(?:(?:pozice|práce|role) (?:je )?)?vhodn[éá] (?:i |také )?pro absolventy[.!]?$/u,
  /(?<!\p{L})(?:du är|är du|dig som är|du som är|(?:vi söker|söker vi)(?: nu)?(?: en| två| flera| dig,?)?) (?:\p{L}+ )?ny(?:ut)?examinerad/u,
  /(?<!\p{L})(?:du er|er du|der er|som er|(?:vi sø[gk]er|sø[gk]er vi)(?: nu| nå)?(?: en| to| flere| dig,?| deg,?)?) (?:\p{L}+ )?ny(?:uddanne|utdanne)[td]/u,
  /^[\s*·–-]{0,4}(?:(?:tjänsten|rollen|jobbet) )?(?:passar|är lämplig\p{L}? för|lämplig\p{L}? för) (?:(?:även|också|bra|för|dig som är) ){0,2}ny(?:ut)?examinerad/u,
  /^[\s*·–-]{0,4}(?:(?:stillingen|jobbet|rollen) er )?(?:også )?(?:velegnet|egnet|oplagt|ideel|perfekt|passer) (?:også )?(?:til|for) (?:en |dig, der er |deg som er )?ny(?:uddanne|utdanne)[td]/u,
];
const forBeginners: readonly RegExp[] = [
  // English
  /(?:^|[.!?•*-] )(?:your )?first or second (?:job|role|position)(?:[.,!]|$)/u,
  /(?<!\p{L})(?:this is|this|as) (?:an? )?(?:\p{L}+ )?entry[- ]level (?:role|position|job|opportunity|vacancy|post)(?!s)/u,
  /(?<!\p{L})(?:you are|you're|you’re|(?:looking for|(?:role|position|job|post) (?:is |would )?(?:suits?|ideal for|perfect for)|^[\s*·–-]{0,4}(?:suitable|ideal|perfect) for) (?:someone|people|candidates?|graduates?|professionals?|a person)(?: who (?:is|are))?) at the (?:very )?start of (?:your|their) careers?(?!\p{L})/u,
  /(?<!\p{L})(?:ideal|perfect|suitable|great|good) (?:as (?:a|your) |for (?:a|your) )?first (?:job|role|position)(?!\p{L})/u,
  /^[\s*·–-]{0,4}starter, (?:\p{L}+ ){0,3}(?:fluent|degree|bachelor|graduate)|(?<!\p{L}|new )starters (?:are )?(?:very |also |most |always )?(?:welcome|encouraged)/u,
  // German
  germanSuits("(?:berufseinsteiger|berufsanfänger)"),
  /(?:^[\s*·–-]{0,4}als|(?<!\p{L})(?:du|sie) als|(?<!\p{L})bist(?: du)?) (?:\p{L}+ )?(?:berufseinsteiger|berufsanfänger)/u,
  /(?<!\p{L})(?:berufseinsteiger|berufsanfänger)(?:[^\s.]{0,5})(?: (?:und|oder|\/) \S{3,24}| \([^)\n]{1,12}\))? (?:sind |ist )?(?:\p{L}+ ){0,2}willkommen/u,
  // French, Spanish, Italian
  /(?<!\p{L})(?:idéal|parfait|convient|adapté)\p{L}{0,2} (?:pour|comme|à) (?:un |une |ton |votre )?premier emploi/u,
  /(?<!\p{L})(?:(?:ideal|perfecto) (?:como |para )?|como )(?:tu |un )?primer (?:empleo|trabajo)(?!\p{L})/u,
  /(?<!\p{L})(?:ideale|anche|adatt\p{L}) (?:come|per|alla) (?:la |una |tua )?prima esperienza (?:lavorativa|professionale|di lavoro)/u,
  // Dutch
  /(?:(?<!\p{L})(?:ben je|je bent|jij bent|ben jij|zoeken|zoeken wij|zoeken we)|^[\s*·–-]{0,4}(?:ook )?als|(?<!\p{L})(?:je|jij|ook) als) (?:een |naar een )?(?:\p{L}+e )?starters?(?:$|[.,?!:]| (?:op de|met|en|of|die)(?!\p{L}))/u,
  /(?:(?<!\p{L})(?:functie|baan|vacature) (?:is )?(?:ook )?(?:geschikt |ideaal )?|^[\s*·–-]{0,4}(?:ook )?(?:geschikt|ideaal) )voor (?:een )?starters?(?!\p{L})|^[\s*·–-]{0,4}(?:ook )?voor starters(?: (?:en|of|&) (?:young professionals|schoolverlaters|(?:pas |net )?afgestudeerden)[.!]?|[.!])$/u,
  /^[\s*·–-]{0,4}starters (?:zijn )?(?:ook |zeer |van harte )*welkom(?: om te solliciteren)?[.!]?$/u,
  /(?<!\p{L})(?:deze|een|als) (?:\p{L}+ )?startersfunctie(?!\p{L})/u,
  // Polish, Portuguese
  /(?<!\p{L})(?:może być|będzie|idealna jako) (?:twoj\p{L} )?pierwsz[aą] prac[aą]/u,
  /(?<!\p{L})(?:ideal|perfeit\p{L}|bom) (?:como|para) (?:um |o |teu |seu )?primeiro emprego/u,
  // Swedish, Danish, Norwegian
  /(?<!\p{L})(?:söker|som|blir|är) (?:ditt|ett) första (?:riktiga )?jobb/u,
  /(?<!\p{L})(?:som|søger|bliver|er|søker|blir) (?:dit|ditt) første jobb?(?!\p{L})/u,
];

/** "Not for graduates" and "whether a graduate or a professional": not for beginners in particular. */
const notOnly =
  /(?<!\p{L})(?:not|no|if|whether|experienced|seasoned|senior|(?<!young )professionals|kein\p{L}{0,3}|nicht|ob|berufserfahren\p{L}*|erfahren\p{L}{0,2}|(?:est|sont|êtes) pas|abstenir|confirmé\p{L}{0,2}|sin|con experiencia|experimentad\p{L}{1,2}|non|espert\p{L}|geen|niet|ervaren|nie|doświadczon\p{L}{1,4}|não|experientes?|inte|erfaren|erfarna|ikke|erfarne|år|years|jahren?|ans)(?!\p{L})/u;

/** How many characters are read on either side of such a word. */
const around = 120;
const endOfSentence = /(?<=[.!?])\s|[\n;•]/u;

/** Whether a text says that the job is for graduates, or for a first job; null = neither. */
export function newcomersIn(description: string): "graduate" | "entry" | null {
  const text = lowerOf(description);
  let found: "entry" | null = null;
  for (const { index, 0: words } of named.matchAll(text)) {
    const left = sinceLast(textBefore(text, index, around), endOfSentence);
    const right = untilFirst(text.slice(index, index + words.length + around), endOfSentence);
    const sentence = left + right;
    if (notOnly.test(sentence)) continue;
    if (forGraduates.some((pattern) => pattern.test(sentence))) return "graduate";
    if (forBeginners.some((pattern) => pattern.test(sentence))) found = "entry";
  }
  return found;
}
