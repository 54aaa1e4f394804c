import { type ParsedMail, simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOutbox } from "../../local/outbox/main.ts";
import { play } from "../../test/services.ts";
import { closeRedis, redisReady } from "../redis.ts";
import { second } from "../time.ts";
import { locales } from "../words/index.ts";
import { everyMail, offer } from "./fixtures.ts";
import { renderMail } from "./render.ts";
import { sendBatch } from "./resend.ts";
import { sender } from "./sender.ts";

// As in production, so that a local address in a mail would show.
const context = { publicUrl: "https://jobs.jobping.test", emailDomain: "mail.jobping.test", premium: offer };
const names = locales.flatMap((locale) => Object.keys(everyMail(locale)).map((name) => ({ locale, name })));

/** The JSON that the vendor gets. */
interface Message {
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
}

const arrived = new Map<string, { sent: Message; mail: ParsedMail }>();
const keyOf = ({ locale, name }: { locale: string; name: string }) => `${locale} ${name}`;

beforeAll(async () => {
  const outbox = await startOutbox({ port: 0 });
  play("outbox", outbox.url);
  await redisReady(5 * second);
  const mails = names.map(({ locale, name }) => everyMail(locale)[name] ?? expect.fail(name));
  const rendered = await Promise.all(mails.map((mail) => renderMail(mail, context)));
  const result = await sendBatch(rendered, "batch/of-every-mail", new AbortController().signal);
  if (result.outcome !== "accepted") expect.fail(JSON.stringify(result));
  for (const [at, id] of result.ids.entries()) {
    const sent = (await (await fetch(`${outbox.url}/messages/${id}`)).json()) as Message;
    const name = names[at] ?? expect.fail("more ids than mails");
    arrived.set(keyOf(name), { sent, mail: await simpleParser(mimeOf(sent)) });
  }
  await outbox.close();
});
afterAll(() => closeRedis());

/** The message that the vendor makes of it (RFC 5322, 2045, 2047). */
function mimeOf({ from, to, subject, html, text, headers }: Message): string {
  const base64 = (part: string) => Buffer.from(part).toString("base64").replaceAll(/.{76}/g, "$&\r\n");
  const part = (type: string, content: string) =>
    `--=_p\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(content)}\r\n`;
  const lines = {
    From: from,
    To: to,
    Subject: `=?UTF-8?B?${Buffer.from(subject).toString("base64")}?=`,
    ...headers,
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/alternative; boundary="=_p"',
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${head.join("")}\r\n${part("text/plain", text)}${part("text/html", html)}--=_p--\r\n`;
}

describe.each(names)("over the wire, $locale: $name", ({ locale, name }) => {
  const parsed = () => {
    const { mail, sent } = arrived.get(keyOf({ locale, name })) ?? expect.fail("it did not arrive");
    const { html, text = "" } = mail;
    if (!html) expect.fail("there is no HTML part");
    return { mail, sent, html, text, attributes: attributesOf(html) };
  };

  it("has an envelope, one line a header, and says what it is before it is opened", () => {
    const { mail, sent, html } = parsed();
    expect(mail.from?.text).toBe('"JobPing" <alerts@mail.jobping.test>');
    expect(mail.to).toMatchObject({ value: [{ address: everyMail(locale)[name]?.recipient }] });
    expect(mail.subject).toMatch(/^\P{Cc}{10,90}$/u);
    for (const value of Object.values(sent.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/);
    const [, preheader = ""] = /<div style="display:none[^>]*>([^<]*)</.exec(html) ?? [];
    const seen = Array.from(preheader.replaceAll(/&\w+;/g, "&"));
    // A wide letter counts as two.
    expect(seen.length + seen.filter((letter) => letter > "\u2e80").length).toBeGreaterThanOrEqual(40);
    expect(seen.length).toBeLessThanOrEqual(90);
  });

  it("is whole: under 80 KB, nothing left open, nothing of the workshop", () => {
    const { mail, html, text } = parsed();
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    const said = `${mail.subject} ${html} ${text}`.replaceAll(/token=[\w.-]+/g, "");
    expect(said).not.toMatch(
      /javascript:|localhost|127\.0\.0\.1|\bexample\b|\{\{|undefined|\[object|\bNaN\b|\bTODO\b/i,
    );
    expect(text).not.toMatch(/[<>]|&\w+;|\bnull\b/);
    expect(text.split("\n").filter((line) => line.trim() === "").length).toBeGreaterThan(2);
  });

  it("links to where it says, by https, and to the same places in both parts", () => {
    const { html, text } = parsed();
    const links = [...html.matchAll(/<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gs)];
    for (const [, href = "", label = ""] of links) {
      const url = new URL(href.replaceAll("&amp;", "&"));
      expect(url.protocol).toBe("https:");
      expect(label.replaceAll(/<!--.*?-->|<[^>]*>/gs, "").trim()).not.toBe("");
      // The text part links only the page that offers all verdicts.
      url.searchParams.delete("verdict");
      expect(text).toContain(url.href);
    }
    for (const [href] of text.matchAll(/https?:\/\/\S+/g)) expect(href).toMatch(/^https:/);
    expect(text).toContain(sender.postalAddress);
    expect(html).toContain(sender.postalAddress);
  });

  it("is readable by everybody: language, layout tables, alternatives, letters of 14 px, dark mode", () => {
    const { html, attributes } = parsed();
    expect(html).toMatch(new RegExp(`<html [^>]*lang="${locale}"`));
    expect(html).toMatch(new RegExp(`<body [^>]*lang="${locale}" dir="ltr"[^>]*><div lang="${locale}" dir="ltr"`));
    for (const table of attributes("table")) expect(table).toContain('role="presentation"');
    for (const image of attributes("img")) expect(image).toContain("alt=");
    expect(html.match(/<h1/g)).toHaveLength(1);
    const sizes = [...html.matchAll(/font-size:\s*(\d+)px/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain("@media (prefers-color-scheme: dark)");
    // Outlook's buttons are in comments; no others are wanted.
    expect(html.match(/<!--(?!\[if mso\])/g)).toBeNull();
  });
});

const attributesOf = (html: string) => (tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}\\b([^>]*)>`, "g"))].map(([, attributes]) => attributes);
