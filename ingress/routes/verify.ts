import { z } from "zod";
import { verify } from "../../jobs/verify.ts";
import { enqueue } from "../../lib/queue.ts";
import type { TokenContent } from "../../lib/tokens.ts";
import { localeOf } from "../locale.ts";
import { expired, openLink, tokenBody, tokenOf, tokenQuery } from "../mail-links.ts";
import { linkProblemPage } from "../pages/ask.tsx";
import { renderPage } from "../pages/render.tsx";
import { verifiedPage, verifyPage } from "../pages/verify.tsx";
import { Problem } from "../problem.ts";
import { json, route } from "../route.ts";
import { verificationView } from "../verification-view.ts";

/** Link scanners of mail providers GET every link: this must change nothing. */
export const showVerification = route({
  method: "GET",
  path: "/verify",
  summary: "The page behind the link of a verification mail",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const view = await currentView(await openVerification(token), token);
    return renderPage(200, verifyPage({ locale: localeOf(x), token, view }));
  },
  problemPage: (_, problem) => linkProblemPage("verification", problem),
});

/** Confirms the mailbox. Twice is the same as once. */
export const confirmVerification = route({
  method: "POST",
  path: "/verify",
  summary: "Confirm a mailbox",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: { capBytes: 8 * 1024, schema: tokenBody, fromForm: Object.fromEntries, optional: true },
  answers: {
    202: {
      description: "Confirmed; again 202 when it already was",
      schema: z.object({ status: z.literal("confirmed"), already: z.boolean(), progress: z.string().nullable() }),
    },
  },
  async handle(x) {
    const token = tokenOf(x);
    const content = await openVerification(token);
    const view = await currentView(content, token);
    const jobId = await enqueue(verify, { requestId: content.requestId }, { requestId: x.requestId });
    const already = view?.state === "confirmed";
    const progress = view?.progress_id ? `/signups/${view.progress_id}` : null;
    if (x.wantsPage) return { ...renderPage(202, verifiedPage({ locale: localeOf(x), already, progress })), jobId };
    return { ...json(202, { status: "confirmed", already, progress }), jobId };
  },
  problemPage: (_, problem) => linkProblemPage("verification", problem),
});

async function openVerification(token: string): Promise<TokenContent & { requestId: string }> {
  const { requestId, ...content } = await openLink("verify", token);
  if (requestId === undefined) throw new Problem("link-not-valid", "This link is not for confirming a mailbox.");
  return { ...content, requestId };
}

/** @throws {Problem} 410 if there is nothing to confirm any more */
async function currentView(content: TokenContent & { requestId: string }, token: string) {
  const view = await verificationView(content);
  if (view === null) throw expired("verify");
  if (view?.state === "expired") throw expired("verify", token);
  return view;
}
