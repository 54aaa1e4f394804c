import { createHash } from "node:crypto";
import type { Context } from "hono";

/** Tells the surrounding page the mail's height: when asked, when loaded, and when its width changes. */
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
 * The mail has its own origin and cannot reach our pages; its links open outside. "allow-scripts" is for `measure` (and
 * for browser tests, which cannot look into a frame without it): the policy lets no other script run.
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

/** A mail's HTML as it was sent, in its own document: its scripts do not run, and links open in a new tab. */
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
