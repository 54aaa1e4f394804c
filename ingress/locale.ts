import { isLocale, type Locale, locales } from "../lib/words/index.ts";
import type { Exchange } from "./route.ts";

/** A page's language: `?lang=` from its language switch, else the person's if known, else the browser's. */
export function localeOf({ incoming, headers }: Pick<Exchange, "incoming" | "headers">, persons?: Locale): Locale {
  const chosen = /[?&]lang=([a-z]{2})(?:&|$)/.exec(incoming.url ?? "")?.[1];
  if (chosen !== undefined && isLocale(chosen)) return chosen;
  if (persons !== undefined) return persons;
  return preferred(headers["accept-language"] ?? "");
}

/** RFC 9110, 12.5.4: the language with the highest quality value among ours. */
function preferred(accepted: string): Locale {
  if (accepted === "") return locales[0];
  const wishes = accepted.split(",", 20).map((part) => {
    const [range = "", quality = ""] = part.split(";", 2);
    const q = Number(/^\s*q=([\d.]+)\s*$/.exec(quality)?.[1] ?? 1);
    return { code: range.trim().slice(0, 2).toLowerCase(), q: Number.isNaN(q) ? 0 : q };
  });
  const spoken = wishes.filter(({ code, q }) => q > 0 && isLocale(code)).sort((a, b) => b.q - a.q)[0];
  return spoken !== undefined && isLocale(spoken.code) ? spoken.code : locales[0];
}

/** One of our paths as a link that keeps the page's language. */
export function pathIn(locale: Locale, path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${locale}`;
}
