import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { minute } from "../../lib/time.ts";
import { seriousFaults, tabTo } from "../../test/browser.ts";

const product = inject("product");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
});
afterAll(() => browser?.close());

/** The form as somebody with these settings sees it, and the errors that their browser sees. */
async function openForm(options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(`${product.ingress}/search`);
  return { page, errors, close: () => context.close() };
}

async function searchFor(page: Page, fields: { jobTitle: string; city?: string; country?: string }): Promise<void> {
  const { jobTitle, city = "", country = "" } = fields;
  await page.fill("[name=jobTitle]", jobTitle);
  await page.fill("[name=city]", city);
  await page.selectOption("[name=country]", country);
  await page.click("#search-form button[type=submit]");
  await page.waitForURL(/\/searches\/[\w-]{20,}/);
}

/** The search is over: the page got there by itself, nobody reloads it. */
const over = (page: Page) => page.locator("#live .found:not([data-running])").waitFor({ timeout: 1 * minute });

const source = (page: Page, label: string) => page.locator(".asked li").filter({ hasText: label });

/** Sets what goes wrong on one board alone. A source that failed may rest for a while: such tests come last. */
async function strike(board: "jsearch" | "theirstack", faults: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(`${product.boards}/${board}/faults`, { method: "PUT", headers, body: JSON.stringify(faults) });
}

const focused = (page: Page, what: string) => page.evaluate(`document.activeElement.${what}`);

