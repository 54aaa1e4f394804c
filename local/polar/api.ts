import type { models } from "@polar-sh/sdk/2026-04";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { type Fault, type FaultEnv, type Faults, strike } from "../wire/faults.ts";
import { hangUp } from "../wire/server.ts";
import type { Books, Customer } from "./books.ts";
import { products } from "./catalogue.ts";
import type { Checkouts } from "./checkouts.ts";
import type { Life } from "./life.ts";
import { invalid, noJson, notFound, parse, Refusal, refusalOf } from "./refusals.ts";
import * as requests from "./requests.ts";
import type { Sessions } from "./sessions.ts";
import { showCheckout, showOrder, showSession, showState, showSubscription } from "./shapes.ts";
import type { Webhooks } from "./webhooks.ts";

export interface Polar {
  books: Books;
  life: Life;
  checkouts: Checkouts;
  sessions: Sessions;
  webhooks: Webhooks;
  faults: Faults;
  /** The access token that opens the API. */
  token: string;
  /** Where this Polar listens. */
  url: () => string;
  stopped: AbortSignal;
}

/** The part of the vendor's API that JobPing uses, as its OpenAPI document has it. */
export function apiRoutes(polar: Polar, limit: MiddlewareHandler): Hono<FaultEnv> {
  const api = new Hono<FaultEnv>();
  api.use((c, next) => strike<FaultEnv>(polar.faults, (_, fault) => faultOf(fault), polar.stopped)(c, next));
  api.use(limit, async (c, next) => {
    if (c.req.header("authorization") !== `Bearer ${polar.token}`) throw refusalOf(401);
    await next();
  });
  customerRoutes(api, polar);
  checkoutRoutes(api, polar);
  subscriptionRoutes(api, polar);
  otherRoutes(api, polar);
  api.all("*", () => Response.json({ detail: "Not Found" }, { status: 404 }));
  api.onError((error, c) => {
    if (error instanceof Refusal) return error.toResponse();
    // Not an error: a delay cut short because the server closes.
    return polar.stopped.aborted ? hangUp(c) : c.text(`${error.stack}`, 500);
  });
  return api;
}

function faultOf({ status }: Fault & { status: number }): Response {
  const reply = refusalOf(status).toResponse();
  if (status === 429) reply.headers.set("retry-after", "1");
  return reply;
}

function customerRoutes(api: Hono<FaultEnv>, { books, life, sessions, url }: Polar): void {
  const byExternalId = (c: Context): Customer => {
    const customer = books.customerByExternalId(c.req.param("external_id") ?? "");
    if (!customer) throw notFound();
    return customer;
  };
  const byOwnId = (c: Context): Customer => {
    const customer = byId(c, books.customers);
    if (customer.deleted_at) throw notFound();
    return customer;
  };
  for (const [path, known] of [
    ["/v1/customers/external/:external_id", byExternalId],
    ["/v1/customers/:id", byOwnId],
  ] as const) {
    api.get(path, (c) => c.json(known(c)));
    api.get(`${path}/state`, (c) => c.json(showState(books, known(c))));
    api.patch(path, async (c) => {
      const customer = known(c);
      const { email } = parse(requests.customerBody, await bodyOf(c), "body");
      if ((books.customerByEmail(email) ?? customer) !== customer)
        throw invalid(["body", "email"], "A customer with this email address already exists.", email);
      return c.json(life.moveCustomer(customer, email));
    });
    api.delete(path, (c) => {
      life.deleteCustomer(known(c), parse(requests.deleteQuery, c.req.query(), "query"));
      return c.body(null, 204);
    });
  }
  api.post("/v1/customer-sessions/", async (c) => {
    const asked = parse(requests.sessionBody, await bodyOf(c), "body");
    const [name, id] =
      "customer_id" in asked
        ? (["customer_id", asked.customer_id] as const)
        : (["external_customer_id", asked.external_customer_id] as const);
    const customer = name === "customer_id" ? books.customers.get(id) : books.customerByExternalId(id);
    if (!customer || customer.deleted_at) throw invalid(["body", name], "Customer does not exist.", id);
    return c.json(showSession(books, sessions.open(customer, asked.return_url ?? null), url()), 201);
  });
}

function checkoutRoutes(api: Hono<FaultEnv>, { books, checkouts, url }: Polar): void {
  api.post("/v1/checkouts/", async (c) => {
    const checkout = checkouts.open(parse(requests.checkoutBody, await bodyOf(c), "body"));
    return c.json(showCheckout(checkout, url()), 201);
  });
  api.get("/v1/checkouts/:id", (c) => {
    checkouts.catchUp();
    return c.json(showCheckout(byId(c, books.checkouts), url()));
  });
}

