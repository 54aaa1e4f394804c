import { randomUUID } from "node:crypto";
import { z } from "zod";
import { erase } from "../../jobs/erase.ts";
import { exportData } from "../../jobs/export.ts";
import { enqueue } from "../../lib/queue.ts";
import { seal } from "../../lib/seal.ts";
import { signToken } from "../../lib/tokens.ts";
import { localeOf } from "../locale.ts";
import { expired, linkBody, openLink, pathWith, tokenOf, tokenQuery } from "../mail-links.ts";
import { dataOf } from "../own-data.ts";
import { erasedPage, erasePage } from "../pages/erase.tsx";
import { exportAskedPage, exportPage } from "../pages/export.tsx";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { json, jsonType, route } from "../route.ts";
import { personOf, subscriberView } from "../subscriber-view.ts";

const accepted = z.object({ status: z.literal("accepted"), detail: z.string() });

/**
 * Sends a mail rather than the data, so that whoever gets hold of an old mail cannot read it all here. People whom no
 * mail may reach have the same right to their data (GDPR, Art. 15): they get the mail's link here.
 */
export const askExport = route({
  method: "POST",
  path: "/me/export",
  summary: "Ask for all data kept about oneself",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: linkBody,
  answers: {
    202: {
      description: "A mail with the link is on its way, at most one an hour; where none may go, Location is the link",
      schema: accepted,
      type: "text/html",
    },
  },
  async handle(x) {
    const asked = tokenOf(x);
    const link = await openLink("preferences", asked);
    const view = await personOf(link);
    const { subscriberId, keyHash } = link;
    const ask = randomUUID();
    const payload = { subscriberId, sealed: seal(keyHash, "key-hash"), ask };
    const jobId = await enqueue(exportData, payload);
    if (view?.reachable === false) {
      const token = await signToken("export", { ...link, requestId: ask }, { issuedAt: new Date() });
      if (x.wantsPage) return { ...renderPage(202, exportPage({ token, view })), jobId };
      const detail = "No mail may go to your address: open the address in Location in a moment.";
      return { ...json(202, { status: "accepted", detail }, { Location: pathWith(token, "/me/export") }), jobId };
    }
    const locale = view?.locale ?? localeOf(x);
    const page = exportAskedPage({ token: asked, locale });
    const detail = "A mail with the link is on its way.";
    return { ...pageOrJson(x, 202, page, { status: "accepted", detail }), jobId };
  },
});

/** Read from the tables on request, and stored nowhere. */
export const showExport = route({
  method: "GET",
  path: "/me/export",
  summary: "All data kept about oneself, by table",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery.extend({ download: z.string().max(10).optional() }),
  answers: {
    200: {
      description: "A file: the rows of each table; for browsers first a page with a button for it",
      schema: z.record(z.string(), z.unknown()),
      type: "text/html",
    },
  },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("export", token);
    if (x.wantsPage && x.query.download === undefined) {
      const view = await subscriberView(link);
      if (view === null) throw expired("export");
      return renderPage(200, exportPage({ token, view }));
    }
    const headers = { "Content-Type": jsonType(), "Content-Disposition": 'attachment; filename="jobping.json"' };
    return { status: 200, headers, body: JSON.stringify(await dataOf(link), null, 2) };
  },
});

export const showErase = route({
  method: "GET",
  path: "/me/erase",
  summary: "The page that asks before everything about oneself is deleted",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const view = await personOf(await openLink("preferences", token));
    return renderPage(200, erasePage({ token, locale: view?.locale ?? localeOf(x), view }));
  },
});

export const eraseMe = route({
  method: "POST",
  path: "/me/erase",
  summary: "Delete everything about oneself",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: linkBody,
  answers: {
    202: { description: "It is being deleted; a last mail says when it is done", schema: accepted, type: "text/html" },
  },
  async handle(x) {
    const link = await openLink("preferences", tokenOf(x));
    const view = await personOf(link);
    const payload = { subscriberId: link.subscriberId, sealed: seal(link.keyHash, "key-hash") };
    const jobId = await enqueue(erase, payload);
    const page = erasedPage({ locale: view?.locale ?? localeOf(x) });
    const detail = "It is being deleted. A last mail says when it is done.";
    return { ...pageOrJson(x, 202, page, { status: "accepted", detail }), jobId };
  },
});
