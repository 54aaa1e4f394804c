import { randomUUID } from "node:crypto";
import { z } from "zod";
import { exportData } from "../../jobs/export.ts";
import { resend } from "../../jobs/resend.ts";
import { enqueue } from "../../lib/queue.ts";
import { keyedHash, seal } from "../../lib/seal.ts";
import type { TokenContent, TokenPurpose } from "../../lib/tokens.ts";
import { formFields } from "../body.ts";
import { localeOf } from "../locale.ts";
import { ownerOf } from "../mail-links.ts";
import { askedPage } from "../pages/ask.tsx";
import { pageOrJson } from "../pages/render.tsx";
import { route } from "../route.ts";

const sentence = "If this link is still somebody's, a fresh one is on its way.";

/** An expired link's button mails a fresh one to the same mailbox. The answer is always the same. */
export const freshLink = route({
  method: "POST",
  path: "/links/fresh",
  summary: "Mail a fresh link to the owner of an expired one",
  caller: "mail link",
  limit: "mailRequest",
  body: {
    capBytes: 8 * 1024,
    schema: z.strictObject({ token: z.string().min(1).max(2000) }),
    fromForm: formFields,
  },
  answers: {
    202: {
      description: "Accepted, whoever it is; at most 3 mails an hour go to one mailbox",
      schema: z.object({ status: z.literal("accepted"), detail: z.string() }),
      type: "text/html",
    },
  },
  async handle(x) {
    const { purpose, content } = await ownerOf(x.body.token);
    const jobId = await askFor(purpose, content);
    const what = purpose === "verify" ? "verification" : "links";
    const page = askedPage({ what, locale: localeOf(x) });
    return { ...pageOrJson(x, 202, page, { status: "accepted", detail: sentence }), jobId };
  },
});

/** Asks for the mail that replaces the link: a verification, the export, or the links to everything else. */
function askFor(purpose: TokenPurpose, { subscriberId, keyHash }: TokenContent): Promise<string> {
  const [sealed, ask] = [seal(keyHash, "key-hash"), randomUUID()];
  if (purpose === "export") return enqueue(exportData, { subscriberId, sealed, ask });
  const what = purpose === "verify" ? "verification" : "links";
  const request = keyedHash(what + subscriberId, "resend");
  return enqueue(resend, { what, subscriberId, sealed, ask, request });
}
