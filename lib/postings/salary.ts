import type { Salary } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

const currencyOf: Readonly<Record<string, string>> = {
  "€": "EUR",
  eur: "EUR",
  euro: "EUR",
  euros: "EUR",
  "£": "GBP",
  gbp: "GBP",
  $: "USD",
  usd: "USD",
  us$: "USD",
  chf: "CHF",
  sfr: "CHF",
  "fr.": "CHF",
  zł: "PLN",
  zl: "PLN",
  pln: "PLN",
  sek: "SEK",
  dkk: "DKK",
  nok: "NOK",
  czk: "CZK",
  kč: "CZK",
  huf: "HUF",
  ron: "RON",
  cad: "CAD",
  aud: "AUD",
};
// Longest first, so that "euros" is not read as "eur" and a rest.
const currency = "(?:euros?|eur|us\\$|€|£|\\$|gbp|usd|chf|sfr|fr\\.|zł|zl|pln|sek|dkk|nok|czk|kč|huf|ron|cad|aud)";
const number = "\\d{1,3}(?:[.,'’\\u00a0\\u202f ]\\d{3}){0,2}(?:[.,]\\d{1,2})?|\\d{1,6}(?:[.,]\\d{1,2})?";
const amount = `(?:${number})\\s?k?`;
const dash = "\\s*(?:-|–|—|to|bis|à|a|tot|do|y|and|und)\\s*";
/** A currency before or after one amount, or after or before either of two. */
const money = new TextPattern(
  new RegExp(
    `(?<![\\p{L}\\d.,])(${currency})?\\s?(${amount})(?!\\d|\\s?%)\\s?(${currency})?(?:${dash}(${currency})?\\s?(${amount})(?!\\d|\\s?%)\\s?(${currency})?)?(?![\\p{L}])`,
    "u",
  ),
);

const periods: readonly (readonly [Salary["period"], RegExp])[] = [
  [
    "hour",
    /^[^.\n]{0,25}?(?:\/ ?(?:h|hr|hour|std|stunde|heure|hora|uur|godz)\b|per hour|an hour|pro stunde|\bhourly|stundenlohn|die stunde|de l'heure|par heure|por hora|per uur|all'ora|na godzin|za godzin|per timme|i timen)/u,
  ],
  [
    "day",
    /^[^.\n]{0,25}?(?:\/ ?(?:day|tag|jour|d[íi]a|dag)\b|per day|a day|pro tag|par jour|por d[íi]a|per dag|tagessatz|na dzień|\bdaily)/u,
  ],
  [
    "month",
    /^[^.\n]{0,25}?(?:\/ ?(?:month|mo|monat|mois|mes|maand|mies|m)\b|per month|a month|pro monat|im monat|monatlich|par mois|mensuel|\bmensual|al mes|per maand|p\.?\s?m\.?(?![\p{L}])|miesięczn|\/ ?mies|mies\.|al mese|mensili|monthly|i månaden|pr\.? måned|per månad)/u,
  ],
  [
    "year",
    /^[^.\n]{0,30}?(?:\/ ?(?:year|yr|jahr|an|año|jaar|rok|a)\b|per (?:year|annum|anno)|a year|p\.?\s?a\.?(?![\p{L}])|pro jahr|im jahr|j[äa]hrlich|jahresgehalt|par an|annuel|brut annuel|al año|anual|per jaar|op jaarbasis|rocznie|all'anno|annui|annually|yearly|annual|per år|om året)/u,
  ],
];
const periodBefore: readonly (readonly [Salary["period"], RegExp])[] = [
  ["hour", /stundenlohn|hourly|hourly rate|taux horaire|uurloon|stawka godzinowa|stundensatz|pay per hour/u],
  ["day", /tagessatz|day rate|daily rate|taux journalier/u],
  ["month", /monatsgehalt|monatlich|monthly|mensuel|mensual|maandsalaris|bruto per maand|miesięczn|monatliche/u],
  [
    "year",
    /jahresgehalt|jahresbrutto|annual|yearly|per year|annuel|salario anual|bruto anual|jaarsalaris|bruttojahres|\bral\b|base salary range|ote\b/u,
  ],
];
const payWord =
  /salar|\bpay\b|\bpaid\b|compensation|remunerat|stipend|\bwage|gehalt|verg[üu]t|(?<!be)lohn(?!steuer)|entgelt|verdien|entlohnung|r[ée]mun[ée]r|gratification|indemnit|sueldo|retribuci|salaris|\bloon|vergoeding|wynagrodzen|pensj|zarobk|stawk|stipendi|retribuzion|\bral\b|vencimento|bolsa|\bl[öo]n\b|brutto|bruto|\bbrut\b|gross|\bote\b|earn/u;
const otherMoney =
  /bonus|budget|fund(?:ing|s)?|raised|revenue|umsatz|million|\bmio\b|\bmrd|billion|milliard|referral|voucher|gutschein|allowance|zuschuss|training|weiterbildung|relocation|sign[- ]?on|equity|valuation|series [a-e]\b|\barr\b|customers|kunden|users|discount|rabatt|subvention|ticket|prime|investi|assets|aum\b|compute|reward/u;

/** Amounts that a person can earn; outside it is a year number, a budget or a bonus. */
const plausible: Readonly<Record<Salary["period"], readonly [number, number]>> = {
  hour: [3, 500],
  day: [30, 5_000],
  month: [150, 60_000],
  year: [3_000, 1_500_000],
};
const mostMatches = 60;

/** The pay that a text states: with its currency, its period and a word for pay beside it. Nothing is guessed. */
export function salaryOf(description: string): Salary | null {
  const text = lowerOf(description);
  let seen = 0;
  for (const match of money.matchAll(text)) {
    const [whole, before, low = "", middle, between, high, after] = match;
    const sign = before ?? middle ?? between ?? after;
    if (!sign) continue;
    if (++seen > mostMatches) return null;
    const left = text
      .slice(Math.max(0, match.index - 90), match.index)
      .split("\n")
      .slice(-2)
      .join("\n");
    const right = text.slice(match.index + whole.length, match.index + whole.length + 45);
    const near = `${left.slice(-45)} ${right.slice(0, 30)}`;
    if (otherMoney.test(near) || !payWord.test(`${left} ${right}`)) continue;
    const salary = read(low, high, sign, periodOf(left, right));
    if (salary) return salary;
  }
  return null;
}

function periodOf(left: string, right: string): Salary["period"] | null {
  const said = periods.find(([, words]) => words.test(right))?.[0];
  return said ?? periodBefore.find(([, words]) => words.test(left))?.[0] ?? null;
}

function read(low: string, high: string | undefined, sign: string, period: Salary["period"] | null): Salary | null {
  const code = currencyOf[sign];
  if (!code || period === null) return null;
  const thousands = /k\s*$/.test(high ?? low);
  const min = amountOf(low, thousands);
  const max = high === undefined ? min : amountOf(high, thousands);
  const [least, most] = plausible[period];
  if (!(min >= least && max <= most && min <= max) || max > 10 * min) return null;
  return { min, max, currency: code, period };
}

/** "45.000", "90'000", "8 000", "12,50", "28k" as a number. */
function amountOf(text: string, thousands: boolean): number {
  const bare = text.replace(/k\s*$/, "").replace(/['’\s]/g, "");
  const grouped = bare.replace(/[.,](?=\d{3}(?!\d))/g, "");
  return Number(grouped.replace(",", ".")) * (thousands ? 1000 : 1);
}
