import { z } from "zod";
import { stay } from "../../jobs/stay.ts";
import { enqueue } from "../../lib/queue.ts";
import { signToken } from "../../lib/tokens.ts";
import { localeOf } from "../locale.ts";
import { linkBody, openLink, pathWith, tokenOf, tokenQuery } from "../mail-links.ts";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { leftPage, stayedPage, stayPage } from "../pages/stay.tsx";
import { Problem } from "../problem.ts";
import { route } from "../route.ts";
import { personOf } from "../subscriber-view.ts";

export const showStay = route({
  method: "GET",
  path: "/stay",
  summary: "The page behind the mail that asks whether jobs are still wanted",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("preferences", token);
    const view = await personOf(link);
    const unsubscribe = pathWith(await signToken("unsubscribe", link, { issuedAt: new Date() }), "/unsubscribe");
    return renderPage(200, stayPage({ token, locale: view?.locale ?? localeOf(x), view, unsubscribe }));
  },
});

export const sayStay = route({
  method: "POST",
  path: "/stay",
  summary: "Say that jobs are still wanted",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: linkBody,
  answers: {
    202: { description: "Noted", schema: z.object({ status: z.literal("staying") }), type: "text/html" },
    409: { description: "Unsubscribed: no more jobs come, but they may sign up again" },
  },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("preferences", token);
    const view = await personOf(link);
    const locale = view?.locale ?? localeOf(x);
    if (view?.status === "unsubscribed") {
      if (x.wantsPage) return renderPage(409, leftPage(locale));
      throw new Problem("conflict", "You are unsubscribed: sign up again, and jobs come again.");
    }
    const jobId = await enqueue(stay, { subscriberId: link.subscriberId });
    return { ...pageOrJson(x, 202, stayedPage({ token, locale }), { status: "staying" }), jobId };
  },
});
