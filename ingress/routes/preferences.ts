import { signToken } from "../../lib/tokens.ts";
import { expired, openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { linkProblemPage } from "../pages/ask.tsx";
import { preferencesPage } from "../pages/preferences.tsx";
import { renderPage } from "../pages/render.tsx";
import { json, route } from "../route.ts";
import { subscriberView } from "../subscriber-view.ts";

/** What we keep about a subscriber, when the next digest comes, and the way out. */
export const showPreferences = route({
  method: "GET",
  path: "/preferences",
  summary: "The preferences behind a mail's link",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page, or JSON for programs", type: "text/html" } },
  async handle(x) {
    const link = await openLink("preferences", tokenOf(x));
    const view = await subscriberView(link);
    if (view === null) throw expired("preferences");
    if (!x.wantsPage) return json(200, view);
    const token = await signToken("unsubscribe", link, { issuedAt: new Date() });
    return renderPage(200, preferencesPage({ view, unsubscribe: `/unsubscribe?token=${token}` }));
  },
  problemPage: (_, problem) => linkProblemPage("links", problem),
});
