import { env } from "../env.ts";

/** What is sold. The amount is in cents, as Polar has it; doctor compares each with Polar's product. */
export const plans = {
  monthly: { price: { amount: 500, currency: "EUR" }, months: 1 },
  quarterly: { price: { amount: 1200, currency: "EUR" }, months: 3 },
} as const;
export type Plan = keyof typeof plans;
export const planNames = ["monthly", "quarterly"] as const satisfies readonly Plan[];

/**
 * Polar's products for a plan: the first is sold, the others may still give somebody premium. Empty = not sold here.
 */
export const productsOf = (plan: Plan): readonly string[] =>
  (plan === "monthly" ? env.POLAR_PRODUCT_MONTHLY : env.POLAR_PRODUCT_QUARTERLY) ?? [];

/** Whether premium can be bought here. By the products, which both programs know: only workers hold the token. */
export const isSold = (): boolean => env.POLAR_PRODUCT_MONTHLY !== undefined;

/** The product that is sold for a plan; undefined = not sold here. */
export const productOf = (plan: Plan): string | undefined => productsOf(plan)[0];

/** The plan of a product of Polar's; null = none of ours, such as a donation. */
export function planOf(productId: string): Plan | null {
  return planNames.find((plan) => productsOf(plan).includes(productId)) ?? null;
}
