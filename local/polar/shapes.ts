import type { models } from "@polar-sh/sdk/2026-04";
import type { Books, Checkout, Customer, Order, Session, Subscription } from "./books.ts";
import { type Discount, discountById, type Product, productById } from "./catalogue.ts";

/** The rows in the format of the vendor's answers and events. */

export const isActive = ({ status }: Pick<Subscription, "status">): boolean =>
  status === "active" || status === "trialing";

export function showSubscription(books: Books, row: Subscription): models.Subscription {
  const product = productById(row.product_id);
  return {
    ...row,
    ...{ customer: books.customer(row.customer_id), product, discount: discountById(row.discount_id) },
    ...{ prices: product.prices, meters: [], pending_update: null },
  };
}

export function showOrder(books: Books, row: Order): models.Order {
  const subscription = row.subscription_id ? (books.subscriptions.get(row.subscription_id) ?? null) : null;
  return {
    ...row,
    customer: books.customer(row.customer_id),
    product: row.product_id ? withoutPrices(productById(row.product_id)) : null,
    ...{ discount: discountById(row.discount_id), subscription },
  };
}

function withoutPrices(product: Product): models.OrderProduct {
  const { prices: _, benefits: __, medias: ___, attached_custom_fields: ____, ...bare } = product;
  return bare;
}

export function showState(books: Books, customer: Customer): models.CustomerStateIndividual {
  const active = books.subscriptionsOf(customer.id).filter(isActive);
  return { ...customer, active_subscriptions: active.map(inState), granted_benefits: [], active_meters: [] };
}

function inState(row: Subscription): models.CustomerStateSubscription {
  const { id, created_at, modified_at, metadata, amount, currency, recurring_interval } = row;
  const { current_period_start, current_period_end, trial_start, trial_end, cancel_at_period_end } = row;
  const { canceled_at, started_at, ends_at, product_id, discount_id } = row;
  // The SDK's type has the wrong states here; the vendor's document has these two.
  const status = row.status as unknown as models.CustomerStateSubscription["status"];
  return {
    ...{ id, created_at, modified_at, metadata, status, amount, currency, recurring_interval },
    ...{ current_period_start, current_period_end, trial_start, trial_end, cancel_at_period_end },
    ...{ canceled_at, started_at, ends_at, product_id, discount_id, seats: null, units: null, meters: [] },
  };
}

/** @param url where this Polar listens, for links to its pages */
export function showCheckout({ product_ids, ...row }: Checkout, url: string): models.Checkout {
  const inList = (id: string) => {
    const { metadata: _, attached_custom_fields: __, ...product } = productById(id);
    return product;
  };
  const product = inList(row.product_id);
  const discount = discountById(row.discount_id);
  return {
    ...row,
    ...{ url: `${url}/checkout/${row.client_secret}`, products: product_ids.map(inList), product },
    product_price: product.prices[0],
    prices: Object.fromEntries(product_ids.map((id) => [id, inList(id).prices])),
    discount: discount && inCheckout(discount),
  };
}

function inCheckout({ id, name, code, type, duration, basis_points }: Discount) {
  return { id, name, code, type, duration, basis_points };
}

export function showSession(books: Books, session: Session, url: string): models.CustomerSession {
  const { id, token, createdAt, expiresAt, returnUrl, customerId } = session;
  return {
    ...{ id, token, created_at: createdAt, modified_at: null, expires_at: expiresAt, return_url: returnUrl },
    customer_portal_url: `${url}/portal?token=${token}`,
    ...{ customer_id: customerId, customer: books.customer(customerId) },
  };
}
