import { createHash } from "node:crypto";
import type { Context } from "hono";

/** Tells the page around the mail how high it is: when asked, when loaded, and when its width has changed. */
const measure = `let width;
const tell = () => {
  if (width === innerWidth) return;
  width = innerWidth;
  parent.postMessage({ height: document.documentElement.offsetHeight }, "*");
};
addEventListener("load", tell);
addEventListener("resize", tell);
addEventListener("message", () => { width = 0; tell(); });`;

/**
 * The mail has an origin of its own and reaches nothing of ours; its links open outside. "allow-scripts" is for
 * `measure` (and for browser tests, which cannot look into a frame without it): the policy lets nothing else run.
 */
export const sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(measure).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src data: https: http:",
  "font-src data: https:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  `sandbox ${sandbox}`,
].join("; ");

/** A mail's HTML as it was sent, in its own document: no script of it runs, links open in a tab of their own. */
export function mailDocument(c: Context, mailHtml: string): Response {
  c.header("content-security-policy", policy);
  c.header("referrer-policy", "no-referrer");
  c.header("x-content-type-options", "nosniff");
  const ours = `<base target="_blank"><script>${measure}</script>`;
  const head = /<head[^>]*>/i.exec(mailHtml);
  if (!head) return c.html(ours + mailHtml) as Response;
  const at = head.index + head[0].length;
  return c.html(mailHtml.slice(0, at) + ours + mailHtml.slice(at)) as Response;
}
