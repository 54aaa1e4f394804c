import type { Salary } from "./posting.ts";

type Period = Salary["period"];

const crowns = ["SEK", "DKK", "NOK", "ISK"];
/** How texts write currencies, in lower case. An array = shared by several currencies: the posting's place decides. */
const signs: Readonly<Record<string, string | readonly string[]>> = {
  ...{ "€": "EUR", eur: "EUR", euro: "EUR", euros: "EUR", euró: "EUR", teur: "EUR", "£": "GBP", gbp: "GBP" },
  ...{ us$: "USD", usd: "USD", $: ["USD", "CAD", "AUD", "NZD", "SGD", "HKD"], cad: "CAD", aud: "AUD" },
  ...{ chf: "CHF", sfr: "CHF", "fr.": "CHF", zł: "PLN", zl: "PLN", pln: "PLN", kč: "CZK", czk: "CZK" },
  kr: crowns,
  "kr.": crowns,
  kronor: "SEK",
  kroner: ["DKK", "NOK"],
  sek: "SEK",
  dkk: "DKK",
  nok: "NOK",
  isk: "ISK",
  ...{ ft: "HUF", forint: "HUF", huf: "HUF", lei: "RON", ron: "RON" },
};
/** "2.500,-" has no other sign. */
export const dash = ",-";
const dashMoney = ["EUR", "CHF", "DKK", "NOK", "SEK"];
const moneyOf: Readonly<Record<string, string>> = {
  ...{ AT: "EUR", BE: "EUR", DE: "EUR", LU: "EUR", NL: "EUR", CH: "CHF" },
  ...{ US: "USD", CA: "CAD", AU: "AUD", NZ: "NZD", SG: "SGD", HK: "HKD" },
  ...{ SE: "SEK", DK: "DKK", NO: "NOK", IS: "ISK" },
};

/** Longest first, so that "euros" is not read as "eur" plus a rest. */
export const anySign = Object.keys(signs)
  .toSorted((a, b) => b.length - a.length)
  .map((sign) => sign.replace(/[.$]/, "\\$&"))
  .join("|");

/** If no country decides: words beside an amount that only people with this currency write. */
const moneyByWords: readonly (readonly [string, RegExp])[] = [
  ["SEK", /lön|mån(?!e)|timmen?(?!\p{L})/u],
  ["DKK", /løn(?!n)|(?<!\p{L})pr\. |kr\. i timen/u],
  ["NOK", /lønn|i måneden/u],
  ["EUR", /monatlich|jährlich|pro (?:monat|jahr|stunde)|gehalt|per (?:maand|jaar|uur)|salaris/u],
];

/**
 * The currency that a sign means in these countries. A bare dollar without a country is American; "kr" without one is
 * unknown.
 * @param beside the text around the amount
 */
export function currencyOf(sign: string, countries: readonly string[], beside: string): string | null {
  const money = sign === dash ? dashMoney : Object.hasOwn(signs, sign) ? (signs[sign] ?? null) : null;
  if (money === null || typeof money === "string") return money;
  const here = new Set(countries.flatMap((country) => moneyOf[country] ?? []).filter((code) => money.includes(code)));
  const [only = null] = here;
  if (here.size > 0) return here.size === 1 ? only : null;
  if (sign === "$") return "USD";
  const told = moneyByWords.filter(([code, words]) => money.includes(code) && words.test(beside));
  return told.length === 1 ? (told[0]?.[0] ?? null) : null;
}

