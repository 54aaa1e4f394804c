import { z } from "zod";
import { claimedPurpose, readToken, type TokenContent, TokenError, type TokenPurpose } from "../lib/tokens.ts";
import type { Locale } from "../lib/words/index.ts";
import { formFields } from "./body.ts";
import { Problem } from "./problem.ts";
import type { Exchange } from "./route.ts";

/** Not strict: mail programs append parameters of their own to links. */
export const tokenQuery = z.object({ token: z.string("the link is incomplete").min(1).max(2000).optional() });
export const tokenBody = z.object({ token: z.string().min(1).max(2000).optional() });
/** For a page whose form is a single button. */
export const linkBody = { capBytes: 8 * 1024, schema: tokenBody, fromForm: formFields, optional: true } as const;

type WithToken = z.output<typeof tokenQuery>;

/** From the body, where our forms carry it, or from the query of a link. */
export function tokenOf({ query, body }: Pick<Exchange<WithToken | undefined, WithToken>, "query" | "body">): string {
  const token = query.token ?? body?.token;
  if (token === undefined || (body?.token !== undefined && body.token !== token)) {
    throw new Problem("not-valid", "The link is incomplete. Please open it from the mail again.", {
      errors: [{ pointer: "/token", message: "is missing or given twice" }],
    });
  }
  return token;
}

/** The unchecked token of a refused form, for the page that shows the form again; "" = none. */
export const tokenSent = ({ incoming }: Pick<Exchange, "incoming">, fields: URLSearchParams): string =>
  fields.get("token") ?? new URLSearchParams(incoming.url?.split("?")[1]).get("token") ?? "";

/** One of our paths, with the token that opens it. */
export const pathWith = (token: string, path: string): string => `${path}?token=${encodeURIComponent(token)}`;

/** 410 that tells how to get a fresh link: in a sentence, in a Link header and, on pages, with a form. */
export class ExpiredLink extends Problem {
  /** Still tells whose link it was, so that a button is enough for a fresh one; without it, the mailbox must be typed. */
  readonly token: string | undefined;
  /** The language of the link's owner, if known. */
  readonly locale: Locale | undefined;
  /** The link's key is no longer the person's: they moved or left, or it was invalidated because it had leaked. */
  readonly replaced: boolean;

  constructor(purpose: TokenPurpose, { token, locale }: { token?: string; locale?: Locale } = {}) {
    const path = purpose === "verify" ? "/verify/resend" : "/links";
    const replaced = token === undefined && purpose !== "address";
    const sentence = replaced ? "This link was replaced." : "Links work only for a while.";
    super("link-expired", `${sentence} Ask for a fresh one at ${path}: it comes by mail.`, {
      headers: { Link: `<${path}>; rel="help"` },
    });
    this.token = token;
    this.locale = locale;
    this.replaced = replaced;
  }
}

/** Opens a link's token. @throws {Problem} 410 if it has expired, 403 if it was tampered with or is for something else */
export async function openLink(purpose: TokenPurpose, token: string): Promise<TokenContent> {
  const { content, late } = await readLink(purpose, token);
  // In a change of address, the new mailbox is not confirmed yet: no fresh link can go there.
  if (late) throw new ExpiredLink(purpose, content.side === "new" ? {} : { token });
  return content;
}

/** A link's content, even if it has expired (`late`). @throws {Problem} 403 if it was tampered with or is for something else */
export async function readLink(
  purpose: TokenPurpose,
  token: string,
): Promise<{ content: TokenContent; late: boolean }> {
  try {
    return { content: await readToken(purpose, token), late: false };
  } catch (error) {
    if (error instanceof TokenError && error.content) return { content: error.content, late: true };
    throw error instanceof TokenError ? notOurs() : error;
  }
}

/** The owner of a link, even an expired one: good for mailing them, and for nothing else. @throws {Problem} 403 */
export async function ownerOf(token: string): Promise<{ purpose: TokenPurpose; content: TokenContent }> {
  const purpose = claimedPurpose(token);
  if (purpose === undefined) throw notOurs();
  return { purpose, content: (await readLink(purpose, token)).content };
}

function notOurs(): Problem {
  const sentence = "We did not make this link, or a part of it got lost. Please open it from the mail again.";
  return new Problem("link-not-valid", sentence);
}

/** For a link whose purpose is over or, without `token`, whose key was replaced and so proves nothing any more. */
export function expired(purpose: TokenPurpose, of?: { token?: string; locale?: Locale }): Problem {
  return new ExpiredLink(purpose, of);
}
