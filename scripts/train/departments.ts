import type { Occupation } from "../../lib/postings/posting.ts";

/** snapAddy's departments that correspond to our classes. */
export const departments: Readonly<Record<string, readonly Occupation[]>> = {
  Marketing: ["marketing"],
  Sales: ["sales"],
  "Information Technology": ["software", "it_infra", "data"],
  "Business Development": ["sales"],
  "Project Management": ["operations"],
  Consulting: ["consulting"],
  Administrative: ["admin"],
  Purchasing: ["operations"],
  "Customer Support": ["customer_support"],
  "Human Resources": ["hr"],
};

/** How employers name their departments; the first match counts. */
const named: readonly (readonly [RegExp, readonly Occupation[]])[] = [
  [/product design|^design$|industrial design/i, ["design", "product"]],
  [/account(?:ing|ancy)|fp&a|finance|treasury|audit/i, ["finance"]],
  [/legal/i, ["legal"]],
  [/^(?:people|hr)$|talent|people team$/i, ["hr"]],
  [
    /engineering, product|product (?:&|and) engineering|^technology$|^tech ?$|builder|^r&d$/i,
    ["software", "data", "it_infra", "product", "design", "engineering", "operations"],
  ],
  [/data science|^data$|analytics/i, ["data"]],
  [/hardware|mechanical|electrical|controls|process$|manufacturing/i, ["engineering", "software", "operations"]],
  [/software|platform|machine learning|^ml |technical staff|infrastructure|^engineering$/i, ["software"]],
  [/product management|^product$/i, ["product"]],
  [/^marketing$|editorial|creative/i, ["marketing"]],
  [/^sales$|partnerships|revenue operations/i, ["sales"]],
  [/^(?:gtm|go.to.market|commercial|sales & marketing)$/i, ["sales", "marketing", "customer_support"]],
  [/customer|client|implementation|support|partner success|account servicing/i, ["customer_support", "sales"]],
  [/g&a|general & admin|corporate|company admin/i, ["finance", "hr", "legal", "operations", "admin"]],
  [/operations|supply chain|real estate|program management/i, ["operations"]],
];

export function departmentsOfAshby(name: string | null): readonly Occupation[] | undefined {
  return named.find(([pattern]) => pattern.test(name ?? ""))?.[1];
}
