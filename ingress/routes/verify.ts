import { z } from "zod";
import { verify } from "../../jobs/verify.ts";
import { enqueue } from "../../lib/queue.ts";
import { localeOf } from "../locale.ts";
import { expired, linkBody, readLink, tokenOf, tokenQuery } from "../mail-links.ts";
import { linkProblemPage } from "../pages/ask.tsx";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { verifiedPage, verifyPage } from "../pages/verify.tsx";
import { Problem } from "../problem.ts";
import { type Exchange, route } from "../route.ts";
import { verificationView } from "../verification-view.ts";

/** Mail providers' link scanners GET every link: this must change nothing. */
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
    const { view, locale } = await openVerification(x, token);
    return renderPage(200, verifyPage({ locale, token, view }));
  },
  problemPage: (_, problem) => linkProblemPage("verification", problem),
});

/** Confirms the mailbox. Idempotent. */
export const confirmVerification = route({
  method: "POST",
  path: "/verify",
  summary: "Confirm a mailbox",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: linkBody,
  answers: {
    202: {
      description: "Confirmed; again 202 when it already was",
      schema: z.object({ status: z.literal("confirmed"), already: z.boolean(), progress: z.string().nullable() }),
      type: "text/html",
    },
  },
  async handle(x) {
    const { requestId, view, locale } = await openVerification(x, tokenOf(x));
    const jobId = await enqueue(verify, { requestId });
    const already = view?.state === "confirmed";
    const progress = view?.progress_id ? `/signups/${view.progress_id}` : null;
    const page = verifiedPage({ locale, already, progress });
    return { ...pageOrJson(x, 202, page, { status: "confirmed", already, progress }), jobId };
  },
  problemPage: (_, problem) => linkProblemPage("verification", problem),
});

/** @throws {Problem} 410, in the person's language, if there is nothing left to confirm */
async function openVerification(x: Pick<Exchange, "incoming" | "headers">, token: string) {
  const { content, late } = await readLink("verify", token);
  const { requestId, keyHash } = content;
  if (requestId === undefined) throw new Problem("link-not-valid", "This link is not for confirming a mailbox.");
  const view = await verificationView({ requestId, keyHash });
  const locale = localeOf(x, view?.locale);
  if (late || view?.state === "expired") throw expired("verify", { token, locale });
  if (view === null) throw expired("verify", { locale });
  return { requestId, view, locale };
}
