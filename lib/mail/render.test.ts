import { afterEach, describe, expect, it, vi } from "vitest";
import { PermanentError } from "../errors.ts";
import { day } from "../time.ts";
import { readToken, type TokenPurpose } from "../tokens.ts";
import { type Locale, locales, wordsOf } from "../words/index.ts";
import { type DeliveryMail, deliveryKinds, type RenderedMail } from "./delivery.ts";
import { everyMail, longestDigest, mailFixture, offer } from "./fixtures.ts";
import { renderMail } from "./render.ts";

const context = { publicUrl: "https://jobping.test", emailDomain: "alerts.jobping.test", premium: offer };
const render = (mail: DeliveryMail) => renderMail(mail, context);
// Tokens expire: to be read back, they must have been issued just now.
const fresh = { issuedAt: new Date().toISOString() };

afterEach(() => {
  vi.useRealTimers();
});

function tokenIn({ text }: RenderedMail, path: string): string {
  const [, token] = new RegExp(`https://jobping\\.test/${path}\\?token=([\\w.-]+)`).exec(text) ?? [];
  expect(token, `a link to /${path} in the text`).toBeDefined();
  return token as string;
}

it.each(deliveryKinds)("%s is the same bytes for the same row, tomorrow too", async (kind) => {
  const today = await render(mailFixture(kind));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1 * day });
  expect(await render(structuredClone(mailFixture(kind)))).toEqual(today);
});

