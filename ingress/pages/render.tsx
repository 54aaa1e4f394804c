import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type Answer, type Exchange, json } from "../route.ts";

/** A whole page as an answer. Static markup: no framework runs in the browser. */
export function renderPage(status: number, page: ReactElement, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { Vary: "Accept-Language, Origin", ...headers, "Content-Type": "text/html; charset=utf-8" },
    body: `<!doctype html>${renderToStaticMarkup(page)}`,
  };
}

/** The same answer for a browser as a page, for a program as JSON. */
export function pageOrJson(
  { wantsPage }: Pick<Exchange, "wantsPage">,
  status: number,
  page: ReactElement,
  value: unknown,
): Answer {
  return wantsPage ? renderPage(status, page) : json(status, value);
}
