import type { CSSProperties } from "react";

/**
 * The pages' colours (ingress/pages/assets/style.css). Light ones are inline on each element, dark ones in the style
 * sheet below: mails stay readable in programs that drop it.
 */
export const light = {
  page: "#faf6ef",
  card: "#fffdf9",
  tint: "#e8f1ed",
  line: "#e0d7c8",
  text: "#211d18",
  muted: "#5c544a",
  accent: "#0b6b5d",
  onAccent: "#ffffff",
};
export const dark: Readonly<Record<keyof typeof light, string>> = {
  page: "#171513",
  card: "#211e1b",
  tint: "#1e2f2b",
  line: "#3c3731",
  text: "#f1ebe1",
  muted: "#b9afa1",
  accent: "#63cdb8",
  onAccent: "#06231e",
};

// No quotes, ampersands or angle brackets in here: React would escape them, and clients read CSS raw.
const sans = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Helvetica, Arial, sans-serif";
const serif = "Iowan Old Style, Palatino Linotype, Palatino, Georgia, serif";

const darkRules = {
  page: `background-color: ${dark.page}`,
  card: `background-color: ${dark.card}`,
  tint: `background-color: ${dark.tint}; border-color: ${dark.accent}`,
  line: `border-color: ${dark.line}`,
  verdict: `border-color: ${dark.line}`,
  text: `color: ${dark.text}`,
  muted: `color: ${dark.muted}`,
  link: `color: ${dark.accent}`,
  button: `background-color: ${dark.accent}; color: ${dark.onAccent}`,
};

/** The rules for dark mode, which override inline styles. Outlook's dark mode is an attribute, not a media query. */
const rules = (within: string) =>
  Object.entries(darkRules)
    .map(([name, rule]) => `${within}.${name} { ${rule.replaceAll(/(?=;|$)/g, " !important")}; }`)
    .join("\n");

const verdict =
  "display: inline-block; margin: 0 4px 8px 0; padding: 6px 13px; border-radius: 17px; line-height: 20px; text-decoration: none;";

export const styleSheet = [
  `.verdict { ${verdict} border: 1px solid ${light.line}; }`,
  ":root { color-scheme: light dark; supported-color-schemes: light dark; }",
  `@media (prefers-color-scheme: dark) {\n${rules("")}\n}`,
  rules("[data-ogsc] "),
  "@media (max-width: 480px) { .card-inside { padding: 24px 18px 12px !important; } .title { font-size: 25px !important; line-height: 31px !important; } }",
].join("\n");

/** Outlook on Windows does not let tables inherit the body's font. */
export const outlookStyles =
  "<!--[if mso]><style>td,p,h1,h2,a{font-family:Segoe UI,Arial,sans-serif !important}</style><![endif]-->";

const paragraph: CSSProperties = { fontSize: "16px", lineHeight: "25px", margin: "0 0 16px" };
const small: CSSProperties = { fontSize: "14px", lineHeight: "21px", color: light.muted };

export const styles = {
  page: { backgroundColor: light.page, fontFamily: sans, margin: 0, padding: 0 },
  // Breaks words wider than a phone; inside tables, overflow-wrap alone would not.
  around: { backgroundColor: light.page, padding: "28px 12px 36px", wordBreak: "break-word" },
  container: { maxWidth: "600px" },
  wordmark: {
    color: light.accent,
    fontFamily: serif,
    fontSize: "20px",
    lineHeight: "28px",
    fontWeight: 700,
    letterSpacing: "-0.2px",
    margin: "0 0 14px",
    padding: "0 4px",
  },
  card: {
    backgroundColor: light.card,
    border: `1px solid ${light.line}`,
    borderRadius: "14px",
    padding: "32px 32px 16px",
  },
  title: {
    color: light.text,
    fontFamily: serif,
    fontSize: "28px",
    lineHeight: "35px",
    fontWeight: 700,
    letterSpacing: "-0.3px",
    margin: "0 0 14px",
  },
  paragraph: { ...paragraph, color: light.text },
  note: { ...small, margin: "0 0 14px" },
  action: { padding: "8px 0 24px" },
  button: {
    backgroundColor: light.accent,
    color: light.onAccent,
    borderRadius: "8px",
    fontSize: "16px",
    fontWeight: 600,
    padding: "13px 22px",
    textDecoration: "none",
  },
  link: { color: light.accent, textDecoration: "underline" },
  postings: { width: "100%", margin: "0 0 8px" },
  posting: {
    borderTop: `1px solid ${light.line}`,
    color: light.text,
    fontSize: "15px",
    lineHeight: "23px",
    padding: "22px 0 14px",
  },
  role: { fontSize: "19px", lineHeight: "26px", margin: "0 0 3px" },
  roleLink: { color: light.accent, textDecoration: "none" },
  facts: { margin: 0 },
  sentence: { margin: "6px 0 0" },
  why: {
    backgroundColor: light.tint,
    borderLeft: `3px solid ${light.accent}`,
    margin: "12px 0 0",
    padding: "9px 14px",
  },
  seen: { ...small, margin: "12px 0 0" },
  // Without the style sheet, verdicts are links: far enough apart for a finger.
  verdicts: { fontSize: "14px", lineHeight: "32px", margin: "12px 0 0" },
  verdict: { color: light.accent },
  more: { fontSize: "14px", lineHeight: "21px", margin: "0 0 8px" },
  footer: { padding: "22px 4px 0" },
  footerLine: { ...small, margin: "0 0 10px" },
} as const satisfies Record<string, CSSProperties>;
