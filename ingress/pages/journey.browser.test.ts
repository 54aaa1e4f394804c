import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stack, startStack } from "../../local/stack.ts";
import { faultsInLightAndDark, openBrowser, Scripts, tabTo } from "../../test/browser.ts";
import { Visitor } from "../../test/visitor.ts";
import { wholeWay } from "../../test/whole-way.ts";

let folder: string;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jobping-browser-"));
  // Its own environment: what this test file was given is not the product's.
  const { PATH, HOME } = process.env;
  [stack, browser] = await Promise.all([startStack({ folder, env: { PATH, HOME } }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Somebody at the product, and what their browser complains of. */
async function arrive({ scripts = true, ...options }: BrowserContextOptions & { scripts?: boolean } = {}) {
  const context = await browser.newContext({ timezoneId: "Europe/Berlin", ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  // That a page answers with 4xx is in some steps what is to be seen.
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource: the server responded"))
      errors.push(message.text());
  });
  return { context, page, visitor: new Visitor(page, stack.file, { scripts }), errors };
}

/** What is wrong with a page for people of all kinds: narrow, in the light and in the dark. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const size = page.viewportSize() ?? { width: 1200, height: 900 };
  await page.setViewportSize({ ...size, width: 320 });
  const narrow = await page.evaluate("document.documentElement.scrollWidth <= 320");
  await page.setViewportSize(size);
  const faults = await faultsInLightAndDark(page);
  return [...(narrow ? [] : ["scrolls sideways on a phone"]), ...faults].map((fault) => `${name}: ${fault}`);
}

const languageOf = (page: Page) => page.getAttribute("html", "lang");

test.concurrent.each([
  { locale: "en", scripts: true, width: 1200 },
  { locale: "de", scripts: false, width: 320 },
])("the whole way, in $locale, $width wide, scripts: $scripts", async ({ locale, scripts, width }) => {
  const { context, page, visitor, errors } = await arrive({ scripts, locale, viewport: { width, height: 900 } });
  const script = await Scripts.of(page, { off: !scripts });
  await wholeWay(visitor, locale, async (name) => {
    if ((await languageOf(page)) !== locale) errors.push(`${name} is not in ${locale}`);
    errors.push(...(await script.during(() => faultsOf(page, name))));
  });
  expect(errors).toEqual([]);
  await context.close();
});

test("the pages that are for all have nothing against them, in every language", async () => {
  const { context, page, errors } = await arrive();
  const paths = ["/search", "/verify/resend", "/links", "/privacy", "/terms", "/no-such-page", "/verify?token=x"];
  for (const path of paths) {
    for (const locale of ["en", "de"]) {
      await page.goto(`${stack.file.ingress}${path}${path.includes("?") ? "&" : "?"}lang=${locale}`);
      if ((await languageOf(page)) !== locale) errors.push(`${path} is not in ${locale}`);
      errors.push(...(await faultsOf(page, `${path} in ${locale}`)));
    }
  }
  expect(errors).toEqual([]);
  await context.close();
});

test("with the keyboard alone: signs up, watches the page move, confirms, and changes the preferences", async () => {
  const { context, page, visitor, errors } = await arrive();
  await visitor.open("/");
  await tabTo(page, "[name=email]");
  await page.keyboard.type(visitor.mailbox);
  await tabTo(page, "[name=cities]");
  await page.keyboard.type("Berlin, London");
  for (const choice of ["[value=tech-transformation]", "[name=levels][value=entry]", "[name=consent]"]) {
    await tabTo(page, choice);
    await page.keyboard.press("Space");
  }
  await tabTo(page, "form#signup button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/signups\//);
  await visitor.reaches("verification_sent");

  // As a person does who has no program at hand: from the mail in the inbox.
  const inbox = await context.newPage();
  await inbox.goto(stack.file.outbox);
  await inbox.locator("li").filter({ hasText: visitor.mailbox }).getByRole("link").first().click();
  const [confirm] = await Promise.all([
    context.waitForEvent("page"),
    inbox.frameLocator("iframe").locator('a[href*="/verify?token="]').first().click(),
  ]);
  await tabTo(confirm, "main button[type=submit]");
  await confirm.keyboard.press("Enter");
  await confirm.getByRole("heading", { name: /confirmed/i }).waitFor();
  // The first page was never reloaded: it moves by itself.
  await visitor.reaches("digest_sent");

  await visitor.follow("/preferences");
  await tabTo(page, "[name=excludedCompanies]");
  await page.keyboard.type("Acme GmbH");
  await tabTo(page, "[name=stillLooking]");
  await page.keyboard.press("Space");
  await tabTo(page, "form#preferences button[type=submit]");
  await page.keyboard.press("Enter");
  await visitor.saved();
  expect(await page.inputValue("[name=excludedCompanies]")).toBe("Acme GmbH");
  expect(await page.isChecked("[name=stillLooking]")).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});
