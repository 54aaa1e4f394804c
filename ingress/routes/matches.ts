import { day } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { expired, openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { matchesAnswer, matchesFilter, matchesView } from "../matches-view.ts";
import { matchesPage } from "../pages/matches.tsx";
import { renderPage } from "../pages/render.tsx";
import { json, route } from "../route.ts";

/** Every match of all digests, with its reasons: a mail shows ten at most. */
export const showMatches = route({
  method: "GET",
  path: "/matches",
  summary: "All matches of a subscriber, behind a mail's link",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery.extend(matchesFilter.shape),
  answers: { 200: { description: "Fifty at most, the newest first", schema: matchesAnswer, type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("matches", token);
    const { token: _, ...filter } = x.query;
    const view = await matchesView(link, filter);
    if (view === null) throw expired("matches");
    if (!x.wantsPage) return json(200, view);
    // Short-lived: enough for the time the page is open.
    const feedback = await signToken("feedback", link, { issuedAt: new Date(), expiresInMs: 1 * day });
    return renderPage(200, matchesPage({ view, filter, tokens: { matches: token, feedback } }));
  },
});
