import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A command or query of the runbook, as it stands there. */
export interface Block {
  entry: string;
  language: string;
  text: string;
  /** Why no test can run it; null = one has to. */
  notRun: string | null;
}

export const root = fileURLToPath(new URL("..", import.meta.url));
export const runbook = readFileSync(`${root}RUNBOOK.md`, "utf8");

/** Heading and text of each entry. */
export const entries = runbook
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf("\n")), text }));

/** In a list they are indented. The remark before one is for us; readers do not see it. */
const fenced = /(?:^ *<!-- not run: (.+) -->\n)?^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;

export const blocks: readonly Block[] = entries.flatMap(({ title, text }) =>
  [...text.matchAll(fenced)].map(([, notRun = null, indent = "", language = "", lines = ""]) => ({
    entry: title,
    language,
    text: lines.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    notRun,
  })),
);

/** GitHub's own, of what headings of ours have in them. */
export const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");
