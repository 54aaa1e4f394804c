import { readFileSync } from "node:fs";
import type { Context } from "hono";
import { html } from "hono/html";

type Html = ReturnType<typeof html>;

/** Scripts, styles and requests from here only; nothing inline, and no framing. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A whole page. `head` is added to its head. */
export function page(c: Context, parts: { title: string; head?: Html; body: Html }, status: 200 | 404 | 410 = 200) {
  c.header("content-security-policy", pagePolicy);
  c.header("referrer-policy", "no-referrer");
  c.header("x-content-type-options", "nosniff");
  c.header("cache-control", "no-store");
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${parts.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
${parts.head ?? ""}
</head>
<body>
${parts.body}
</body>
</html>`,
    status,
  );
}

/** Serves a file next to the code, read once. */
export function asset(url: URL, type: string): () => Response {
  const content = readFileSync(url);
  return () =>
    new Response(content, {
      headers: { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" },
    });
}

/** The stylesheet that every page links. */
export const stylesheet = asset(new URL("page.css", import.meta.url), "text/css; charset=utf-8");

const whenFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A time for people, with the exact one for machines. */
export function when(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${whenFormat.format(at)}</time>`;
}
