import { type Hit, Lexicon } from "./lexicon.ts";
import { roles } from "./occupation-lexicon.ts";
import type { CareerPath, Occupation } from "./posting.ts";
import { titleWords } from "./title.ts";

/** Words that name a field more than a role: they lose against a role beside them, the vaguer the sooner. */
const fieldWeight: Readonly<Record<string, number>> = {
  ...weighing(
    0.7,
    "sales vertrieb marketing finance legal hr accounting controlling ventas vendite sprzedazy finanz* finansow*",
  ),
  ...weighing(
    0.6,
    "consultant consulting berater designer chef developer developers recruit* logisti* tester audit tax receptionist* retail",
  ),
  ...weighing(
    0.5,
    "software data product design people analytics investment administrator engineer engineering ingenieur* *ingenieur inzynier* ingeniero ingeniera ingegnere ingenjor ingenior engenheiro tecnico technicien operator* communications strategy sustainability coach trainer",
  ),
  ...weighing(
    0.4,
    "it operations risk content care law recht creative innovation commercial communication growth event events people brand press analytics store shop school",
  ),
  ...weighing(
    0.3,
    "technolog* technik* techniker clinical pracownik wind spa host theatre ward home energy product personal* buro* bureau* opera* laboratory montage* environmental climate moderator ios react pa rh pr f b",
  ),
};

function weighing(weight: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(" ").map((word) => [word, weight]));
}

interface Role {
  occupation: Occupation;
  weight: number;
}

let lexicon: Lexicon<Role> | undefined;

/** One word counts by its weight, each further word of a phrase makes it surer. */
function roleLexicon(): Lexicon<Role> {
  lexicon ??= new Lexicon(
    Object.entries(roles).flatMap(([occupation, list]) =>
      list.split("|").map((phrase) => {
        const words = phrase.trim().split(/\s+/);
        const [first = ""] = words;
        const weight = words.length > 1 ? words.length : (fieldWeight[first] ?? 1);
        return [{ occupation: occupation as Occupation, weight }, phrase] as const;
      }),
    ),
  );
  return lexicon;
}

/** Where each occupation leads; the others are on no subscriber's menu. */
const pathOf: Partial<Record<Occupation, CareerPath>> = {
  software: "tech-transformation",
  it_infra: "tech-transformation",
  data: "data-analytics",
  sales: "sales-client-success",
  customer_support: "sales-client-success",
  marketing: "marketing-growth",
  product: "product-innovation",
  design: "product-innovation",
  finance: "finance-investment",
  operations: "operations-supply-chain",
  consulting: "strategy-business-design",
  sustainability: "sustainability-esg",
};

/** Titles that lead somewhere else as well. */
const alsoPaths = new Lexicon<CareerPath>([
  [
    "data-analytics",
    "business analyst|data analy*|data scien*|data engineer*|data manage*|data insights|data driven|data intern|data platform|data product*|financial analyst|sales analyst|operations analyst|supply chain analyst|bi|analytics",
  ],
  ["product-innovation", "product analyst|product data|product marketing|product operations|innovation*"],
  ["marketing-growth", "marketing analyst|marketing data|crm|growth analyst"],
  [
    "sales-client-success",
    "sales operations|revenue operations|sales analyst|solutions engineer|sales engineer|pre sales",
  ],
  [
    "operations-supply-chain",
    "business operations|sales operations|strategy operations|revenue operations|supply chain analyst|operations analyst",
  ],
  [
    "strategy-business-design",
    "strategy operations|business design*|strategy|strategie*|digital transformation|it consultant|chief of staff|venture capital|corporate development|inhouse consult*",
  ],
  [
    "tech-transformation",
    "digital transformation|it consultant|it berater|it projektmanager|technical product manager|digitalisierung*|digitali*ation|solutions engineer|ai",
  ],
  [
    "sustainability-esg",
    "sustainab*|esg|nachhaltig*|climate|carbon|rse|csr|duurzaam*|developpement durable|sostenib*|decarboni*|net zero|circular economy|energiewende|energy transition|renewable*",
  ],
  ["finance-investment", "fintech analyst|pricing analyst|commercial finance|finance business partner"],
]);

export interface Work {
  occupation: Occupation;
  careerPaths: CareerPath[];
  /** 0-1: how much the words of the title say it. */
  confidence: number;
}

/**
 * The occupation that a title names and the career paths it leads to.
 * @param tags the source's own departments or categories: asked only where the title says nothing.
 */
export function workOf(title: string, tags: readonly string[] = []): Work {
  const words = titleWords(title);
  const named = strongest(roleLexicon().find(words));
  if (named)
    return {
      occupation: named.occupation,
      careerPaths: pathsOf(named.occupation, words),
      confidence: named.confidence,
    };
  for (const tag of tags.slice(0, 10)) {
    const found = strongest(roleLexicon().find(titleWords(tag)));
    // A department is a hint: it may lead somewhere, and is too little to lead nobody there.
    if (found && pathOf[found.occupation])
      return { occupation: found.occupation, careerPaths: pathsOf(found.occupation, words), confidence: 0.4 };
  }
  return { occupation: "other", careerPaths: [], confidence: 0 };
}

function strongest(hits: readonly Hit<Role>[]): { occupation: Occupation; confidence: number } | null {
  const scores = new Map<Occupation, { best: number; sum: number; at: number }>();
  for (const { value, at } of hits) {
    const score = scores.get(value.occupation) ?? { best: 0, sum: 0, at };
    scores.set(value.occupation, {
      best: Math.max(score.best, value.weight),
      sum: score.sum + value.weight,
      at: Math.min(score.at, at),
    });
  }
  const ranked = [...scores].sort(([, a], [, b]) => b.best - a.best || b.sum - a.sum || a.at - b.at);
  const [first, second] = ranked;
  if (!first) return null;
  const lead = first[1].best - (second?.[1].best ?? 0);
  const sure = (first[1].best >= 1 ? 0.8 : 0.5) + (lead >= 0.5 ? 0.1 : lead > 0 ? 0 : -0.2);
  return { occupation: first[0], confidence: Math.round(sure * 100) / 100 };
}

function pathsOf(occupation: Occupation, words: readonly string[]): CareerPath[] {
  const own = pathOf[occupation];
  // Whose occupation leads nowhere here (a nurse for data protection) is not led elsewhere by a word.
  const also = own || occupation === "engineering" ? alsoPaths.find(words).map(({ value }) => value) : [];
  return [...new Set([...(own ? [own] : []), ...also])].slice(0, 3);
}
