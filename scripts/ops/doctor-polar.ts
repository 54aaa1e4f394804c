import type { models } from "@polar-sh/sdk/2026-04";
import { getProducts } from "@polar-sh/sdk/2026-04/services/products";
import { listSubscriptions } from "@polar-sh/sdk/2026-04/services/subscriptions";
import { listWebhookEndpointsWebhooks } from "@polar-sh/sdk/2026-04/services/webhooks";
import { z } from "zod";
import { askPolar, isUnknown } from "../../lib/billing/client.ts";
import { type Place, placeOf } from "../../lib/billing/place.ts";
import { isSold, type Plan, planNames, plans, productsOf } from "../../lib/billing/plans.ts";
import { running } from "../../lib/billing/state.ts";
import { serviceDb } from "../../lib/db.ts";
import { env } from "../../lib/env.ts";
import { second } from "../../lib/time.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

const dashboard = "Polar's dashboard";
const patience = () => AbortSignal.timeout(10 * second);
/** Without these we learn late that somebody paid, or that premium ended. */
const neededEvents: readonly models.WebhookEventType[] = [
  ...(["customer.state_changed", "customer.deleted", "checkout.updated", "order.paid"] as const),
  ...(["subscription.created", "subscription.updated", "subscription.active", "subscription.canceled"] as const),
  ...(["subscription.uncanceled", "subscription.past_due", "subscription.revoked"] as const),
];

/** Whether premium can be bought at the prices on our pages, and we are told of it. */
export async function polar(): Promise<Finding[]> {
  if (env.POLAR_ACCESS_TOKEN === undefined) return [await unsold()];
  return [
    where(placeOf(env.POLAR_BASE_URL)),
    ...(await Promise.all(planNames.map((plan) => sells(plan)))),
    await tells(),
    ...(await endpoint()),
  ];
}

const figures = z.object({ premium: z.record(z.string(), z.number()) });

/** If nobody reads Polar, existing premium never ends: so people with premium are worth a warning. */
async function unsold(): Promise<Finding> {
  const { premium } = await serviceDb().call("billing_figures", {}, figures);
  const people = Object.values(premium).reduce((sum, count) => sum + count, 0);
  const todo = "Give this shell what the workers have: POLAR_ACCESS_TOKEN, both products, POLAR_WEBHOOK_SECRET.";
  if (people > 0) return warn("polar", `not asked: ${people} with premium, and no token here`, todo);
  if (isSold()) return warn("polar", "not asked: products are set, and no token", todo);
  return pass("polar", "premium is not sold");
}

/** Real money moves in production, and nowhere else. */
function where(place: Place): Finding {
  const [check, { ENVIRONMENT: here, POLAR_BASE_URL: url }] = ["polar", env];
  const forMoney = place === "production";
  const says = forMoney
    ? "sells at Polar, for money"
    : `sells at ${place === "sandbox" ? "Polar's sandbox" : url}: no money moves`;
  if (forMoney === (here === "production") || here === "development") return pass(check, says);
  const todo = forMoney
    ? "Staging: POLAR_BASE_URL of the sandbox, with its own token, products and secret. docs/hosts/polar.md"
    : "Production: Polar's own token, products and secret, and no POLAR_BASE_URL. docs/hosts/polar.md";
  return warn(check, `${says}, and this is ${here}`, todo);
}

/** Whether Polar's product matches the plan on our page. */
async function sells(plan: Plan): Promise<Finding> {
  const check = `polar ${plan}`;
  const name = `POLAR_PRODUCT_${plan.toUpperCase()}`;
  const [sold = "", ...earlier] = productsOf(plan);
  let id = sold;
  try {
    const call = { what: "read a product", method: "GET", signal: patience() } as const;
    const product = await askPolar(call, (core) => getProducts(core)(sold));
    for (id of earlier) await askPolar(call, (core) => getProducts(core)(id));
    const faults = faultsOf(product, plan);
    const todo = `${dashboard}, Products: mend it, or put another before it in ${name}; lib/billing/plans.ts says what is sold.`;
    return faults.length > 0
      ? fail(check, `${product.name}: ${faults.join(", ")}`, todo)
      : pass(check, `${product.name}: ${said(plan)}`);
  } catch (error) {
    if (isUnknown(error))
      return fail(check, `Polar knows no product ${id}`, `Is ${name} of the same Polar as the token?`);
    return fail(check, (error as Error).message, "Nothing can be bought while Polar does not answer us.");
  }
}

