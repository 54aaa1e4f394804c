import { Lexicon } from "./lexicon.ts";
import type { CareerPath, Occupation } from "./posting.ts";

/** The career path of each occupation; the others are on no subscriber's menu. */
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

/** Titles that lead to a further path. */
const alsoPaths = new Lexicon<CareerPath>([
  [
    "data-analytics",
    "business analyst|data analy*|data scien*|data engineer*|data manage*|data insights|data driven|data intern|data platform|data product*|quantitative|quant|financial analyst|sales analyst|operations analyst|supply chain analyst|bi|analytics",
  ],
  ["product-innovation", "product analyst|product data|product marketing|product operations|innovation*"],
  ["marketing-growth", "marketing analyst|marketing data|growth analyst"],
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
    "strategy operations|business design*|strategy|strategie*|digital transformation|it consultant|chief of staff|founders associate|founder associate|founder s associate|founding associate|entrepreneur in residence|venture capital|corporate development|inhouse consult*",
  ],
  [
    "tech-transformation",
    "digital transformation|it consultant|it berater|it projektmanager|technical product manager|digitalisierung*|digitalisation|digitalization|solutions engineer|ai",
  ],
  [
    "sustainability-esg",
    "sustainab*|esg|nachhaltig*|climate|carbon|rse|csr|duurzaam*|developpement durable|sostenib*|decarboni*|net zero|circular economy|energiewende|energy transition|renewables|renewable energ*|renewable power|renewable gas|renewable fuel*|renewable asset*|renewable project*",
  ],
  [
    "finance-investment",
    "fintech analyst|quantitative|quant|pricing analyst|commercial finance|finance business partner",
  ],
]);

/** The career paths of an occupation, and those that words of the title add. */
export function pathsOf(occupation: Occupation, words: readonly string[]): CareerPath[] {
  const own = pathOf[occupation];
  // A word does not add a path to an occupation that has none (a nurse for data protection).
  const also = own || occupation === "engineering" ? alsoPaths.find(words).map(({ value }) => value) : [];
  return [...new Set([...(own ? [own] : []), ...also])].slice(0, 3);
}
