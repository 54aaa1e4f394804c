import { env } from "../lib/env.ts";
import { day } from "../lib/time.ts";

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join("; ");

// Two years, as browsers' preload lists require; only with real https, or development would lock itself out.
const transportSecurity = `max-age=${(2 * 365 * day) / 1000}; includeSubDomains`;

/**
 * On every answer, also 404 and 500. Made once: building them per request would cost a third of a small route.
 * `no-store` by default, because nearly every answer is personal; assets override it.
 */
export const constantHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  ...(env.PUBLIC_URL.startsWith("https:") ? { "Strict-Transport-Security": transportSecurity } : {}),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Robots-Tag": "noindex",
  "Cache-Control": "no-store",
};

/** For /docs only: the API reference runs a vendor's bundle, which uses inline styles. */
export function docsPolicy(scriptHost: string, nonce: string): string {
  return contentSecurityPolicy
    .replace("script-src 'self'", `script-src 'nonce-${nonce}' ${scriptHost}`)
    .replace("style-src 'self'", `style-src 'unsafe-inline' ${scriptHost}`)
    .replace("font-src 'self'", "font-src 'self' https://fonts.scalar.com")
    .concat("; worker-src blob:");
}

/** The one inline style that Bull Board's scripts write: the colours of the Redis icon. */
const boardIconStyle = "'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='";

/** For /admin/queues only: Bull Board finds its scripts by a <base>. */
export const boardPolicy = contentSecurityPolicy
  .replace("style-src 'self'", `style-src 'self' ${boardIconStyle}`)
  .replace("base-uri 'none'", "base-uri 'self'");
