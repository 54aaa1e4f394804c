import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { env } from "../../lib/env.ts";
import { brokenFigures, fineFigures, someHistory } from "../../lib/figures/fixtures.ts";
import { refreshDashboard } from "../../lib/figures/known.ts";
import type { Figures } from "../../lib/figures/model.ts";
import { figures, history } from "../../lib/figures/store.ts";
import { minute } from "../../lib/time.ts";
import { Scripts, seriousFaults } from "../../test/browser.ts";
import { ingressOfFile } from "../test-ingress.ts";

const ingress = ingressOfFile();
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
  await history.write(someHistory(new Date()));
});
afterAll(() => browser.close());
beforeEach(() => tell(fineFigures(new Date())));

/** What the worker would write, known to the ingress at once. */
async function tell(now: Figures): Promise<void> {
  await figures.write(now);
  // The first may be one that was under way already.
  await refreshDashboard();
  await refreshDashboard();
}

/** Signs in on the way, and gives the errors that the browser saw after that: a broken policy is one. */
async function visit(options: BrowserContextOptions = {}) {
  const page = await (await browser.newContext(options)).newPage();
  // Timers of the page go as the test says.
  await page.clock.install();
  await page.goto(`${ingress.url}/dashboard`);
  await page.fill("[name=key]", env.ADMIN_API_KEY);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.click("main form button[type=submit]");
  await page.waitForSelector(".verdict h1");
  return { page, errors };
}

const said = (page: Page) => page.textContent(".verdict h1");
/** How many charts have something on them. */
const drawn = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("canvas")].filter((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0)).length`);

const views = [
  { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
] as const;

// On a busy machine a chart takes its time.
const patience = { timeout: 1 * minute };

test.each(views)("can be used at $viewport.width px, $colorScheme, on good days and bad ones", async (view) => {
  const { page, errors } = await visit(view);
  await expect.poll(() => page.locator("canvas").count(), patience).toBe(7);
  expect(await said(page)).toBe("Delivering: 9,812 of 9,830 due digests in 24 h");
  expect(await seriousFaults(page)).toEqual([]);
  await tell(brokenFigures(new Date()));
  await page.reload();
  await expect.poll(() => page.locator("canvas").count(), patience).toBe(7);
  expect(await said(page)).toMatch(/^NOT delivering: Resend refuses us/);
  await expect.poll(() => drawn(page), patience).toBe(7);
  await page.check("[value=month]");
  await expect.poll(() => drawn(page), patience).toBe(7);
  expect(await seriousFaults(page)).toEqual([]);
  for (const wider of [0, 40, 200, 480]) {
    const width = view.viewport.width + wider;
    await page.setViewportSize({ ...view.viewport, width });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  }
  expect(errors).toEqual([]);
  await page.context().close();
});

test("renews itself and leaves what somebody reads, chose and opened as it is; says aloud what is new", async () => {
  const { page, errors } = await visit({ viewport: { width: 800, height: 600 } });
  await page.waitForSelector("canvas");
  await page.check("[value=month]");
  await page.click("#people .of-month summary");
  await page.focus('#queues a[href$="/search"]');
  const before = Number(await page.evaluate("scrollY"));
  expect(before).toBeGreaterThan(100);

  const next = fineFigures(new Date());
  await tell({ ...next, people: next.people && { ...next.people, active: 100_813 } });
  await page.clock.runFor(10_000);
  await page.waitForSelector('#people dd:text("100,813")');
  expect(await page.textContent("#news")).toBe("");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("search");
  expect(await page.isChecked("[value=month]")).toBe(true);
  expect(await page.isVisible("#people .of-month table")).toBe(true);
  expect(await page.evaluate("scrollY")).toBe(before);
  expect(await page.locator("canvas").count()).toBe(7);

  await tell(brokenFigures(new Date()));
  await page.clock.runFor(10_000);
  await page.waitForSelector('#news:has-text("NOT delivering: Resend refuses us")', { state: "attached" });
  expect(await page.title()).toMatch(/^NOT delivering/);
  expect(await page.evaluate("document.activeElement.textContent")).toBe("search");
  expect(await page.isVisible("#people .of-month table")).toBe(true);
  expect(await drawn(page)).toBe(7);
  expect(errors).toEqual([]);
  await page.context().close();
});

test("says when it cannot be renewed, and when it can again", async () => {
  const { page } = await visit();
  await page.context().setOffline(true);
  await page.clock.runFor(10_000);
  await page.waitForSelector('#renewal:has-text("the ingress does not answer")');
  await page.context().setOffline(false);
  await page.clock.runFor(10_000);
  await page.waitForSelector("#renewal", { state: "hidden" });
  await page.context().clearCookies();
  await page.clock.runFor(10_000);
  await page.waitForSelector('#renewal:has-text("Signed out")');
  await page.context().close();
});

test("without scripts the same figures: lines, words, tables, both ranges", async () => {
  const { page } = await visit({ viewport: { width: 320, height: 640 } });
  const scripts = await Scripts.of(page, { off: true });
  await page.reload();
  expect(await page.locator("canvas").count()).toBe(0);
  expect(await page.locator(".spark:visible").count()).toBe(7);
  expect(await page.isVisible(".trust a:text('Look again')")).toBe(true);
  await page.check("[value=month]");
  expect(await page.isVisible("#mail .of-day .spark")).toBe(false);
  await page.click("#mail .of-month summary");
  expect(await page.locator("#mail .of-month tbody tr").count()).toBeGreaterThan(29);
  await scripts.during(async () => {
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
  });
  await page.context().close();
});
