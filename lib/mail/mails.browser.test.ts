import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seriousFaults } from "../../test/browser.ts";
import { type DeliveryMail, deliveryKinds } from "./delivery.ts";
import { everyMail, longestDigest, mailFixture, offer } from "./fixtures.ts";
import { renderMail } from "./render.ts";

const context = { publicUrl: "https://jobping.test", emailDomain: "jobping.test", premium: offer };
const longWord = "Wirtschaftswissenschaftler:innenpraktikumsplatz";
const longMailbox = `${"person.".repeat(8)}x@${"subdomain.".repeat(8)}example`;
const everywhere: Record<string, DeliveryMail> = {
  ...everyMail("de"),
  "words without an end": longestDigest(longWord),
  "an address without an end": mailFixture("verification", { email: longMailbox, recipient: longMailbox }),
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
  page = await browser.newPage({ viewport: { width: 320, height: 700 } });
});
afterAll(() => browser.close());

test("every mail is as wide as a phone, also where its style sheet is dropped", async () => {
  const wide: string[] = [];
  for (const [name, mail] of Object.entries(everywhere)) {
    const { html } = await renderMail(mail, context);
    for (const shown of [html, html.replaceAll(/<style>.*?<\/style>/gs, "")]) {
      await page.setContent(shown);
      if (await page.evaluate("document.documentElement.scrollWidth > 320")) wide.push(name);
    }
  }
  expect(wide).toEqual([]);
});

test("no kind of mail has a serious fault; in the dark, as colours of the light are judged by theme.test.ts", async () => {
  const faults: string[] = [];
  await page.emulateMedia({ colorScheme: "dark" });
  for (const kind of deliveryKinds) {
    await page.setContent((await renderMail(mailFixture(kind, { locale: "de" }), context)).html);
    faults.push(...(await seriousFaults(page)).map((fault) => `${kind}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: null });
  expect(faults).toEqual([]);
});

test("a title that is read from the right stands where all of them do", async () => {
  const digest = mailFixture("digest");
  const matches = digest.matches.map((match) => ({ ...match, company: "شركة النور" }));
  if (matches[0]) matches[0].title = "محلل بيانات";
  await page.setContent((await renderMail({ ...digest, matches }, context)).html);
  const lefts = "[...document.querySelectorAll('h2 a, b[dir]')].map((each) => each.getBoundingClientRect().x)";
  expect(new Set((await page.evaluate(lefts)) as number[]).size).toBe(1);
});
