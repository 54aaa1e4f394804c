import type { CSSProperties } from "react";

/** Light colours stand inline on each element, dark ones in the style sheet below: clients without it stay readable. */
export const light = {
  page: "#f3f4f1",
  card: "#ffffff",
  line: "#e1e4de",
  text: "#1b241f",
  muted: "#55605a",
  accent: "#0b5d4b",
};
export const dark = {
  page: "#101412",
  card: "#181e1b",
  line: "#303934",
  text: "#e9edea",
  muted: "#a9b5ae",
  accent: "#7ed3ba",
  onAccent: "#0c1a15",
};

const fonts = "-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif";

// No quotes, ampersands or angle brackets in here: React would escape them, and clients read CSS raw.
export const darkStyles = [
  ":root { color-scheme: light dark; supported-color-schemes: light dark; }",
  "@media (prefers-color-scheme: dark) {",
  `.page { background-color: ${dark.page} !important; }`,
  `.card { background-color: ${dark.card} !important; border-color: ${dark.line} !important; }`,
  `.line { border-color: ${dark.line} !important; }`,
  `.text { color: ${dark.text} !important; }`,
  `.muted { color: ${dark.muted} !important; }`,
  `.link { color: ${dark.accent} !important; }`,
  `.button { background-color: ${dark.accent} !important; color: ${dark.onAccent} !important; }`,
  "}",
  "@media (max-width: 480px) { .card-inside { padding: 24px 20px 8px !important; } }",
].join("\n");

const paragraph: CSSProperties = { fontSize: "16px", lineHeight: "24px", margin: "0 0 16px" };

export const styles = {
  page: { backgroundColor: light.page, fontFamily: fonts, margin: 0, padding: 0 },
  around: { backgroundColor: light.page, padding: "24px 12px 32px" },
  container: { maxWidth: "600px" },
  wordmark: {
    color: light.accent,
    fontSize: "18px",
    lineHeight: "24px",
    fontWeight: 700,
    letterSpacing: "-0.2px",
    margin: "0 0 12px",
    padding: "0 4px",
  },
  card: {
    backgroundColor: light.card,
    border: `1px solid ${light.line}`,
    borderRadius: "12px",
    padding: "32px 32px 16px",
  },
  title: {
    color: light.text,
    fontSize: "24px",
    lineHeight: "31px",
    fontWeight: 700,
    letterSpacing: "-0.3px",
    margin: "0 0 12px",
  },
  paragraph: { ...paragraph, color: light.text },
  muted: { ...paragraph, color: light.muted, fontSize: "14px", lineHeight: "21px" },
  action: { padding: "8px 0 24px" },
  button: {
    backgroundColor: light.accent,
    color: "#ffffff",
    borderRadius: "8px",
    fontSize: "16px",
    fontWeight: 600,
    padding: "13px 22px",
    textDecoration: "none",
  },
  link: { color: light.accent, textDecoration: "underline" },
  longLink: { color: light.accent, textDecoration: "underline", wordBreak: "break-all" },
  posting: { borderTop: `1px solid ${light.line}`, padding: "20px 0" },
  role: { fontSize: "18px", lineHeight: "25px", fontWeight: 600, margin: "0 0 2px", color: light.text },
  fact: { fontSize: "15px", lineHeight: "22px", margin: "0", color: light.text },
  reason: { fontSize: "15px", lineHeight: "22px", margin: "8px 0 0", color: light.text },
  small: { fontSize: "14px", lineHeight: "21px", margin: "8px 0 0", color: light.muted },
  footer: { padding: "20px 4px 0" },
  footerLine: { fontSize: "14px", lineHeight: "21px", margin: "0 0 10px", color: light.muted },
} as const satisfies Record<string, CSSProperties>;
