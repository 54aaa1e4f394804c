import { afterEach, describe, expect, it, vi } from "vitest";
import { PermanentError } from "../errors.ts";
import { day } from "../time.ts";
import { readToken } from "../tokens.ts";
import { type DeliveryMail, deliveryKinds, type RenderedMail } from "./delivery.ts";
import { longestDigest, mailFixture } from "./fixtures.ts";
import { renderMail } from "./render.ts";
import { sender } from "./sender.ts";

const context = { publicUrl: "https://jobping.example", emailDomain: "alerts.jobping.example" };
const render = (mail: DeliveryMail) => renderMail(mail, context);
// Tokens are judged by the clock: what is read back must have been issued just now.
const fresh = { createdAt: new Date().toISOString() };

afterEach(() => {
  vi.useRealTimers();
});

function linksIn(html: string): string[] {
  return [...new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&")))];
}

function tokenIn({ text }: RenderedMail, path: string): string {
  const [, token] = new RegExp(`https://jobping\\.example/${path}\\?token=([\\w.-]+)`).exec(text) ?? [];
  expect(token, `a link to /${path} in the text`).toBeDefined();
  return token as string;
}

describe.each(deliveryKinds)("every mail, here: %s", (kind) => {
  it("has its envelope", async () => {
    const { from, to, tags, subject } = await render(mailFixture(kind));
    expect({ from, to, tags }).toEqual({
      from: "JobPing <alerts@alerts.jobping.example>",
      to: "ana.ruiz@mail.example",
      tags: [{ name: "kind", value: kind }],
    });
    expect(subject).toMatch(/^\P{Cc}{10,90}$/u);
  });

  it("says everything in the text part that the HTML says in links", async () => {
    const { html, text } = await render(mailFixture(kind));
    for (const link of linksIn(html)) expect(text).toContain(link);
    expect(text).toContain(sender.postalAddress);
    expect(text).not.toMatch(/[<>]|&\w+;|undefined|null|NaN|\[object/);
  });

  it("is readable by everybody: language, direction, layout tables, letters of 14 px, dark mode", async () => {
    const { html } = await render(mailFixture(kind));
    expect(html).toMatch(/<html [^>]*lang="en"/);
    expect(html).toMatch(/<body [^>]*dir="ltr"[^>]*><div lang="en" dir="ltr"/);
    // Outlook's buttons live in comments; React's own are of no use to anybody.
    expect(html.match(/<!--(?!\[if mso\])/g)).toBeNull();
    for (const [table] of html.matchAll(/<table[^>]*>/g)) expect(table).toContain('role="presentation"');
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toContain("alt=");
    for (const [, size] of html.matchAll(/font-size:(\d+)px/g)) expect(Number(size)).toBeGreaterThanOrEqual(14);
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain("@media (prefers-color-scheme: dark)");
  });

  it("is the same bytes for the same row, tomorrow too", async () => {
    const today = await render(mailFixture(kind));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1 * day });
    expect(await render(structuredClone(mailFixture(kind)))).toEqual(today);
  });
});

describe("the way out", () => {
  it.each(["digest", "already_subscribed", "links"] as const)(
    "is in %s: a header for one click, a link to see, and the preferences",
    async (kind) => {
      const mail = await render(mailFixture(kind, fresh));
      const { subscriberId, key } = mailFixture(kind);
      const unsubscribe = tokenIn(mail, "unsubscribe");
      expect(mail.headers).toEqual({
        "List-Unsubscribe": `<https://jobping.example/unsubscribe?token=${unsubscribe}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      });
      await expect(readToken("unsubscribe", unsubscribe)).resolves.toMatchObject({ subscriberId, key });
      await expect(readToken("preferences", tokenIn(mail, "preferences"))).resolves.toMatchObject({
        subscriberId,
        key,
      });
    },
  );

  it("is not in a verification mail: nobody is on a list yet", async () => {
    const { headers, html } = await render(mailFixture("verification"));
    expect(headers).toEqual({});
    expect(html).not.toContain("unsubscribe?token");
  });
});

describe("the verification mail", () => {
  it("carries its request behind a button and in full, says until when, and what to do if it was not you", async () => {
    const mail = await render(mailFixture("verification", fresh));
    const { requestId, subscriberId, key } = mailFixture("verification");
    await expect(readToken("verify", tokenIn(mail, "verify"))).resolves.toMatchObject({ requestId, subscriberId, key });
    expect(mail.html.split(`href="https://jobping.example/verify?token=${tokenIn(mail, "verify")}"`)).toHaveLength(3);

    const { text } = await render(mailFixture("verification"));
    expect(text).toContain(
      "asked for job alerts to ana.ruiz@mail.example on 21 November 2026 at 10:30 (Europe/Berlin)",
    );
    expect(text).toContain("valid for 48 hours, until 23 November 2026 at 10:30 (Europe/Berlin)");
    expect(text).toContain("Was it not you? Then ignore this mail");
  });

  it("repeats nothing that the requester typed but the address", async () => {
    const spam = "Visit spam.example";
    const { wishes } = mailFixture("verification");
    const { html, text, subject } = await render(
      mailFixture("verification", { name: spam, wishes: { ...wishes, cities: [{ name: spam, country: null }] } }),
    );
    expect(html + text + subject).not.toContain("spam.example");
  });

  it("cannot be made without its request", async () => {
    await expect(render(mailFixture("verification", { requestId: null }))).rejects.toThrow(PermanentError);
  });
});

it("an account mail says that nothing was changed, or that links were asked for", async () => {
  expect((await render(mailFixture("already_subscribed"))).text).toMatch(
    /already on the list[\s\S]*nothing was changed/,
  );
  expect((await render(mailFixture("links"))).text).toContain("asked for fresh links");
});

describe("the size", () => {
  it.each(["長い", "🙂", "& ", "a"])("stays under 80 KB with the ten longest postings of %j", async (filler) => {
    const { html, subject } = await render(longestDigest(filler));
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    expect(html.match(/<h2/g)).toHaveLength(10);
    expect(html).toContain("unsubscribe?token=");
    expect(Array.from(subject).length).toBeLessThanOrEqual(90);
  });
});
