import { type Hit, Lexicon } from "./lexicon.ts";
import { roles } from "./occupation-lexicon.ts";
import type { Occupation } from "./posting.ts";

/** Words that name a field rather than a role: they lose to a role beside them, the vaguer the sooner. */
const fieldWeight: Readonly<Record<string, number>> = {
  // "Stammdatenpflege" is not nursing.
  ...weighing(0.8, "*pflege"),
  // "Sachbearbeiter Beschaffung": office work in any field.
  ...weighing(0.9, "sachbearbeit* impiegat* asystent* referent assistenz *assistenz"),
  ...weighing(
    0.7,
    "sales vertrieb marketing finance legal hr accounting controlling ventas vendite sprzedazy ventes finanz* finansow* inventory fulfillment fulfilment *developer",
  ),
  ...weighing(
    0.6,
    "consultant consulting berater beraterin consultor consultora consulente konsultant konsult konsulent adviseur designer chef developer developers macon csr telekommunikation* telecommunicat* telekomunikac* recruit* logisti* tester *tester audit tax receptionist* retail revenue entwickler programmer programmers",
  ),
  ...weighing(
    0.5,
    "medizintechnik* engenheir* *ingenjor *ingenior *engineer engenharia ingenieria ingegneria ingenierie javascript typescript kotlin informatik informatique informatica banking dados donnees datos dati programmatic billing produto producto software data product design people analytics investment administrator engineer engineering ingenieur* *ingenieur inzynier* ingeniero ingeniera ingegnere ingenjor ingenior tecnico technicien operator* *kommunikation communications strategy sustainability coach trainer ambiental ambientale bi",
  ),
  ...weighing(
    0.4,
    // "sea" is also the sea, Southeast Asia and Seattle.
    "sea medizin* produkcj* cutter labor strategic python linux windows vmware citrix servicenow atlassian cyber ki trading lending wealth quant editorial ekonomi it operations risk content care law recht creative innovation commercial communication growth crm lifecycle affiliate talent fraud event events people insights commercieel binnendienst buitendienst brand press analytics store shop school",
  ),
  ...weighing(
    0.3,
    "arts technolog* technik* techniker clinical pracownik wind spa host theatre ward home energy product insurance financial financieel* financiele personal* buro* bureau* opera* laboratory montage* environmental climate moderator ios react pa rh pr f b",
  ),
};

/** Phrases that name a field, whatever their length. */
const fieldPhrases = new Set([
  "global markets",
  "capital markets",
  "financial markets",
  "fixed income",
  "reporting analyst",
  "computer science",
  "deep learning",
  "natural language processing",
  "ai ml",
  "ml ai",
  "account director*",
  "program coordinator*",
  "program management",
  "programme management",
  "security operations",
  "investor relations",
]);
const fieldPhrase = 0.6;

function weighing(weight: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(" ").map((word) => [word, weight]));
}

/** "IT Project Manager", "Chef de projet marketing": project managers belong to the field that stands beside. */
const ofProjects =
  /^(?:project|program|programme|projekt|projekte?\*?)(?: manage(?:r|ment)| officer\*| coordinator\*?)$|^proje[kc]t(?:manag|leid|led|koordinat|assisten|leit)|^(?:chef|cheffe|gestion) de projet$|^(?:jefe|gestor) de proyectos?$|^(?:kierownik|koordynator) projekt/;
/** Fields that count beside a project manager: one of shops or hospitals is not a shop assistant or nurse. */
const fields: ReadonlySet<Occupation> = new Set<Occupation>([
  "software",
  "data",
  "it_infra",
  "finance",
  "marketing",
  "sales",
  "product",
  "consulting",
  "hr",
  "legal",
  "design",
  "customer_support",
  "engineering",
  "sustainability",
]);

interface Role {
  occupation: Occupation;
  weight: number;
  /** Gives way to a field. */
  yields: boolean;
}

let lexicon: Lexicon<Role> | undefined;

/** One word counts by its weight; each further word of a phrase adds certainty. */
function roleLexicon(): Lexicon<Role> {
  lexicon ??= new Lexicon(
    Object.entries(roles).flatMap(([occupation, list]) =>
      list.split("|").map((phrase) => {
        const words = phrase.trim().split(/\s+/);
        const [first = ""] = words;
        const isField = fieldPhrases.has(phrase.trim());
        const weight = isField ? fieldPhrase : words.length > 1 ? words.length : (fieldWeight[first] ?? 1);
        const yields = ofProjects.test(phrase.trim());
        return [{ occupation: occupation as Occupation, weight, yields }, phrase] as const;
      }),
    ),
  );
  return lexicon;
}

export interface Named {
  /** The strongest first; never empty. */
  occupations: readonly Occupation[];
  /** 0-1: how strongly the words point to the first. */
  confidence: number;
}

/** The occupations that a title's words name, or null. `words` as title.ts makes them. */
export function namedIn(words: readonly string[]): Named | null {
  const hits = roleLexicon().find(words);
  // "Bookkeeper at Retail Insights": a company's name counts only if nothing else does.
  const end = words.indexOf("at");
  return (end < 0 ? null : ranked(yielding(hits.filter(({ at }) => at < end)))) ?? ranked(yielding(hits));
}

/** Beside a field, a match that yields counts least, and its words mean nothing else: "Chef de projet" has no cook. */
function yielding(hits: readonly Hit<Role>[]): readonly Hit<Role>[] {
  const projects = hits.filter(({ value }) => value.yields);
  if (projects.length === 0) return hits;
  const others = hits.filter(
    (hit) =>
      !hit.value.yields && !projects.some(({ at, length }) => hit.at >= at && hit.at + hit.length <= at + length),
  );
  const most = (isField: boolean) =>
    Math.max(0, ...others.flatMap(({ value }) => (fields.has(value.occupation) === isField ? value.weight : [])));
  if (most(true) < Math.max(leastField, most(false))) return hits;
  return [...others, ...projects.map((hit) => ({ ...hit, value: { ...hit.value, weight: leastField / 2 } }))];
}
const leastField = 0.4;

function ranked(hits: readonly Hit<Role>[]): Named | null {
  const scores = new Map<Occupation, { best: number; sum: number; at: number }>();
  for (const { value, at } of hits) {
    const score = scores.get(value.occupation) ?? { best: 0, sum: 0, at };
    scores.set(value.occupation, {
      best: Math.max(score.best, value.weight),
      sum: score.sum + value.weight,
      at: Math.min(score.at, at),
    });
  }
  const order = [...scores].sort(([, a], [, b]) => b.best - a.best || b.sum - a.sum || a.at - b.at);
  const [first, second] = order;
  if (!first) return null;
  const lead = first[1].best - (second?.[1].best ?? 0);
  const sure = (first[1].best >= 1 ? 0.8 : 0.5) + (lead >= 0.5 ? 0.1 : lead > 0 ? 0 : -0.2);
  return { occupations: order.map(([occupation]) => occupation), confidence: Math.round(sure * 100) / 100 };
}
