import { randomUUID } from "node:crypto";
import { z } from "zod";
import { checkout } from "../../jobs/checkout.ts";
import { isSold, type Plan, planNames, plans } from "../../lib/billing/plans.ts";
import { readVisit, type Visit, visitAt, visitPath, visitStates } from "../../lib/billing/visits.ts";
import { enqueue } from "../../lib/queue.ts";
import { jobStatus } from "../../lib/queue-admin.ts";
import { seal } from "../../lib/seal.ts";
import { billingAnswer, billingView } from "../billing-view.ts";
import { formFields } from "../body.ts";
import { localeOf, pathIn } from "../locale.ts";
import { expired, linkBody, openLink, tokenBody, tokenOf, tokenQuery } from "../mail-links.ts";
import { billingPage } from "../pages/billing.tsx";
import { visitPage, visitStanding } from "../pages/billing-visit.tsx";
import { renderPage } from "../pages/render.tsx";
import { notNow, Problem } from "../problem.ts";
import { type Answer, type Exchange, json, route, seeOther } from "../route.ts";
import { personOf } from "../subscriber-view.ts";

export const showBilling = route({
  method: "GET",
  path: "/billing",
  summary: "One's own state of premium, and what premium brings and costs",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: {
    200: { description: "Where they stand, and the plans that are sold", schema: billingAnswer, type: "text/html" },
  },
  async handle(x) {
    const token = tokenOf(x);
    const view = await billingView(await openLink("preferences", token));
    if (view === null) throw expired("preferences");
    if (!x.wantsPage) return json(200, { ...view, plans: isSold() ? plans : {} });
    return renderPage(200, billingPage({ view, token }));
  },
});

const onwards = { 303: { description: "Location is a page that goes on to Polar by itself" } };

export const startCheckout = route({
  method: "POST",
  path: "/billing/checkout",
  summary: "Go to Polar to buy premium",
  caller: "mail link",
  limit: "billing",
  query: tokenQuery,
  body: {
    ...linkBody,
    schema: tokenBody.extend({ plan: z.enum(planNames, "is none that we sell").default("monthly") }),
    fromForm: formFields,
  },
  answers: onwards,
  handle: (x) => goToPolar(x, "checkout", x.body.plan),
});

export const openPortal = route({
  method: "POST",
  path: "/billing/portal",
  summary: "Go to Polar for one's card, one's invoices, and to end premium",
  caller: "mail link",
  limit: "billing",
  query: tokenQuery,
  body: linkBody,
  answers: onwards,
  handle: (x) => goToPolar(x, "portal"),
});

type WithToken = Exchange<z.output<typeof tokenBody>, z.output<typeof tokenQuery>>;

/**
 * A worker asks Polar, and sees to it that two clicks, though they have two pages, lead to one checkout. The job has the
 * visit's id, which opens nothing.
 */
async function goToPolar(x: WithToken, to: Visit["to"], plan?: Plan): Promise<Answer> {
  const link = await openLink("preferences", tokenOf(x));
  const view = await personOf(link);
  const locale = view?.locale ?? localeOf(x);
  const [visit, sealed] = [randomUUID(), seal(link.keyHash, "key-hash")];
  const payload = { visit, subscriberId: link.subscriberId, sealed, to, plan, locale };
  const jobId = await enqueue(checkout, payload, { jobId: visit });
  return { ...seeOther(pathIn(locale, visitPath(visit))), jobId };
}

const visitQuery = z.object({
  from: z.enum(["checkout", "back"]).optional().catch(undefined),
  /** How often the page has reloaded. */
  look: z.coerce.number().int().min(0).max(9999).optional().catch(undefined),
  /** Polar adds it on the way back. It opens the person's portal there and must not stay in our pages' addresses. */
  customer_session_token: z.unknown().optional(),
});

/** The page on the way to Polar and back. It shows where to go, and nothing personal. */
export const showVisit = route({
  method: "GET",
  path: "/billing/visits/:id",
  summary: "The progress of a visit to Polar",
  caller: "bearer of the id",
  limit: "visit",
  reloads: true,
  query: visitQuery,
  answers: {
    200: {
      description: "The state, and Polar's address when it is known; a page goes on by itself",
      schema: z.object({ state: z.enum(visitStates), url: z.url().optional() }),
      type: "text/html",
    },
    303: { description: "The same without what Polar has added to it" },
    404: { description: "No such visit, or it was more than a day ago" },
  },
  async handle(x) {
    const { id: end = "" } = x.params;
    const id = visitAt(end);
    if (id === null) throw noSuchVisit();
    const { from, look = 0, customer_session_token: added } = x.query;
    const locale = localeOf(x);
    const pageAt = (more: Record<string, string>) =>
      `/billing/visits/${end}?${new URLSearchParams({ ...(from && { from }), ...more, lang: locale })}`;
    if (added !== undefined) return seeOther(pageAt({}));
    const visit = await visitOf(id);
    if (!x.wantsPage) return json(200, { state: visit.state, url: visit.url });
    const standing = visitStanding(visit, from, locale);
    const headers = refresh(standing, () => `${secondsAfter(look)}; url=${pageAt({ look: String(look + 1) })}`);
    return renderPage(200, visitPage({ standing, locale }), headers);
  },
});

function refresh({ next, go }: ReturnType<typeof visitStanding>, again: () => string): Record<string, string> {
  if (next === undefined) return {};
  return { Refresh: next === "go" ? `0; url=${go}` : again() };
}

/** Every second at first; a page left open asks twice a minute. */
const secondsAfter = (look: number) => Math.min(30, Math.ceil((look + 1) / 10));

/** @throws {Problem} 404 if there is no such visit, 503 if Redis is away */
async function visitOf(id: string): Promise<Visit> {
  const known = await readVisit(id).catch(() => {
    throw notNow("We cannot look that up right now. Load the page again in a moment.");
  });
  if (known && known.state !== "waiting" && known.state !== "slow") return known;
  // Its worker has not begun, or has given up.
  const job = await jobStatus("checkout", id);
  if (!known && !job) throw noSuchVisit();
  const visit = known ?? { to: "checkout" as const, state: "waiting" as const };
  return !job || job.outcome === "failed" ? { ...visit, state: "failed" } : visit;
}

const noSuchVisit = () => new Problem("not-found", "There is nothing here, or it was more than a day ago.");