function subscriptionRoutes(api: Hono<FaultEnv>, { books, life }: Polar): void {
  const one = "/v1/subscriptions/:id";
  const show = (id: string) => showSubscription(books, byIdIn(books.subscriptions, id));
  api.get("/v1/subscriptions/", (c) => {
    const query = parse(requests.subscriptionsQuery, queryOf(c, ["page", "limit", "cancel_at_period_end"]), "query");
    const externalIds = query.external_customer_id;
    const found = [...books.subscriptions.values()].filter(
      (row) =>
        (query.status?.includes(row.status) ?? true) &&
        (query.product_id?.includes(row.product_id) ?? true) &&
        (query.customer_id?.includes(row.customer_id) ?? true) &&
        (externalIds?.includes(books.customer(row.customer_id).external_id ?? "") ?? true) &&
        Object.entries(query.metadata ?? {}).every(([key, any]) => any.includes(String(row.metadata[key]))) &&
        (query.cancel_at_period_end ?? row.cancel_at_period_end) === row.cancel_at_period_end,
    );
    // Newest first unless asked otherwise.
    const [by = "-started_at"] = query.sorting ?? [];
    const key = by.replace("-", "") as "started_at" | "current_period_end";
    found.sort((a, b) => ((a[key] ?? "") < (b[key] ?? "") ? -1 : (a[key] ?? "") > (b[key] ?? "") ? 1 : 0));
    if (by.startsWith("-")) found.reverse();
    return c.json(pageOf(found, query, ({ id }) => show(id)));
  });
  api.get(one, (c) => c.json(show(byId(c, books.subscriptions).id)));
  api.patch(one, async (c) => {
    const { id } = byId(c, books.subscriptions);
    const asked = parse(requests.subscriptionBody, await bodyOf(c), "body");
    const { customer_cancellation_reason = null, customer_cancellation_comment = null } = asked;
    if ("revoke" in asked) life.revoke(id);
    else if (asked.cancel_at_period_end)
      life.cancel(id, { customer_cancellation_reason, customer_cancellation_comment });
    else life.uncancel(id);
    return c.json(show(id));
  });
  api.delete(one, (c) => c.json(show(life.revoke(byId(c, books.subscriptions).id).id)));
}

function otherRoutes(api: Hono<FaultEnv>, { books, webhooks }: Polar): void {
  api.get("/v1/products/", (c) => {
    const query = parse(requests.productsQuery, queryOf(c, ["page", "limit", "is_archived", "is_recurring"]), "query");
    const found = products.filter(
      (one) =>
        (query.id?.includes(one.id) ?? true) &&
        (query.is_archived ?? one.is_archived) === one.is_archived &&
        (query.is_recurring ?? one.is_recurring) === one.is_recurring,
    );
    return c.json(pageOf(found, query, (one) => one));
  });
  api.get("/v1/products/:id", (c) => c.json(byId(c, new Map(products.map((one) => [one.id, one])))));
  api.get("/v1/orders/:id", (c) => c.json(showOrder(books, byId(c, books.orders))));
  api.get("/v1/webhooks/endpoints", (c) => {
    const query = parse(requests.pagingQuery, queryOf(c, ["page", "limit"]), "query");
    return c.json(pageOf([...books.endpoints.values()], query, (one) => one));
  });
  api.post("/v1/webhooks/endpoints", async (c) => {
    return c.json(webhooks.open(parse(requests.endpointBody, await bodyOf(c), "body")), 201);
  });
}

/** A page of a list, as the vendor has them. */
function pageOf<T, Shown>(
  found: readonly T[],
  { page, limit }: { page: number; limit: number },
  show: (one: T) => Shown,
) {
  const pagination: models.Pagination = { total_count: found.length, max_page: Math.ceil(found.length / limit) };
  return { items: found.slice((page - 1) * limit, page * limit).map(show), pagination };
}

function byIdIn<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id);
  if (!row) throw notFound();
  return row;
}

const byId = <T>(c: Context, rows: ReadonlyMap<string, T>): T =>
  byIdIn(rows, parse(requests.pathId, { id: c.req.param("id") }, "path").id);

/** Parameters may be repeated and are lists, except for these. `metadata[key]` is a field of an object. */
function queryOf(c: Context, single: readonly string[]): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const [name, all] of Object.entries(c.req.queries())) {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (key !== undefined) query.metadata = { ...(query.metadata as object), [key]: all };
    else query[name] = single.includes(name) ? all.at(-1) : all;
  }
  return query;
}

async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => {
    throw noJson();
  });
}
