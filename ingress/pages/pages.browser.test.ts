import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { recordStep } from "../../lib/subscribers/progress.ts";
import { seriousFaults } from "../../test/browser.ts";
import { databaseOfFile } from "../../test/services.ts";
import { ingressOfFile } from "../test-ingress.ts";

databaseOfFile();
const ingress = ingressOfFile();
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
});
afterAll(() => browser.close());

/** Opens a page as somebody with these settings, and gives the errors that their browser saw. */
async function visit(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(ingress.url + path);
  return { context, page, errors };
}

test("the form comes back with its errors in focus, and has no serious fault then either", async () => {
  const { context, page } = await visit("/", { viewport: { width: 320, height: 700 } });
  await page.fill("[name=email]", "zoe");
  await page.click("form#signup > button[type=submit]");
  await page.waitForSelector("#summary");
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.evaluate("document.activeElement.id")).toBe("summary");
  expect(await page.inputValue("[name=email]")).toBe("zoe");
  expect(await seriousFaults(page)).toEqual([]);
  await page.click('#summary a[href="#careerPaths"]');
  expect(await page.evaluate("document.activeElement.name")).toBe("careerPaths");
  await context.close();
});

async function fillIn(page: Page): Promise<void> {
  await page.fill("[name=email]", `person-${crypto.randomUUID()}@example.org`);
  await page.fill("[name=cities]", "Berlin, Lyon");
  await page.check("[value=data-analytics]");
  await page.check("[name=consent]");
  await page.click("form#signup > button[type=submit]");
}

test("without a script the form works, its errors have focus, and the status page has a link to look again", async () => {
  const { context, page } = await visit("/", { javaScriptEnabled: false });
  await page.click("form#signup > button[type=submit]");
  await page.waitForSelector("#summary");
  expect(new URL(page.url()).hash).toBe("#summary");
  await fillIn(page);
  await page.waitForURL(/\/signups\/[\w-]{22}/);
  expect(await page.textContent('[data-step="received"][data-state="done"]')).toContain("We have your wishes");
  const id = /\/signups\/([\w-]{22})/.exec(page.url())?.[1] ?? "";
  await recordStep(id, "verification_sent", new Date());
  await page.click("noscript a");
  await page.waitForSelector('[data-step="verification_sent"][data-state="done"]');
  await context.close();
});

test("asks once what was meant, also without a script, and takes the answer", async () => {
  const { context, page } = await visit("/?lang=de", {
    javaScriptEnabled: false,
    viewport: { width: 320, height: 700 },
  });
  const name = `person-${crypto.randomUUID()}`;
  await page.fill("[name=email]", `${name}@gmial.com`);
  await page.fill("[name=cities]", "León");
  await page.check("[value=data-analytics]");
  await page.check("[name=consent]");
  await page.click("form#signup > button[type=submit]");
  await page.waitForSelector("#summary.question");
  expect(await page.textContent("#summary")).toContain(`Meinst du ${name}@gmail.com?`);
  await page.check("[name=meant]");
  await page.click("form#signup > button[type=submit]");
  await page.waitForURL(/\/signups\/[\w-]{22}\?lang=de/);
  expect(await page.textContent("h1")).toBe("Danke. Schau jetzt in dein Postfach.");
  await context.close();
});

test("a city is chosen with the keyboard alone, a slip is told on leaving the field, and nothing is wrong with either", async () => {
  const { context, page, errors } = await visit("/", { colorScheme: "dark", viewport: { width: 320, height: 700 } });
  await page.focus("[name=email]");
  await page.keyboard.type("zoe@gmial.com");
  await page.keyboard.press("Tab");
  expect(await page.textContent("#email-notice")).toContain("Did you mean zoe@gmail.com?");
  await page.focus("#cities");
  await page.keyboard.type("Lyon, köl");
  await page.waitForSelector("[role=option]");
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  expect(await page.getAttribute("#cities", "aria-activedescendant")).toBe("city-option-0");
  expect(await page.textContent('[role=option][aria-selected="true"]')).toBe("Cologne, Germany");
  await page.keyboard.press("Enter");
  expect(await page.inputValue("#cities")).toBe("Lyon, ");
  expect(await page.inputValue(".chosen input")).toBe("2886242");
  expect(await page.getAttribute("#cities", "aria-expanded")).toBe("false");
  await page.keyboard.type("ber");
  await page.waitForSelector("[role=option]");
  await page.keyboard.press("Escape");
  expect(await page.isHidden("[role=listbox]")).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});

test("with one, the form knows the visitor's zone and the status page moves by itself", async () => {
  const { context, page, errors } = await visit("/", { timezoneId: "America/Sao_Paulo", locale: "en-GB" });
  expect(await page.inputValue("[name=timeZone]")).toBe("America/Sao_Paulo");
  await fillIn(page);
  await page.waitForURL(/\/signups\/[\w-]{22}/);
  expect(await page.textContent("#lead")).toMatch(/An email goes to person-[\w-]+@example\.org/);
  const id = /\/signups\/([\w-]{22})/.exec(page.url())?.[1] ?? "";
  await recordStep(id, "verification_sent", new Date("2026-11-21T12:34:00Z"));
  const step = await page.waitForSelector('[data-step="verification_sent"][data-state="done"]');
  expect(await step.textContent()).toContain("09:34");
  expect(await page.textContent("#news")).toBe("An email is in your inbox");
  await recordStep(id, "verified", new Date());
  await page.waitForSelector('h1:text("Confirmed. Your first jobs are coming.")');
  expect(errors).toEqual([]);
  await context.close();
});