test("finds with the keyboard alone, and the page fills by itself, best first, with what is met in words", async () => {
  const { page, errors, close } = await openForm();
  await tabTo(page, "[name=jobTitle]");
  await page.keyboard.type("data analyst");
  await tabTo(page, "[name=city]");
  await page.keyboard.type("Berlin");
  await tabTo(page, "[name=country]");
  await page.keyboard.type("Germany");
  await tabTo(page, "[name=salaryMin]");
  await page.keyboard.type("30 000");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/searches\//);
  await over(page);

  expect(await page.title()).toBe("Data analyst in Berlin, Germany – JobPing");
  expect(await page.textContent("#headline")).toMatch(/^\d+ jobs, best fit first$/);
  expect(await page.textContent("#news")).toBe(await page.textContent("#headline"));
  const scores = (await page.locator(".score strong").allTextContents()).map(Number);
  expect(scores.length).toBeGreaterThan(5);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  const best = page.locator(".result").first();
  await best.getByText("Title fits").waitFor();
  await best.getByText("Place fits").waitFor();
  expect(await best.locator(".verdicts").textContent()).toMatch(/Pay (fits|not stated)/);
  expect(await best.locator(".via a").count()).toBeGreaterThan(0);
  for (const label of ["JobPing", "JSearch", "TheirStack"]) {
    expect(await source(page, label).getAttribute("data-state"), label).toBe("done");
  }
  await tabTo(page, ".result h3 a");
  const link = page.locator(".result h3 a").first();
  expect(await link.getAttribute("rel")).toBe("noopener");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${product.boards}/postings/**`);
  expect(errors).toEqual([]);
  await close();
});

test("gives the results as CSV, and the search back to be changed", async () => {
  const { page, close } = await openForm();
  await searchFor(page, { jobTitle: "analyst", city: "London", country: "GB" });
  await over(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a.csv")]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const csv = await (await fetch(download.url())).text();
  expect(csv).toContain(await page.locator(".result h3").first().textContent());
  await page.click("summary");
  expect(await page.inputValue("[name=jobTitle]")).toBe("analyst");
  expect(await page.inputValue("[name=country]")).toBe("GB");
  await close();
});

test("says what helps when nothing is found", async () => {
  const { page, close } = await openForm();
  await searchFor(page, { jobTitle: "underwater basket weaver", city: "Porto", country: "PT" });
  await over(page);
  expect(await page.textContent("#headline")).toBe("Nothing found");
  await page.getByText("Leave out the city, and search the whole country.").waitFor();
  expect(await page.locator("a.csv").count()).toBe(0);
  expect(await seriousFaults(page)).toEqual([]);
  await page.goto(`${product.ingress}/search`);
  await searchFor(page, { jobTitle: "underwater basket weaver", city: "Lisbno" });
  await over(page);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Lisbon, Portugal" }).click();
  await page.getByRole("heading", { level: 1, name: "Underwater basket weaver in Lisbon, Portugal" }).waitFor();
  await over(page);
  await close();
});

test("says in the browser what is wrong, before anything is sent, and takes it back when it is right", async () => {
  const { page, errors, close } = await openForm();
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") sent++;
  });
  await page.fill("[name=salaryMin]", "50.000,00");
  await page.fill("[name=salaryMax]", "40k");
  await page.click("#search-form button[type=submit]");
  expect(await focused(page, "id")).toBe("summary");
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.textContent("#summary")).toMatch(/Name the job .* not be less than the lowest/);
  expect(await page.getAttribute("[name=jobTitle]", "aria-describedby")).toContain("jobTitle-error");
  expect(await seriousFaults(page)).toEqual([]);
  await page.click('#summary a[href="#jobTitle"]');
  expect(await focused(page, "name")).toBe("jobTitle");
  await page.keyboard.type("analyst");
  expect(await page.locator("#jobTitle-error").count()).toBe(0);
  await page.fill("[name=salaryMax]", "a lot");
  await page.click("#search-form button[type=submit]");
  expect(await page.textContent("#salaryMax-error")).toContain("Enter a year’s pay");
  // Half of a phone's width would break a message within its words.
  await page.setViewportSize({ width: 320, height: 700 });
  const widthOf = async (selector: string) => (await page.locator(selector).boundingBox())?.width;
  expect(await widthOf(".field:has(> #salaryMax-error)")).toBe(await widthOf(".side"));
  expect([sent, errors]).toEqual([0, []]);
  await close();
});

test("works without a script: the browser and the server check, and a link reloads the results", async () => {
  const { page, close } = await openForm({ javaScriptEnabled: false });
  await page.click("#search-form button[type=submit]");
  // The browser's own check holds it back.
  expect(page.url()).toBe(`${product.ingress}/search`);
  await page.fill("[name=jobTitle]", "analyst");
  await page.fill("[name=salaryMin]", "50000");
  await page.fill("[name=salaryMax]", "40000");
  await page.click("#search-form button[type=submit]");
  await page.waitForSelector("#summary");
  expect(await page.textContent("#salaryMax-error")).toContain("must not be less than the lowest");
  expect(await page.inputValue("[name=jobTitle]")).toBe("analyst");
  await page.fill("[name=salaryMax]", "");
  await page.fill("[name=salaryMin]", "");
  await page.fill("[name=city]", "Amsterdam");

  await strike("jsearch", { delayMs: 1_500, times: 1 });
  await page.click("#search-form button[type=submit]");
  await page.waitForURL(/\/searches\/[\w-]{20,}/);
  await page.getByRole("link", { name: "Reload" }).waitFor();
  for (;;) {
    const reload = page.getByRole("link", { name: "Reload" });
    if ((await reload.count()) === 0) break;
    await reload.click();
    await page.waitForLoadState();
  }
  expect(await page.locator(".result").count()).toBeGreaterThan(0);
  await close();
});

test("shows the others' results beside a source that fails", async () => {
  const { page, close } = await openForm();
  await strike("theirstack", { status: 402 });
  await searchFor(page, { jobTitle: "software engineer", city: "Berlin", country: "DE" });
  await over(page);
  await strike("theirstack", {});
  expect(await source(page, "TheirStack").getAttribute("data-state")).not.toBe("done");
  expect(await source(page, "TheirStack").textContent()).toMatch(/^TheirStack: .{20,}\.$/);
  expect(await source(page, "JSearch").getAttribute("data-state")).toBe("done");
  expect(await page.locator(".result").count()).toBeGreaterThan(3);
  expect(await seriousFaults(page)).toEqual([]);
  await close();
});

test("shows what is there while a slow source is waited for, keeps the focus, and ends without it", async () => {
  const { page, close } = await openForm();
  await strike("jsearch", { delayMs: 2 * minute });
  await searchFor(page, { jobTitle: "analyst", city: "Berlin", country: "DE" });
  for (const label of ["JobPing", "TheirStack"])
    await source(page, label).and(page.locator(":not([data-state=now])")).waitFor();
  expect(await source(page, "JSearch").getAttribute("data-state")).toBe("now");
  await page.locator(".result h3 a").first().focus();
  const href = await focused(page, "href");
  await over(page);
  await strike("jsearch", {});
  expect(await focused(page, "href")).toBe(href);
  expect(await source(page, "JSearch").getAttribute("data-state")).toBe("failed");
  expect(await source(page, "JSearch").textContent()).toMatch(/in time|right now|busy/);
  expect(await page.locator(".result").count()).toBeGreaterThan(0);
  await close();
});

describe.each([
  { colorScheme: "light", viewport: { width: 320, height: 700 } },
  { colorScheme: "dark", viewport: { width: 1200, height: 800 } },
] as const)("in $colorScheme, $viewport.width px wide", (options) => {
  test("form and results have no serious fault and fit", async () => {
    const { page, errors, close } = await openForm(options);
    const faults = async () => ({
      serious: await seriousFaults(page),
      overflow: await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    });
    expect(await faults()).toEqual({ serious: [], overflow: 0 });
    await searchFor(page, { jobTitle: "consultant", country: "DE" });
    await over(page);
    expect(await page.locator(".result").count()).toBeGreaterThan(0);
    await page.click("summary");
    expect(await faults()).toEqual({ serious: [], overflow: 0 });
    expect(errors).toEqual([]);
    await close();
  });
});
