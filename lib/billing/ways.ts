import { createCheckouts } from "@polar-sh/sdk/2026-04/services/checkouts";
import { createCustomerSessions } from "@polar-sh/sdk/2026-04/services/customer_sessions";
import { env } from "../env.ts";
import { PermanentError } from "../errors.ts";
import { askPolar, PolarRefused } from "./client.ts";
import { takenFor } from "./customers.ts";
import { visitPath } from "./visits.ts";

interface Traveller {
  /** Our page, to which Polar leads back. */
  visit: string;
  subscriberId: string;
  locale: string;
  signal: AbortSignal;
}

/** It becomes a link and a redirect on our page. */
function checked(url: string): string {
  const { protocol, origin, hostname } = new URL(url);
  // Without TLS only where Polar is simulated.
  if (protocol === "https:" || hostname === new URL(env.POLAR_BASE_URL).hostname) return url;
  throw new PermanentError(`Polar's page is at ${origin}: no https`);
}

/** A page of Polar's for one person; whoever has its address acts as that person there. */
export interface Way {
  url: string;
  expiresAt: string;
  checkoutId?: string;
}

const pageOf = ({ visit, locale }: Traveller, from: "checkout" | "back") =>
  `${env.PUBLIC_URL}${visitPath(visit)}?from=${from}&lang=${locale}`;

/** Generous: after it another checkout is made, though there may be one that we did not hear of. */
const createSeconds = 15;

/**
 * A checkout of Polar's, which charges nothing yet; people choose among its products there, beginning with the first.
 */
export async function openCheckout(
  traveller: Traveller & { products: string[]; email: string | undefined },
): Promise<Way> {
  const { subscriberId, products, email, locale, signal } = traveller;
  const create = (customer: { customer_email?: string }) =>
    askPolar({ what: "create a checkout", method: "POST", signal, timeout: createSeconds }, (core) =>
      createCheckouts(core)({
        products,
        external_customer_id: subscriberId,
        ...customer,
        success_url: pageOf(traveller, "checkout"),
        return_url: pageOf(traveller, "back"),
        locale,
        allow_discount_codes: true,
        // Polar copies it to what is bought: see buyerOf.
        metadata: { subscriber: subscriberId },
      }),
    );
  const known = email === undefined ? {} : { customer_email: email };
  const { id, url, expires_at } = await create(known).catch((error: unknown) => {
    // Polar is stricter about addresses than mail servers are: then it asks the person itself.
    if (error instanceof PolarRefused && error.fields.includes("customer_email")) return create({});
    throw error;
  });
  return { url: checked(url), expiresAt: expires_at, checkoutId: id };
}

/**
 * Polar's portal: invoices, card, cancelling. A customer with another external id than ours was somebody else's before,
 * with their invoices: it opens only where that customer has the address which this person has confirmed.
 * @param customerId who they were at the last reading
 * @returns null if Polar has no such customer: they never bought, or did so with another address
 */
export async function openPortal(
  traveller: Traveller & { customerId: string | null; email: string | undefined },
): Promise<Way | null> {
  const { subscriberId, customerId, email, signal } = traveller;
  const own = await portalOf({ external_customer_id: subscriberId }, traveller);
  if (own || customerId === null) return own;
  const other = await takenFor(customerId, subscriberId, signal);
  const opens = other?.theirs && other.state.email?.toLowerCase() === email?.toLowerCase();
  return opens ? portalOf({ customer_id: customerId }, traveller) : null;
}

type Visitor = { external_customer_id: string } | { customer_id: string };

/** null = there is no such customer. */
async function portalOf(visitor: Visitor, traveller: Traveller): Promise<Way | null> {
  try {
    const session = await askPolar({ what: "open a portal", method: "POST", signal: traveller.signal }, (core) =>
      createCustomerSessions(core)({ ...visitor, return_url: pageOf(traveller, "back") }),
    );
    return { url: checked(session.customer_portal_url), expiresAt: session.expires_at };
  } catch (error) {
    const names = Object.keys(visitor);
    const unknown =
      error instanceof PolarRefused && (error.status === 404 || error.fields.some((each) => names.includes(each)));
    if (unknown) return null;
    throw error;
  }
}
