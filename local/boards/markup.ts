import type { Block } from "./description.ts";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A posting's text as HTML. `heading` is how this source writes headings. */
export function htmlOf(blocks: readonly Block[], heading: (text: string) => string): string {
  return blocks
    .map(({ heading: title, paragraphs, points }) =>
      [
        ...(title ? [heading(escapeHtml(title))] : []),
        ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
        ...(points.length > 0
          ? [`<ul>\n${points.map((point) => `<li>${escapeHtml(point)}</li>`).join("\n")}\n</ul>`]
          : []),
      ].join("\n"),
    )
    .join("\n");
}
