import { placeOf } from "../../lib/billing/place.ts";
import { second } from "../../lib/time.ts";
import { readFigures } from "./figure-checks.ts";
import { type Finding, fail, pass, warn } from "./report.ts";
import { ask, patience, type Target, Trouble } from "./target.ts";

const readyWithinMs = 30 * second;
const asProgram = { headers: { accept: "application/json" } };
const asBrowser = { headers: { accept: "text/html" } };
const atPolar = "With --live it goes there all the same; it pays nothing.";

/**
 * From the link in a mail to Polar's checkout, without paying.
 * @param token the query of a link to the probe's preferences
 */
export async function goesToCheckout(target: Target, token: string): Promise<Finding> {
  const sold = await soldAt(target);
  if (sold === null) return pass("Nothing is sold here.");
  if (sold === "production" && !target.live) return warn("Left out: it would be made at Polar itself.", atPolar);
  const startedAt = performance.now();
  const press = { method: "POST", form: { plan: "monthly" } } as const;
  const { status, headers } = await ask(`${target.url}/billing/checkout${token}`, press);
  const location = headers.get("location");
  if (status !== 303 || !location)
    return fail(`POST /billing/checkout says ${status}.`, 'RUNBOOK.md, "Requests are answered 5xx".');
  const visit = new URL(location, target.url).href;
  const { state, url } = (await patience(readyWithinMs, () => settled(visit))) ?? { state: "waiting" };
  if (state === "unsold") return pass("Nothing is sold here.");
  if (state !== "ready" || !url)
    return fail(`After ${readyWithinMs / second} s the visit is "${state}".`, todoOf(state));
  if (placeOf(url) === "production" && !target.live)
    return fail("It was made at Polar itself, which figures did not tell; it was not opened.", atPolar);
  const ms = performance.now() - startedAt;
  const page = await ask(visit, asBrowser);
  if (!page.headers.get("refresh")?.includes(url))
    return fail("Our page does not go on to Polar's.", "See ingress/routes/billing.ts.");
  const till = await ask(url, asBrowser);
  if (till.status !== 200) return fail(`Polar's checkout says ${till.status}.`, "https://status.polar.sh");
  return pass(`Ready after ${(ms / second).toFixed(1)} s, and it opens (${new URL(url).host}). Nothing was paid.`);
}

/** Where the workers sell, if we can see that; undefined = unknown. */
async function soldAt(target: Target) {
  if (!target.adminKey) return undefined;
  const known = await readFigures(target).catch(() => null);
  return known?.figures.billing?.polar;
}

async function settled(visit: string) {
  const { status, text } = await ask(visit, asProgram);
  if (status !== 200) throw new Trouble(`The page of the visit says ${status}.`);
  const seen = JSON.parse(text) as { state: string; url?: string };
  return ["waiting", "slow"].includes(seen.state) ? null : seen;
}

const todoOf = (state: string) =>
  state === "waiting"
    ? 'RUNBOOK.md, "Premium is behind Polar".'
    : "npm run -s ops -- doctor compares our products with Polar's.";
