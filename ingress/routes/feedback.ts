import { z } from "zod";
import { feedback } from "../../jobs/feedback.ts";
import { enqueue } from "../../lib/queue.ts";
import type { TokenContent } from "../../lib/tokens.ts";
import { formFields } from "../body.ts";
import { expired, openLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { matchView } from "../matches-view.ts";
import { feedbackPage, thanksPage, whichVerdictPage } from "../pages/feedback.tsx";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { Problem } from "../problem.ts";
import { type Exchange, route } from "../route.ts";

const { verdict, reason } = feedback.payload.shape;
const why = reason.unwrap();

/** Links in mails carry match and verdict in the query; our forms may send them in the body. */
const said = tokenQuery.extend({
  match: z.uuid().optional(),
  verdict: verdict.optional(),
  reason: z.preprocess((value) => (value === "" ? undefined : value), why.optional()),
});
/** `back`: the token of the page with the form, used only for a link back to it. */
const fromPage = said.extend({ back: z.string().max(2000).optional() }).strict();
type Said = z.output<typeof said>;

const notTheirs = { 404: { description: "This match is not one of theirs" } };

/** Mail providers' link scanners GET every link: this must change nothing, or they would train the ranking. */
export const showFeedback = route({
  method: "GET",
  path: "/feedback",
  summary: "The page behind a verdict's link in a mail",
  caller: "mail link",
  limit: "mailLink",
  query: said,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" }, ...notTheirs },
  async handle(x) {
    const [id, token] = [named(x.query, "match"), tokenOf(x)];
    const { locale, match } = await theirMatch(await openLink("feedback", token), id);
    const [about, { verdict }] = [{ locale, token, match }, x.query];
    return renderPage(200, verdict === undefined ? whichVerdictPage(about) : feedbackPage({ ...about, verdict }));
  },
});

export const sayFeedback = route({
  method: "POST",
  path: "/feedback",
  summary: "Give a verdict on a match",
  caller: "mail link",
  limit: "mailLink",
  query: said,
  body: { capBytes: 8 * 1024, schema: fromPage, fromForm: formFields, optional: true },
  answers: {
    202: {
      description: "Accepted; the next digest takes it into account",
      schema: z.object({ status: z.literal("accepted") }),
      type: "text/html",
    },
    ...notTheirs,
  },
  async handle(x) {
    const said = saidIn(x);
    const about = { match: named(said, "match"), verdict: named(said, "verdict"), reason: said.reason };
    const link = await openLink("feedback", tokenOf(x));
    const { locale, match } = await theirMatch(link, about.match);
    const payload = {
      subscriberId: link.subscriberId,
      matchId: match.id,
      verdict: about.verdict,
      reason: about.reason ?? null,
      saidAt: new Date().toISOString(),
    };
    const jobId = await enqueue(feedback, payload);
    const page = thanksPage({ ...about, locale, token: tokenOf(x), match, back: x.body.back });
    return { ...pageOrJson(x, 202, page, { status: "accepted" }), jobId };
  },
});

/** The body overrides the link: on the page one can press another verdict than the link's. */
const saidIn = ({ query, body }: Pick<Exchange<Said, Said>, "query" | "body">): Said => ({ ...query, ...body });

/** @throws {Problem} 422 if it is missing */
function named<Name extends "match" | "verdict">(from: Said, name: Name): NonNullable<Said[Name]> {
  const value = from[name];
  if (value) return value;
  throw new Problem("not-valid", "The link is incomplete. Please open it from the mail again.", {
    errors: [{ pointer: `/${name}`, message: "is missing" }],
  });
}

/** @throws {Problem} 410 if the link's key was replaced, 404 if the match is not this person's */
async function theirMatch(link: TokenContent, id: string) {
  const view = await matchView(link, id);
  if (view === null) throw expired("feedback");
  const { locale, match } = view;
  if (match === null) throw new Problem("not-found", "This job is not among those we chose for you.");
  return { locale, match };
}
