import { day } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { expired, openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { matchesFilter, matchesView } from "../matches-view.ts";
import { matchesPage } from "../pages/matches.tsx";
import { renderPage } from "../pages/render.tsx";
import { json, route } from "../route.ts";

/** Every match of the newest digest and of those before, with its reasons: the mail shows ten at most. */
export const showMatches = route({
  method: "GET",
  path: "/matches",
  summary: "All matches of a subscriber, behind a mail's link",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery.extend(matchesFilter.shape),
  answers: { 200: { description: "A page, or JSON for programs", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("matches", token);
    const { token: _, ...filter } = x.query;
    const view = await matchesView(link, filter);
    if (view === null) throw expired("matches");
    if (!x.wantsPage) return json(200, view);
    // For as long as the page is read: a link is as strong as what it opened first.
    const feedback = await signToken("feedback", link, { issuedAt: new Date(), expiresInMs: 1 * day });
    return renderPage(200, matchesPage({ view, filter, tokens: { matches: token, feedback } }));
  },
});
