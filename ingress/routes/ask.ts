import { randomUUID } from "node:crypto";
import { z } from "zod";
import { resend } from "../../jobs/resend.ts";
import { enqueue } from "../../lib/queue.ts";
import { keyedHash, seal } from "../../lib/seal.ts";
import { mailbox } from "../../lib/subscribers/wishes.ts";
import { formFields } from "../body.ts";
import { localeOf } from "../locale.ts";
import { type Asked, askedPage, askPage } from "../pages/ask.tsx";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { route } from "../route.ts";

const askBody = z.strictObject({ email: mailbox });
const sentence = "If this mailbox is waiting for it, a mail is on its way.";

/** The page and the POST of a form that asks for a mail. The answer is the same for every mailbox. */
function askRoutes(what: Asked, path: string, summary: string) {
  const show = route({
    method: "GET",
    path,
    summary: `A form: ${summary}`,
    caller: "all",
    limit: "page",
    answers: { 200: { description: "A page with a form", type: "text/html" } },
    handle: (x) => renderPage(200, askPage({ what, locale: localeOf(x) })),
  });
  const ask = route({
    method: "POST",
    path,
    summary,
    caller: "all",
    limit: "mailRequest",
    origins: "listed",
    body: { capBytes: 8 * 1024, schema: askBody, fromForm: formFields, mailbox: ({ email }) => email },
    answers: {
      202: {
        description: "Accepted, whoever it is; at most 3 mails an hour go to one mailbox",
        schema: z.object({ status: z.literal("accepted"), detail: z.string() }),
        type: "text/html",
      },
    },
    async handle(x) {
      const { email } = x.body;
      const request = keyedHash(what + email, "resend");
      const payload = { what, sealed: seal(email, "mailbox"), ask: randomUUID(), request };
      const jobId = await enqueue(resend, payload);
      const page = askedPage({ what, locale: localeOf(x) });
      return { ...pageOrJson(x, 202, page, { status: "accepted", detail: sentence }), jobId };
    },
    problemPage: (x, problem) =>
      x.sent.kind === "form" && problem.status !== 403
        ? askPage({ what, locale: localeOf(x), typed: x.sent.fields, problem })
        : undefined,
  });
  return [show, ask] as const;
}

export const [showResend, askResend] = askRoutes("verification", "/verify/resend", "Ask for a fresh verification mail");
export const [showLinks, askLinks] = askRoutes("links", "/links", "Ask for fresh links to one's preferences");
