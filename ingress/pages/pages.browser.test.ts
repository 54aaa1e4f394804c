import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordStep } from "../../lib/subscribers/progress.ts";
import { signToken } from "../../lib/tokens.ts";
import { openBrowser, seriousFaults } from "../../test/browser.ts";
import { insertSubscriber } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { openIngress, signupJson, type TestIngress } from "../test-ingress.ts";

let ingress: TestIngress;
let database: TestDatabase;
let browser: Browser;
beforeAll(async () => {
  [ingress, database, browser] = await Promise.all([openIngress(), startDatabase(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await ingress.close();
  await database.stop();
});

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

async function signUp(): Promise<{ id: string; status: string }> {
  return (await (await ingress.json("/signups", signupJson())).json()) as { id: string; status: string };
}

async function linkPaths(): Promise<string[]> {
  const { id, key } = await insertSubscriber(database.sql, { next_digest_at: new Date() });
  const link = async (purpose: "preferences" | "unsubscribe") =>
    `/${purpose}?token=${await signToken(purpose, { subscriberId: id, key }, { issuedAt: new Date() })}`;
  return Promise.all([link("preferences"), link("unsubscribe")]);
}

describe.each([
  { colorScheme: "light", viewport: { width: 320, height: 700 } },
  { colorScheme: "dark", viewport: { width: 1200, height: 800 } },
] as const)("in $colorScheme, $viewport.width px wide", (options) => {
  test("every page has no serious fault, fits, and breaks none of our own rules", async () => {
    const { status } = await signUp();
    const paths = ["/", "/privacy", "/terms", "/verify/resend", "/links", "/nowhere", "/verify?token=x", status];
    for (const path of [...paths, ...(await linkPaths())]) {
      const { context, page, errors } = await visit(path, options);
      expect(await seriousFaults(page), path).toEqual([]);
      const { width } = options.viewport;
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
      expect(
        errors.filter((error) => !error.startsWith("Failed to load resource: the server responded")),
        path,
      ).toEqual([]);
      await context.close();
    }
  });

  test("the form comes back with its errors in focus, and has no serious fault then either", async () => {
    const { context, page } = await visit("/", options);
    await page.fill("[name=email]", "zoe");
    await page.click("button[type=submit]");
    await page.waitForSelector("#summary");
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.evaluate("document.activeElement.id")).toBe("summary");
    expect(await page.inputValue("[name=email]")).toBe("zoe");
    expect(await seriousFaults(page)).toEqual([]);
    await page.click('#summary a[href="#careerPaths"]');
    expect(await page.evaluate("document.activeElement.name")).toBe("careerPaths");
    await context.close();
  });
});

async function fillIn(page: Page): Promise<void> {
  await page.fill("[name=email]", `person-${crypto.randomUUID()}@example.org`);
  await page.fill("[name=cities]", "Berlin, Lyon");
  await page.check("[value=data-analytics]");
  await page.check("[name=consent]");
  await page.click("button[type=submit]");
}

test("without a script the form works, its errors have focus, and the status page reloads itself", async () => {
  const { context, page } = await visit("/", { javaScriptEnabled: false });
  await page.click("button[type=submit]");
  await page.waitForSelector("#summary");
  expect(new URL(page.url()).hash).toBe("#summary");
  await fillIn(page);
  await page.waitForURL(/\/signups\/[\w-]{22}/);
  expect(await page.textContent('[data-step="received"][data-state="done"]')).toContain("We have your wishes");
  expect(await page.content()).toContain('http-equiv="refresh"');
  await context.close();
});

test("with one, the form knows the visitor's zone and the status page moves by itself", async () => {
  const { context, page, errors } = await visit("/", { timezoneId: "America/Sao_Paulo", locale: "en-GB" });
  expect(await page.inputValue("[name=timeZone]")).toBe("America/Sao_Paulo");
  await fillIn(page);
  await page.waitForURL(/\/signups\/[\w-]{22}/);
  expect(await page.textContent("#lead")).toMatch(/A mail goes to person-[\w-]+@example\.org/);
  const id = /\/signups\/([\w-]{22})/.exec(page.url())?.[1] ?? "";
  await recordStep(id, "verification_sent", new Date("2026-11-21T12:34:00Z"));
  const step = await page.waitForSelector('[data-step="verification_sent"][data-state="done"]');
  expect(await step.textContent()).toContain("09:34");
  expect(await page.textContent("#news")).toBe("A mail is in your inbox");
  await recordStep(id, "verified", new Date());
  await page.waitForSelector('h1:text("Confirmed. Your first jobs are coming.")');
  expect(errors).toEqual([]);
  await context.close();
});
