import type { ReactElement } from "react";
import type { Locale } from "../../lib/words/index.ts";
import { localeOf } from "../locale.ts";
import { premiumPage } from "../pages/billing.tsx";
import { privacyPage, termsPage } from "../pages/legal.tsx";
import { renderPage } from "../pages/render.tsx";
import { signupPage } from "../pages/signup.tsx";
import { type Route, route } from "../route.ts";

/** Pages that are the same for everybody and may be found by search engines. */
function publicPage(path: string, summary: string, render: (locale: Locale) => ReactElement): Route {
  return route({
    method: "GET",
    path,
    summary,
    caller: "all",
    limit: "page",
    answers: { 200: { description: "A page", type: "text/html" } },
    handle: (x) => renderPage(200, render(localeOf(x)), { "X-Robots-Tag": "all" }),
  });
}

export const home = publicPage("/", "The signup form", (locale) => signupPage({ locale }));
export const premium = publicPage("/premium", "What premium brings and costs", premiumPage);
export const privacy = publicPage("/privacy", "What is kept about people, and why", privacyPage);
export const terms = publicPage("/terms", "What one agrees to", termsPage);
