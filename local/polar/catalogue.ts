import type { models } from "@polar-sh/sdk/2026-04";

/** Creation day of products and the like, fixed so that answers are the same at every start. */
const madeAt = "2026-01-01T00:00:00Z";
export const organizationId = "0f5a3d1c-7b0e-4c58-9d4a-1f6f0b7c2a01";

/** The products on sale: POLAR_PRODUCT_MONTHLY and POLAR_PRODUCT_QUARTERLY. */
export const productIds = {
  monthly: "5a1c9f6e-2d34-4b7a-8e11-9c0d7a3f0001",
  quarterly: "5a1c9f6e-2d34-4b7a-8e11-9c0d7a3f0003",
} as const;

/** The former monthly product: archived, so nobody can buy it, but existing subscriptions go on. */
export const earlierMonthlyId = "5a1c9f6e-2d34-4b7a-8e11-9c0d7a3f0101";

export type Plan = keyof typeof productIds;

interface Offer {
  name: string;
  description: string;
  /** Cents. */
  amount: number;
  months: number;
}

const offers: Record<Plan, Offer> = {
  monthly: { name: "JobPing Premium, monthly", description: "Paid each month.", amount: 500, months: 1 },
  quarterly: { name: "JobPing Premium, quarterly", description: "Paid every three months.", amount: 1200, months: 3 },
};

function productOf(
  plan: Plan,
  { id = productIds[plan] as string, is_archived = false } = {},
): models.Product & { prices: [models.ProductPriceFixed] } {
  const { name, description, amount, months } = offers[plan];
  const price: models.ProductPriceFixed = {
    id: id.replace("5a1c9f6e", "9d2b7c40"),
    ...{ created_at: madeAt, modified_at: null, source: "catalog", amount_type: "fixed", is_archived: false },
    ...{ price_currency: "eur", price_amount: amount, tax_behavior: "inclusive", product_id: id },
  };
  return {
    ...{ id, name, description, created_at: madeAt, modified_at: null, organization_id: organizationId },
    ...{ trial_interval: null, trial_interval_count: null, visibility: "public" },
    recurring_interval: "month",
    recurring_interval_count: months,
    is_recurring: true,
    is_archived,
    is_deletable: false,
    ...{ meter_interval: null, meter_interval_count: null },
    ...{ metadata: {}, prices: [price], benefits: [], medias: [], attached_custom_fields: [] },
  };
}

export type Product = ReturnType<typeof productOf>;
export const products: readonly Product[] = [
  productOf("monthly"),
  productOf("quarterly"),
  productOf("monthly", { id: earlierMonthlyId, is_archived: true }),
];

export function productById(id: string): Product {
  const product = products.find((one) => one.id === id);
  if (!product) throw new Error(`${id} is no product`);
  return product;
}

export type Discount = models.DiscountPercentageOnceForeverDurationBase & { code: string };

function discountOf(id: string, fields: Pick<Discount, "code" | "name" | "basis_points" | "duration">): Discount {
  return {
    ...{ id, type: "percentage", ...fields, created_at: madeAt, modified_at: null, metadata: {} },
    ...{ starts_at: null, ends_at: null, max_redemptions: null, max_redemptions_per_customer: null },
    ...{ redemptions_count: 0, organization_id: organizationId },
  };
}

const discounts: readonly Discount[] = [
  discountOf("c3f0a1d2-5b64-4e7f-9a80-1b2c3d4e0020", {
    ...{ code: "WELCOME20", name: "20 % off the first payment", basis_points: 2000, duration: "once" },
  }),
  discountOf("c3f0a1d2-5b64-4e7f-9a80-1b2c3d4e0100", {
    ...{ code: "FREE100", name: "Free of charge", basis_points: 10_000, duration: "forever" },
  }),
];

export const discountById = (id: string | null): Discount | null => discounts.find((one) => one.id === id) ?? null;

/** Tolerates surrounding spaces and lower case. */
export const discountByCode = (code: string): Discount | undefined =>
  discounts.find((one) => one.code === code.trim().toUpperCase());

/** Stripe's test cards; every other number is refused. */
export const cards = {
  good: "4242424242424242",
  declined: "4000000000000002",
  /** Can be stored, but fails when charged. */
  failsLater: "4000000000000341",
} as const;
