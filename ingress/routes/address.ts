import { randomUUID } from "node:crypto";
import { z } from "zod";
import { address } from "../../jobs/address.ts";
import { enqueue } from "../../lib/queue.ts";
import { keyedHash, seal } from "../../lib/seal.ts";
import { mailbox } from "../../lib/subscribers/wishes.ts";
import type { AddressSide, TokenContent } from "../../lib/tokens.ts";
import { waitingChange } from "../address-view.ts";
import { formFields } from "../body.ts";
import { localeOf } from "../locale.ts";
import { linkBody, openLink, tokenBody, tokenOf, tokenQuery, tokenSent } from "../mail-links.ts";
import { addressAskedPage, addressFormPage, agreedPage, agreePage } from "../pages/address.tsx";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { Problem } from "../problem.ts";
import { route } from "../route.ts";
import { personOf } from "../subscriber-view.ts";

export const showAddressForm = route({
  method: "GET",
  path: "/me/address",
  summary: "A form: move one's subscription to another mailbox",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a form", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const view = await personOf(await openLink("preferences", token));
    return renderPage(200, addressFormPage({ token, locale: view?.locale ?? localeOf(x), view }));
  },
});

const detail = "If it can move there, both mailboxes get a mail, at most one a minute and three an hour.";

/** The answer never depends on the new mailbox: it must not tell whether that belongs to a subscriber. */
export const askAddress = route({
  method: "POST",
  path: "/me/address",
  summary: "Ask both mailboxes whether one's subscription should move",
  caller: "mail link",
  limit: "mailRequest",
  query: tokenQuery,
  body: {
    capBytes: 8 * 1024,
    schema: z.strictObject({ email: mailbox, ...tokenBody.shape }),
    fromForm: formFields,
    mailbox: ({ email }) => email,
  },
  answers: {
    202: {
      description: "Accepted; nothing moves before both mailboxes have agreed",
      schema: z.object({ status: z.literal("accepted"), detail: z.string() }),
      type: "text/html",
    },
  },
  async handle(x) {
    const token = tokenOf(x);
    const { subscriberId, keyHash } = await openLink("preferences", token);
    const view = await personOf({ subscriberId, keyHash });
    const { email } = x.body;
    const payload = {
      step: "ask" as const,
      subscriberId,
      sealed: seal({ keyHash, email }, "address"),
      changeId: randomUUID(),
      request: keyedHash(subscriberId + email, "address"),
    };
    const jobId = await enqueue(address, payload);
    const locale = view?.locale ?? localeOf(x);
    return { ...pageOrJson(x, 202, addressAskedPage({ token, locale }), { status: "accepted", detail }), jobId };
  },
  problemPage(x, problem) {
    if (x.sent.kind !== "form" || problem.status !== 422) return undefined;
    const { fields } = x.sent;
    return addressFormPage({
      token: tokenSent(x, fields),
      locale: localeOf(x),
      view: undefined,
      typed: fields.get("email") ?? "",
      problem,
    });
  },
});

export const showAddress = route({
  method: "GET",
  path: "/address",
  summary: "The page behind the link by which a mailbox agrees to a change of address",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  answers: { 200: { description: "A page with a button; nothing has changed", type: "text/html" } },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openChange(token);
    return renderPage(200, agreePage({ token, side: link.side, view: await waitingChange(link) }));
  },
});

/** One mailbox agrees. Idempotent. */
export const agreeAddress = route({
  method: "POST",
  path: "/address",
  summary: "Agree to a change of address, as one of its two mailboxes",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: linkBody,
  answers: {
    202: {
      description: "Agreed; `waiting` while the other mailbox has not",
      schema: z.object({ status: z.literal("confirmed"), waiting: z.boolean() }),
      type: "text/html",
    },
  },
  async handle(x) {
    const link = await openChange(tokenOf(x));
    const { changeId, side, keyHash } = link;
    const view = await waitingChange(link);
    const payload = { step: "confirm" as const, changeId, side, sealed: seal(keyHash, "key-hash") };
    const jobId = await enqueue(address, payload);
    const waiting = !(side === "old" ? view.new_confirmed : view.old_confirmed);
    return { ...pageOrJson(x, 202, agreedPage({ side, view }), { status: "confirmed", waiting }), jobId };
  },
});

async function openChange(token: string): Promise<TokenContent & { changeId: string; side: AddressSide }> {
  const { changeId, side, ...content } = await openLink("address", token);
  if (changeId === undefined || side === undefined) {
    throw new Problem("link-not-valid", "This link is not for a change of address.");
  }
  return { ...content, changeId, side };
}
