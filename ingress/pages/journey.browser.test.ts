import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { second } from "../../lib/time.ts";
import { faultsOf, Scripts, tabTo } from "../../test/browser.ts";
import { Visitor } from "../../test/visitor.ts";
import { wholeWay } from "../../test/whole-way.ts";

const product = inject("product");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
});
afterAll(() => browser?.close());

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
  return { context, page, visitor: new Visitor(page, product, { scripts }), errors };
}

/** Two that have nothing in common: what both of them see without a fault is right for all. */
const people = [
  { locale: "en", scripts: true, viewport: { width: 1200, height: 900 }, colorScheme: "light" },
  { locale: "de", scripts: false, viewport: { width: 320, height: 700 }, colorScheme: "dark" },
] as const;

const languageOf = (page: Page) => page.getAttribute("html", "lang");

/** What a button leads to: tabs and screen readers tell by its title that something has happened. */
const answers = {
  verify: "verified",
  feedback: "feedback-said",
  address: "address-waiting",
  stay: "stayed",
  unsubscribe: "unsubscribed",
  erase: "erased",
};

test.concurrent.each(people)(
  "the whole way, in $locale, $colorScheme, $viewport.width wide, scripts: $scripts",
  async (person) => {
    const { context, page, visitor, errors } = await arrive(person);
    const script = await Scripts.of(page, { off: !person.scripts });
    const titles = new Map<string, string>();
    await wholeWay(visitor, person.locale, async (name) => {
      titles.set(name, await page.title());
      if ((await languageOf(page)) !== person.locale) errors.push(`${name} is not in ${person.locale}`);
      errors.push(...(await script.during(() => faultsOf(page, name))));
    });
    for (const [asks, says] of Object.entries(answers))
      if (titles.get(says) === titles.get(asks)) errors.push(`${says} has the title of ${asks}`);
    expect(errors).toEqual([]);
    await context.close();
  },
);

test.concurrent.each(people)(
  "the pages that are for all, in $locale, $colorScheme, $viewport.width wide",
  async (person) => {
    const { context, page, errors } = await arrive({ ...person, scripts: true });
    for (const path of [
      "/search",
      "/verify/resend",
      "/links",
      "/privacy",
      "/terms",
      "/no-such-page",
      "/verify?token=x",
    ]) {
      await page.goto(`${product.ingress}${path}${path.includes("?") ? "&" : "?"}lang=${person.locale}`);
      if ((await languageOf(page)) !== person.locale) errors.push(`${path} is not in ${person.locale}`);
      errors.push(...(await faultsOf(page, path)));
    }
    expect(errors).toEqual([]);
    await context.close();
  },
);

/** The page that a click opens. One that meets a frame which is still being drawn is lost: it is made again. */
async function opens(context: BrowserContext, click: () => Promise<void>): Promise<Page> {
  for (;;) {
    const opened = context.waitForEvent("page", { timeout: 5 * second }).catch(() => null);
    await click();
    const page = await opened;
    if (page) return page;
  }
}

test.concurrent("with the keyboard alone: signs up, watches the page move, confirms, and changes the preferences", async () => {
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
  await inbox.goto(product.outbox);
  await inbox.locator("li").filter({ hasText: visitor.mailbox }).getByRole("link").first().click();
  await inbox.waitForLoadState("load");
  const link = inbox.frameLocator("iframe").locator('a[href*="/verify?token="]').first();
  const confirm = await opens(context, () => link.click());
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
