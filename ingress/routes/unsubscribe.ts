import { z } from "zod";
import { unsubscribe } from "../../jobs/unsubscribe.ts";
import { enqueue } from "../../lib/queue.ts";
import { openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { linkProblemPage } from "../pages/ask.tsx";
import { renderPage } from "../pages/render.tsx";
import { unsubscribedPage, unsubscribePage } from "../pages/unsubscribe.tsx";
import { json, route } from "../route.ts";
import { subscriberView } from "../subscriber-view.ts";

export const showUnsubscribe = route({
  method: "GET",
  path: "/unsubscribe",
  summary: "The page behind a mail's unsubscribe link",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const view = await subscriberView(await openLink("unsubscribe", token)).catch(() => undefined);
    return renderPage(200, unsubscribePage({ token, view }));
  },
  problemPage: (_, problem) => linkProblemPage("links", problem),
});

/**
 * RFC 8058: mail programs POST `List-Unsubscribe=One-Click` with nothing but the link; so does our page's button.
 * The token is the whole proof: leaving must be as easy as it can be.
 */
export const leave = route({
  method: "POST",
  path: "/unsubscribe",
  summary: "Unsubscribe, in one click",
  caller: "mail link",
  limit: "mailLink",
  origins: "any",
  query: tokenQuery,
  body: {
    capBytes: 8 * 1024,
    schema: z.looseObject({ token: z.string().max(2000).optional() }),
    fromForm: (fields) => ({ ...(fields.get("token") && { token: fields.get("token") }) }),
    optional: true,
  },
  answers: { 200: { description: "Unsubscribed", schema: z.object({ status: z.literal("unsubscribed") }) } },
  async handle(x) {
    const { subscriberId } = await openLink("unsubscribe", tokenOf(x));
    const jobId = await enqueue(unsubscribe, { subscriberId }, { requestId: x.requestId });
    return { ...(x.wantsPage ? renderPage(200, unsubscribedPage()) : json(200, { status: "unsubscribed" })), jobId };
  },
  problemPage: (_, problem) => linkProblemPage("links", problem),
});
