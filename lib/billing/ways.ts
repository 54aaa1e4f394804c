import { createCheckouts } from "@polar-sh/sdk/2026-04/services/checkouts";
import { createCustomerSessions } from "@polar-sh/sdk/2026-04/services/customer_sessions";
import { env } from "../env.ts";
import { askPolar, PolarRefused } from "./client.ts";

interface Traveller {
  /** Our page, to which Polar leads back. */
  visit: string;
  subscriberId: string;
  locale: string;
  signal: AbortSignal;
}

/** A page of Polar's for one person; whoever has its address is that person there. */
export interface Way {
  url: string;
  expiresAt: string;
  checkoutId?: string;
}

const pageOf = ({ visit, locale }: Traveller, from: "checkout" | "back") =>
  `${env.PUBLIC_URL}/billing/visits/${visit}?from=${from}&lang=${locale}`;

/** A checkout of Polar's, at which nothing is charged yet. */
export async function openCheckout(
  traveller: Traveller & { productId: string; email: string | undefined },
): Promise<Way> {
  const { subscriberId, productId, email, locale, signal } = traveller;
  const create = (customer: { customer_email?: string }) =>
    askPolar({ what: "create a checkout", method: "POST", signal }, (core) =>
      createCheckouts(core)({
        products: [productId],
        external_customer_id: subscriberId,
        ...customer,
        success_url: pageOf(traveller, "checkout"),
        return_url: pageOf(traveller, "back"),
        locale,
        allow_discount_codes: true,
        metadata: {},
      }),
    );
  const known = email === undefined ? {} : { customer_email: email };
  const { id, url, expires_at } = await create(known).catch((error: unknown) => {
    // It is stricter about addresses than mailboxes are: then it asks the person itself.
    if (error instanceof PolarRefused && error.fields.includes("customer_email")) return create({});
    throw error;
  });
  return { url, expiresAt: expires_at, checkoutId: id };
}

/** Polar's portal: invoices, card, cancelling. null = they have never bought anything. */
export async function openPortal(traveller: Traveller): Promise<Way | null> {
  const { subscriberId, signal } = traveller;
  try {
    const session = await askPolar({ what: "open a portal", method: "POST", signal }, (core) =>
      createCustomerSessions(core)({ external_customer_id: subscriberId, return_url: pageOf(traveller, "back") }),
    );
    return { url: session.customer_portal_url, expiresAt: session.expires_at };
  } catch (error) {
    const unknown =
      error instanceof PolarRefused && (error.status === 404 || error.fields.includes("external_customer_id"));
    if (unknown) return null;
    throw error;
  }
}