describe("the way out", () => {
  it.each(["digest", "still_looking", "re_engagement", "already_subscribed", "links"] as const)(
    "is in %s: a header for one click, a link to see, the preferences and a pause",
    async (kind) => {
      const mail = await render(mailFixture(kind, fresh));
      const { subscriberId, key } = mailFixture(kind);
      const unsubscribe = tokenIn(mail, "unsubscribe");
      expect(mail.headers).toEqual({
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": `<https://jobping.test/unsubscribe?token=${unsubscribe}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      });
      const owner = { subscriberId, key };
      await expect(readToken("unsubscribe", unsubscribe)).resolves.toMatchObject(owner);
      const preferences = tokenIn(mail, "preferences");
      await expect(readToken("preferences", preferences)).resolves.toMatchObject(owner);
      expect(mail.text).toContain(`/preferences?token=${preferences}#pausedUntil`);
    },
  );

  it.each([
    ...(["verification", "address_confirmation", "address_change", "export", "erasure_receipt"] as const),
    ...(["premium_started", "payment_failed", "premium_ended"] as const),
  ])("is not in %s, which comes once and only because of what somebody asked for", async (kind) => {
    const { headers, html } = await render(mailFixture(kind));
    expect(headers).toEqual({ "Auto-Submitted": "auto-generated" });
    expect(html).not.toContain("unsubscribe?token");
  });
});

describe("links", () => {
  const ids = { requestId: mailFixture("verification").requestId };
  it.each<[DeliveryMail["kind"], string, TokenPurpose, object]>([
    ["verification", "verify", "verify", ids],
    ["re_engagement", "stay", "preferences", {}],
    ["export", "me/export", "export", {}],
    ["address_confirmation", "address", "address", { changeId: ids.requestId, side: "new" }],
    ["address_change", "address", "address", { changeId: ids.requestId, side: "old" }],
    ["digest", "matches", "matches", {}],
    ["digest", "feedback", "feedback", {}],
    ["links", "matches", "matches", {}],
    ["links", "billing", "preferences", {}],
  ])("of %s open /%s for %s", async (kind, path, purpose, more) => {
    const { subscriberId, key } = mailFixture(kind);
    const token = tokenIn(await render(mailFixture(kind, fresh)), path);
    await expect(readToken(purpose, token)).resolves.toMatchObject({ subscriberId, key, ...more });
  });

  it.each(["verification", "address_confirmation", "address_change"] as const)(
    "of %s cannot be made without what they confirm",
    async (kind) => {
      const without = mailFixture(kind, { requestId: null, addressChangeId: null });
      await expect(render(without)).rejects.toThrow(PermanentError);
    },
  );

  it("come unasked after a move of address, and say so", async () => {
    const { subject, text } = await render(everyMail("en")["links, after a move"] as DeliveryMail);
    expect(subject).toBe("Your jobs come here from now on");
    expect(text).toContain("your job alerts come to ana.ruiz@mail.test from now on. Here are your new links");
    expect(text).not.toMatch(/hopefully you|it was not you/);
  });

  it("say until when they work, behind a button and, in the text, in full", async () => {
    const { html, text } = await render(mailFixture("verification"));
    expect(html.match(/href="https:\/\/jobping\.test\/verify\?token=/g)).toHaveLength(1);
    expect(text).toContain("asked on 21 November 2026 at 10:30 (Europe/Berlin) for job alerts to ana.ruiz@mail.test");
    expect(text).toContain("works for 24 hours, until 22 November 2026 at 10:30 (Europe/Berlin)");
    const german = await render(mailFixture("verification", { locale: "de" }));
    expect(german.text).toContain("gilt 24 Stunden, bis zum 22. November 2026 um 10:30 Uhr (Europe/Berlin)");
    const inZone = async (timeZone: string) => (await render(mailFixture("verification", { timeZone }))).text;
    expect(await inZone("America/New_York")).toContain("until 22 November 2026 at 04:30 (America/New York)");
    // In brackets after the time, the zone it is given in.
    expect(await inZone("Europe/Atlantis")).toContain("until 22 November 2026 at 09:30 (UTC)");
  });
});

describe("premium", () => {
  const billing = "https://jobping.test/billing?token=";

  it.each(["premium_started", "payment_failed", "premium_ended"] as const)("%s leads to the payments", async (kind) => {
    const token = tokenIn(await render(mailFixture(kind, fresh)), "billing");
    const { subscriberId, key } = mailFixture(kind);
    await expect(readToken("preferences", token)).resolves.toMatchObject({ subscriberId, key });
    await expect(render(mailFixture(kind, { about: null }))).rejects.toThrow(PermanentError);
  });

  it("says what was bought, what comes, until when, and what to do", async () => {
    const mails = everyMail("en");
    const textOf = async (name: string) => (await render(mails[name] as DeliveryMail)).text;
    const started = await textOf("premium_started");
    expect(started).toContain("you have premium, three months at a time. From now on we write on Monday, Wednesday");
    expect(started).toContain("up to 10 jobs in an email");
    expect(started).toContain("until 21 Feb 2027, and then renews by itself");
    expect(await textOf("premium, once a week")).toMatch(
      /one email a week, and that stays.*\n\nChoose more days https/,
    );
    expect(await textOf("payment_failed")).toContain("premium goes on until 28 Nov 2026");
    const ended = await textOf("premium_ended");
    expect(ended).toContain("Your premium ended on 21 Nov 2026. Nothing more is charged.");
    expect(ended).toContain("with up to 5 jobs, and a new job comes 24 hours later");
    expect(await textOf("premium ended, unpaid")).toContain("Polar may try your card again");
  });

  it("promises no mails to who has left", async () => {
    for (const [name, mail] of Object.entries(everyMail("en")).filter(([name]) => name.endsWith("and left"))) {
      const { text } = await render(mail);
      expect(text, name).not.toMatch(/we write|email a week|up to/);
    }
  });

  it("is named in a line of free people's digests, where it is sold and something was found", async () => {
    const sold = async (changes: Partial<DeliveryMail> = {}, premium = offer) =>
      (await renderMail(mailFixture("digest", changes), { ...context, premium })).text.includes(billing);
    expect(await sold()).toBe(true);
    expect(await sold({ tier: "premium" })).toBe(false);
    expect(await sold({ matches: [] })).toBe(false);
    expect(await sold({}, { ...offer, sold: false })).toBe(false);
  });
});

describe("an address that nobody has confirmed", () => {
  const spam = "Visit spam.test";
  const typed = {
    name: spam,
    wishes: { ...mailFixture("digest").wishes, cities: [{ geonameId: null, name: spam, country: null }] },
  };

  it.each(["verification", "address_confirmation"] as const)("reads in %s nothing that was typed", async (kind) => {
    const { html, text, subject } = await render(mailFixture(kind, typed));
    expect(html + text + subject).not.toContain("spam.test");
  });

  it("learns nothing of the subscriber whose new one it is to be", async () => {
    const { to, ...mail } = await render(mailFixture("address_confirmation"));
    expect(to).toBe("ana@new.test");
    expect(JSON.stringify(mail)).not.toMatch(/ana|ruiz|Berlin\)|mail\.test/i);
  });
});

it("the old address of a change reads where the mails are to go, masked", async () => {
  const { to, text } = await render(mailFixture("address_change"));
  expect(to).toBe("ana.ruiz@mail.test");
  expect(text).toContain("to a***@new.test instead of ana.ruiz@mail.test");
});

describe("the size", () => {
  it.each(["長い", "🙂", "& ", "a"])("stays under 80 KB with the ten longest postings of %j", async (filler) => {
    for (const locale of locales) {
      const { html, subject } = await render(longestDigest(filler, locale));
      expect(Buffer.byteLength(html)).toBeLessThan(80_000);
      expect(html.match(/<h2/g)).toHaveLength(10);
      expect(html.match(/&amp;verdict=/g)).toHaveLength(40);
      expect(html).toContain("unsubscribe?token=");
      expect(Array.from(subject).length).toBeLessThanOrEqual(90);
    }
  });
});

describe("a language", () => {
  const others = locales.filter((locale) => locale !== "en");
  const ofMails = (locale: Locale) => {
    const { mail, postings, pages } = wordsOf(locale);
    return { mail, postings, verdicts: pages.feedback.verdicts };
  };

  it.each(others)("%s says everything in its own words", (locale) => {
    const [english, theirs] = [textsOf(ofMails("en")), textsOf(ofMails(locale))];
    expect(english.filter((text) => theirs.includes(text))).toEqual([]);
  });

  it.each(others)("%s has no English in its mails", async (locale: Locale) => {
    const english = textsOf(ofMails("en")).flatMap((text) => text.match(/[a-z]+(?:[ ',]+[a-z]+)+/gi) ?? []);
    expect(english.length).toBeGreaterThan(100);
    for (const [name, mail] of Object.entries(everyMail(locale))) {
      const { html, text, subject } = await render(mail);
      const said = html + text + subject;
      expect(
        english.filter((words) => said.includes(words)),
        name,
      ).toEqual([]);
    }
  });
});

/** All texts of a catalogue; texts with parameters get meaningless values. */
function textsOf(words: object): string[] {
  return Object.values(words).flatMap((word) => {
    if (typeof word === "function") return [String(word("§", "§", "§"))];
    return typeof word === "string" ? [word] : textsOf(word);
  });
}
