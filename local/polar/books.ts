import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { models } from "@polar-sh/sdk/2026-04";
import { second } from "../../lib/time.ts";
import { writeAtomically } from "../secrets.ts";

export type Customer = models.CustomerIndividual;
/** The vendor's subscription without what is only added when it is shown. */
export type Subscription = models.OrderSubscription;
export type Order = Omit<models.Order, "customer" | "product" | "discount" | "subscription">;
export type Checkout = Omit<
  models.Checkout,
  "url" | "products" | "product" | "product_price" | "prices" | "discount" | "product_id"
> & {
  product_id: string;
  /** What can be chosen at the checkout; the first is preselected. */
  product_ids: string[];
};

/** Access to the portal: whoever has the token is the customer. */
export interface Session {
  id: string;
  token: string;
  customerId: string;
  returnUrl: string | null;
  createdAt: string;
  expiresAt: string;
}

export interface PolarEvent {
  /** The same for every attempt: receivers dedupe by it. */
  id: string;
  type: string;
  at: string;
  body: string;
  /** lost: never sent, because of a fault. skipped: no endpoint was enabled. */
  state: "waiting" | "taken" | "failed" | "lost" | "skipped";
  /** null: no answer. */
  attempts: { at: string; status: number | null }[];
}

/** A purchase causes 3 to 9 events of about 6 KB each. */
const keptEvents = 2_000;
const saveAfterMs = second / 10;

type Rows<T> = Map<string, T>;

/** Everything that Polar stores. With a file it outlives the process. */
export class Books {
  readonly customers: Rows<Customer> = new Map();
  readonly subscriptions: Rows<Subscription> = new Map();
  readonly orders: Rows<Order> = new Map();
  readonly checkouts: Rows<Checkout> = new Map();
  readonly sessions: Rows<Session> = new Map();
  readonly refunds: Rows<models.Refund> = new Map();
  readonly endpoints: Rows<models.WebhookEndpoint> = new Map();
  readonly events: Rows<PolarEvent> = new Map();
  /** Card numbers by customer. */
  readonly cards: Rows<{ id: string; number: string }> = new Map();
  readonly #file: string | undefined;
  #saving: NodeJS.Timeout | undefined;

  constructor(file?: string) {
    this.#file = file;
    for (const [name, rows] of Object.entries(this.#read())) {
      const table = this.#tables()[name];
      for (const row of rows) table?.set(row.id, row);
    }
  }

  #tables(): Record<string, Rows<{ id: string }>> {
    const { customers, subscriptions, orders, checkouts, sessions, refunds, endpoints, events, cards } = this;
    // Maps of different row types, of which only the ids are read here.
    const tables = { customers, subscriptions, orders, checkouts, sessions, refunds, endpoints, events, cards };
    return tables as unknown as Record<string, Rows<{ id: string }>>;
  }

  #read(): Record<string, { id: string }[]> {
    if (!this.#file) return {};
    try {
      return JSON.parse(readFileSync(this.#file, "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw new Error(`${relative("", this.#file)} cannot be read; delete that file, and only what it holds is lost.`, {
        cause: error,
      });
    }
  }

  /** Call it after every change: it writes the file a moment later. */
  changed(): void {
    while (this.events.size > keptEvents) this.events.delete(this.events.keys().next().value ?? "");
    if (this.#file) this.#saving ??= setTimeout(() => this.save(), saveAfterMs);
  }

  save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const rows = Object.entries(this.#tables()).map(([name, table]) => [name, [...table.values()]]);
    if (this.#file) writeAtomically(this.#file, Object.fromEntries(rows), 0o600);
  }

  /** Resets everything except the endpoints. */
  clear(): void {
    for (const [name, table] of Object.entries(this.#tables())) if (name !== "endpoints") table.clear();
    this.changed();
  }

  customerByExternalId(externalId: string): Customer | undefined {
    return this.customers.values().find((one) => one.external_id === externalId && !one.deleted_at);
  }

  customerByEmail(email: string): Customer | undefined {
    const same = (one: Customer) => one.email.toLowerCase() === email.toLowerCase();
    return this.customers.values().find((one) => same(one) && !one.deleted_at);
  }

  customer(id: string): Customer {
    const customer = this.customers.get(id);
    if (!customer) throw new Error(`${id} is no customer`);
    return customer;
  }

  subscriptionsOf(customerId: string): Subscription[] {
    return [...this.subscriptions.values().filter((one) => one.customer_id === customerId)];
  }

  /** Newest first. */
  ordersOf(subscriptionId: string): Order[] {
    return [...this.orders.values().filter((one) => one.subscription_id === subscriptionId)].reverse();
  }
}