/** Words for a period after an amount ("/h", "per month", "p.a.") and before it ("Stundenlohn", "annual"). */
export const periodWords: readonly (readonly [Period, behind: RegExp, ahead: RegExp])[] = [
  [
    "hour",
    /\/ ?(?:h|hr|hour|std|stunde|heure|hora|uur|ora|godz(?:in[aęey])?|hod|óra|timme?)(?!\p{L})|(?:per|an|each|every|pro|de l'|par|por|al|na|za|ved|i|na) ?(?:hour|hr|stunde|heure|hora|uur|godzin[ęey]|timmen?|timen?|hodinu?)(?!\p{L})|per uur|all'ora|l'heure|hourly|die stunde|stundenlohn|\bp\/?h(?!\p{L})|\bph(?!\p{L})|pr\.? time(?!\p{L})|brutto\/h|tunnissa|óránként|\bor[ăa]\b/u,
    /stunden(?:lohn|satz|verg[üu]tung)|hourly|per hour|taux horaire|horaire|uur(?:loon|tarief)|stawk[ai] godzinow|paga oraria|timl[öo]n|timel[øo]nn?|por hora|tuntipalkka|hodinov|órabér/u,
  ],
  [
    "day",
    /\/ ?(?:day|tag|jour|d[íi]a|dag|dzie[ńn]|den|nap|giorno)(?!\p{L})|(?:per|a|pro|par|por|al|na) (?:day|tag|jour|d[íi]a|dag|dzień|giorno|den)(?!\p{L})|tagessatz|daily|\bp\/?d(?!\p{L})/u,
    /tagessatz|(?:day|daily) rate|per day|taux journalier|\btjm\b|dagtarief|tarifa diaria|tariffa giornaliera/u,
  ],
  [
    "month",
    /\/ ?(?:months?|mo|mth|monat|mon\.?|mois|mes|mese|m[êe]s|maand|mnd|mies|miesi[ąa]c|m|m[åa]n(?:\.|[ae]d)?|m[ěe]s(?:[íi]c)?|hó|lun[ăa]|kk)(?!\p{L})|(?:per|a|each|every|pro|im|par|por|al|na|za|i|om|pr\.?) (?:calendar )?(?:months?|monat|mois|mes|mese|m[êe]s|maand|mnd|miesi[ąa]c|m[åa]n[ae]d(?:en)?|m[ěe]s[íi]c|lun[ăa])(?!\p{L})|monthly|monatlich|monatsgehalt|mensuel|mensual|mensili|mensais|maandelijks|miesi[ęe]czn|\bmies\.|m[ěe]s[íi]čně|havonta|lunar(?!\p{L})|kuukaudessa|\bkk(?!\p{L})|m[åa]nadsl[öo]n|μηνια|τον μήνα|p\. ?m\.?(?!\p{L})|\bpm(?!\p{L})|\bpcm(?!\p{L})/u,
    /monats(?:gehalt|lohn|verg[üu]tung)|monatlich|μηνια|monthly|per month|mensuel|mensual|mensile|mensal|maandsalaris|per maand|maandelijks|miesi[ęe]czn|m[åa]nadsl[öo]n|m[åa]nedsl[øo]nn?|m[ěe]s[íi]čn|havi |lunar|kuukausipalkka/u,
  ],
  [
    "year",
    /\/ ?(?:years?|yr|jahr|ann?|année|a[ñn]o|anno|ano|jaar|rok|a|pa|år|rok|év|an)(?!\p{L})|(?:per|a|each|pro|im|par|por|al|na|om|pr\.?|i|all') ?(?:years?|annum|anno|jahr|ann?|a[ñn]o|ano|jaar|år|året|rok)(?!\p{L})|p\.? ?a\.?(?![\p{L}\d])|p\.\/a|j[äa]hrlich|jahres(?:brutto|gehalt)|annuel|anual|op jaarbasis|per jaar|roczn|annui|all'anno|annual(?:ly)?|annualis?zed|yearly|årligen|årligt|ročně|évente|anual/u,
    /jahres(?:brutto|gehalt|ziel|verg[üu]t|lohn|einkommen)|bruttojahres|annual(?!\p{L}| leave)|yearly|per (?:year|annum)|annuel|anual|jaarsalaris|roczn|\bral\b|salary range|base salary|\bote\b|årsl[öo]n|årsl[øo]nn?|annua(?!\p{L})|p\. ?a\./u,
  ],
];

/** Words for pay, in lower case and in the languages that the texts come in. */
export const payWord =
  /salar|\bpay\b|pay ?(?:range|rate|band|scale)|\bpaid\b|compensat|remunerat|stipend|internship (?:fee|allowance)|\bwages?\b|gehalt|verg[üu]t|(?<!be)lohn(?!steuer)|entgelt|verdien|entlohnung|r[ée]mun[ée]r|salaire|gratification|sueldo|retribuci|salaris|\bloon|vergoeding|beloning|wynagrodzen|pensj|zarob|zarabia|stawk|widełki|retribuzion|\bral\b|vencimento|remuneraç|bolsa de|\bl[öo]n\b|l[öo]nen?\b|l[øo]nn?\b|årsl[øo]nn?|brutto|bruto|\bbrut\b|brutt[oi]|\blord[oia]\b|gross|\bote\b|palkka|\bmzd|\bplat\b|\bbér\b|bruttó|fizetés|salariu|rate of pay|hourly rate|da(?:y|ily) rate|^\W*(?:annuel|mensuel|horaire) de $|tvöd|tv-[lhv]\b|μισθ|αμοιβ|αποδοχ|tagessatz|uurloon|timl[öo]n|månadslön|tarif|tjm|schaal|basic\b|base\b|\bfixum|\bfixe?\b/u;

/** Those of them that mean a full wage, never a part of it. */
export const wageWord =
  /salar(?:y|is|io|iu)|stipendio|vencimento|remuneraç|salaire|gehalt|\blohn\b|sueldo|retribuzion|wynagrodzen|l[öo]n\b|l[øo]nn?\b|\bmzd|fizetés|palkka|\bplat\b|tvöd|tv-[lhv]\b|schaal|bruto|brutto|netto ?\+ ?vat/u;

/** Money that is not regular pay: an amount beside these words is not pay. */
export const otherMoney =
  /bonus|prime|premi[aęi](?!\p{L})|budget|\bfund|raised|raise of|revenue|turnover|umsatz|chiffre d'affaires|omzet|obr[oó]t|million|millones|milion|miljo|\bmln|\bmio\b|\bmrd|billion|milliard|referral|refer a|cooptation|empfehl|polecen|voucher|gutschein|(?<!internship )allowance|zuschuss|zulage|toeslag|supplement|training|weiterbildung|\bformation|learning|conference|relocation|umzug|sign[- ]?on|sign[- ]?ing|welcome|golden hello|equity|stock|share|option|valuation|series [a-e]\b|\barr\b|customers|kunden|users|discount|rabat|korting|subvention|ticket|investi|assets|aum\b|compute|reward|benefit|perk|insurance|versicherung|pension|401|retirement|gym|fitness|wellness|wellbeing|phone|internet|laptop|equipment|home ?office|travel|reise|fahrt|commut|mobilit|transport|car\b|lunch|meal|\bessen\b|food|repas|deal|contract value|contracts? worth|portfolio|grant|scholarship|volume|loan|credit|sav(?:e|ing)|spend|costs?\b|(?<!internship )\bfees?\b|deposit|prize|award|\bfin(?:es|ed)\b|bu(?:ß|ss)geld|amende|\bdebts?\b|\bschuld|average order|order (?:value|size)|kaution|\brents?\b|worth|childcare|kita|expenses|reimburs|towards|tuition|subs[íi]d(?:io|y)|refeição|dietas(?!\p{L})|buon[io] pasto|zuschl[aä]g|verpfleg|spesen(?!\p{L})|tillägg|tillæg|tillegg|vacation|vakantie|holiday|urlaub|commission|provision|overtime|price|preis|donat|\bper (?:diem|head)/u;
