import { z } from "zod";
import { readToken, type TokenContent, TokenError, type TokenPurpose } from "../lib/tokens.ts";
import { Problem } from "./problem.ts";
import type { Exchange } from "./route.ts";

/** Mail programs append parameters of their own to links: only the token matters. */
export const tokenQuery = z.object({ token: z.string("the link is incomplete").min(1).max(2000).optional() });
export const tokenBody = z.object({ token: z.string().min(1).max(2000).optional() });

type WithToken = z.output<typeof tokenQuery>;

/** A form of ours carries the token in its body too; a link has it in its query. */
export function tokenOf({ query, body }: Pick<Exchange<WithToken | undefined, WithToken>, "query" | "body">): string {
  const token = query.token ?? body?.token;
  if (token === undefined || (body?.token !== undefined && body.token !== token)) {
    throw new Problem("not-valid", "The link is incomplete. Please open it from the mail again.", {
      errors: [{ pointer: "/token", message: "is missing or given twice" }],
    });
  }
  return token;
}

/** Opens a link's token. @throws {Problem} 410 if it has expired, 403 if it is tampered with or for something else */
export async function openLink(purpose: TokenPurpose, token: string): Promise<TokenContent> {
  try {
    return await readToken(purpose, token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    if (error.reason === "expired") throw expired(purpose);
    throw new Problem(
      "link-not-valid",
      "We did not make this link, or a part of it got lost. Please open it from the mail again.",
    );
  }
}

/** 410, with the way to a fresh link: as a sentence, as a Link header and, on pages, as a form. */
export function expired(purpose: TokenPurpose): Problem {
  const path = purpose === "verify" ? "/verify/resend" : "/links";
  return new Problem("link-expired", `Links work for a while only. Ask for a fresh one at ${path}: it comes by mail.`, {
    headers: { Link: `<${path}>; rel="help"` },
  });
}
