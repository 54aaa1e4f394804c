import { z } from "zod";
import { preferences } from "../../jobs/preferences.ts";
import { unsubscribe } from "../../jobs/unsubscribe.ts";
import { enqueue } from "../../lib/queue.ts";
import { seal } from "../../lib/seal.ts";
import type { SealedPreferences } from "../../lib/subscribers/preferences.ts";
import { isCharged } from "../billing-view.ts";
import { localeOf } from "../locale.ts";
import { openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { pausedUntil } from "../pages/moments.ts";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { pausedPage, unsubscribedPage, unsubscribePage } from "../pages/unsubscribe.tsx";
import { Problem } from "../problem.ts";
import { type Exchange, route } from "../route.ts";
import { askedNow, type Link, personOf } from "../subscriber-view.ts";

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
    const link = await openLink("unsubscribe", token);
    const [view, charged] = await Promise.all([personOf(link), isCharged(link)]);
    return renderPage(200, unsubscribePage({ token, view, charged, locale: view?.locale ?? localeOf(x) }));
  },
});

/**
 * RFC 8058: mail programs, and our page's button, POST `List-Unsubscribe=One-Click` to the link. The token is the whole
 * proof: leaving must be as easy as possible. `pause`, which only our page sends, asks for some weeks without mails
 * instead.
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
    schema: z.looseObject({
      token: z.string().max(2000).optional(),
      pause: z.coerce.number().int().min(1).max(52).optional(),
    }),
    fromForm: (fields) => ({
      ...(fields.get("token") && { token: fields.get("token") }),
      ...(fields.get("pause") && { pause: fields.get("pause") }),
    }),
    optional: true,
  },
  answers: {
    200: {
      description: "Unsubscribed, or paused where that was asked",
      schema: z.object({ status: z.enum(["unsubscribed", "paused"]) }),
      type: "text/html",
    },
    409: { description: "Unsubscribed: there is nothing to pause" },
  },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("unsubscribe", token);
    // With a replaced key the answer would be an empty promise; but leaving must work without the database too.
    const [view, charged] = await Promise.all([personOf(link), x.wantsPage ? isCharged(link) : undefined]);
    const { pause } = x.body;
    const locale = view?.locale ?? localeOf(x);
    const left = unsubscribedPage({ token, locale, charged });
    if (pause !== undefined) {
      if (view?.status !== "unsubscribed") {
        const before = view && pausedUntil(view);
        return pauseInstead(x, link, askedNow(view), { weeks: pause, token, locale, charged, before });
      }
      if (x.wantsPage) return renderPage(409, left);
      throw new Problem("conflict", "You are unsubscribed: there is nothing to pause.");
    }
    const { subscriberId } = link;
    const jobId = await enqueue(unsubscribe, { subscriberId });
    return { ...pageOrJson(x, 200, left, { status: "unsubscribed" }), jobId };
  },
});

type Pause = Omit<Parameters<typeof pausedPage>[0], "until"> & { weeks: number };

async function pauseInstead(x: Exchange, { subscriberId, keyHash }: Link, askedAt: Date, { weeks, ...page }: Pause) {
  const until = Temporal.Now.plainDateISO("UTC").add({ weeks }).toString();
  const change = { pausedUntil: until };
  const sealed = seal({ keyHash, change } satisfies SealedPreferences, "preferences");
  const payload = { subscriberId, sealed, askedAt: askedAt.toISOString() };
  const jobId = await enqueue(preferences, payload);
  return { ...pageOrJson(x, 200, pausedPage({ ...page, until }), { status: "paused" }), jobId };
}