const amountOf = (cents: number, currency: string) => `${(cents / 100).toFixed(2)} ${currency.toUpperCase()}`;

function said(plan: Plan): string {
  const { price, months } = plans[plan];
  return `${amountOf(price.amount, price.currency)} every ${months === 1 ? "month" : `${months} months`}`;
}

function faultsOf(product: models.Product, plan: Plan): string[] {
  const { price, months } = plans[plan];
  const monthly = product.recurring_interval === "month" && (product.recurring_interval_count ?? 1) === months;
  const currency = price.currency.toLowerCase();
  const asked = product.prices.flatMap((each) =>
    "price_amount" in each && !each.is_archived && each.price_currency === currency ? each.price_amount : [],
  );
  const costs = asked.map((cents) => amountOf(cents, currency)).join(" or ") || `nothing in ${price.currency}`;
  return [
    ...(product.is_archived ? ["is archived: nobody can buy it"] : []),
    ...(asked.length === 1 && asked[0] === price.amount ? [] : [`costs ${costs}, our page says ${said(plan)}`]),
    ...(monthly ? [] : [`is billed every ${product.recurring_interval_count} ${product.recurring_interval}`]),
  ];
}

/** Whether the token may read purchases, which is another scope than products. */
async function tells(): Promise<Finding> {
  const check = "polar subscriptions";
  try {
    const call = { what: "list subscriptions", method: "GET", signal: patience() } as const;
    const { pagination } = await askPolar(call, (core) => listSubscriptions(core)({ status: [...running], limit: 1 }));
    return pass(check, `${pagination.total_count} run`);
  } catch (error) {
    return fail(check, (error as Error).message, "Does the token have the scopes of docs/hosts/polar.md?");
  }
}

/** Whether Polar sends us events, signed with the ingress's secret. */
async function endpoint(): Promise<Finding[]> {
  const [check, url] = ["polar endpoint", `${env.PUBLIC_URL}/webhooks/polar`];
  const settings = `${dashboard}, Settings, Webhooks`;
  try {
    const call = { what: "list webhook endpoints", method: "GET", signal: patience() } as const;
    const { items } = await askPolar(call, (core) => listWebhookEndpointsWebhooks(core)({ limit: 100 }));
    const ours = items.find((each) => each.url === url && each.enabled) ?? items.find((each) => each.url === url);
    if (!ours) return [fail(check, `${url} is not there`, `${settings}: add it (format Raw). docs/hosts/polar.md`)];
    if (!ours.enabled) return [fail(check, `${url} is disabled`, 'RUNBOOK.md, "Polar\'s events do not arrive".')];
    const deaf = neededEvents.filter((event) => !ours.events.includes(event));
    return [
      ...(ours.format === "raw" ? [] : [fail(check, `sends ${ours.format}`, `${settings}: format Raw.`)]),
      ...(deaf.length > 0 ? [warn(check, `does not send ${deaf.join(", ")}`, `${settings}: choose them.`)] : []),
      signs(check, ours.secret),
    ];
  } catch (error) {
    return [fail(check, (error as Error).message, "Does the token have the scopes of docs/hosts/polar.md?")];
  }
}

function signs(check: string, secret: string): Finding {
  const { POLAR_WEBHOOK_SECRET: ours, NEXT_POLAR_WEBHOOK_SECRET: next } = env;
  if (ours === undefined)
    return warn(check, "is enabled; its secret was not compared", "Give this shell POLAR_WEBHOOK_SECRET.");
  if (secret === ours || secret === next) return pass(check, "is enabled, and signs with POLAR_WEBHOOK_SECRET");
  return fail(
    check,
    "signs with another secret than POLAR_WEBHOOK_SECRET",
    'RUNBOOK.md, "A secret has to be changed".',
  );
}
