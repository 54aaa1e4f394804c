import { mkdtempSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { renderToStaticMarkup } from "react-dom/server";
import { dashboardPage } from "../ingress/pages/dashboard.tsx";
import { brokenFigures, someHistory } from "../lib/figures/fixtures.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { chromiumHere } from "../test/browser.ts";
import { Visitor } from "../test/visitor.ts";
import { wholeWay } from "../test/whole-way.ts";

// Pictures of every page and mail of a running product: `npm run screens`
// writes docs/screens/*.webp and the page docs/screens.md that shows them.
const folder = new URL("../docs/screens/", import.meta.url);

const views = {
  desktop: { size: { width: 1100, height: 800 }, colorScheme: "light", scale: 0.65 },
  phone: { size: { width: 375, height: 700 }, colorScheme: "light", scale: 0.8 },
  "phone-dark": { size: { width: 375, height: 700 }, colorScheme: "dark", scale: 0.8 },
} as const;
type View = keyof typeof views;

/** Longer pages are cut to their beginning. */
const mostHeight = 2000;
const quality = 50;

const taken = new Map<string, string[]>();

async function take(page: Page, name: string, view: View): Promise<void> {
  const { size, colorScheme, scale } = views[view];
  const before = page.viewportSize() ?? size;
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  // Charts are redrawn in the size of the view.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  const height = Math.min(mostHeight, Number(await page.evaluate("document.documentElement.scrollHeight")));
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, width: size.width, height, scale };
  const { data } = await session.send("Page.captureScreenshot", {
    ...{ format: "webp", quality, captureBeyondViewport: true, clip },
  });
  await session.detach();
  const file = `${name}-${view}.webp`;
  await writeFile(new URL(file, folder), Buffer.from(data, "base64"));
  taken.set(name, [...(taken.get(name) ?? []), file]);
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

/** Pages also shown wide, narrow and in light mode. */
const main = new Set([
  ...["signup", "status-done", "preferences", "matches", "feedback", "search-result"],
  ...["operators-dashboard", "operators-dashboard-broken", "premium-plans"],
]);
/** Pages also shown in German. */
const inGerman = new Set(["signup", "status-done", "matches", "preferences", "feedback", "premium-plans"]);

const takeAll = async (page: Page, name: string) => {
  await take(page, name, "desktop");
  if (main.has(name)) await take(page, name, "phone");
  await take(page, name, "phone-dark");
};

async function takePages(browser: Browser, urls: Stack["file"]): Promise<void> {
  for (const locale of ["en", "de"]) {
    const context = await browser.newContext({ timezoneId: "Europe/Berlin", locale });
    const page = await context.newPage();
    await wholeWay(new Visitor(page, urls), locale, async (name) => {
      if (locale === "en") await takeAll(page, name);
      else if (inGerman.has(name)) await take(page, `${name}-${locale}`, "phone");
    });
    await context.close();
  }
  const page = await browser.newPage();
  for (const [name, path] of Object.entries(forAll)) {
    await page.goto(urls.ingress + path);
    await takeAll(page, name);
  }
  await page.goto(`${urls.ingress}/search`);
  await page.fill("[name=jobTitle]", "data analyst");
  await page.fill("[name=city]", "Berlin");
  await page.click("#search-form button[type=submit]");
  await page.locator("#live .found:not([data-running])").waitFor();
  await takeAll(page, "search-result");
}

/** From the link in a digest to Polar, where a test card pays, and back. */
async function takePremium(browser: Browser, urls: Stack["file"]): Promise<void> {
  for (const locale of ["en", "de"]) {
    const page = await (await browser.newContext({ timezoneId: "Europe/Berlin", locale })).newPage();
    const visitor = new Visitor(page, urls);
    await visitor.open(`/?lang=${locale}`);
    await visitor.signUp();
    await visitor.follow("/verify");
    await visitor.submit();
    await visitor.follow("/billing");
    if (locale === "de") await take(page, "premium-plans-de", "phone");
    else {
      await takeAll(page, "premium-plans");
      await takePolar(page, visitor, urls);
    }
    await page.context().close();
  }
}

async function takePolar(page: Page, visitor: Visitor, { polar, ingress }: Stack["file"]): Promise<void> {
  const premium = page.url();
  await page.click("form[action*='/billing/checkout'] button");
  await page.waitForURL(`${polar}/checkout/*`);
  await takeAll(page, "polar-checkout");
  await page.click("nav a");
  await page.waitForURL(`${ingress}/billing/visits/*`);
  await takeAll(page, "premium-nothing-bought");
  await page.click("main a.button");
  await page.click("button.main");
  await page.waitForURL(`${ingress}/billing/visits/*`);
  // It reloaded itself until Polar answered, and no longer does.
  await page.locator("main a[href^='/links']").waitFor();
  await takeAll(page, "premium-started");
  await page.goto(premium);
  await takeAll(page, "premium-on");
  await visitor.follow("/unsubscribe");
  await takeAll(page, "unsubscribe-with-premium");
  await page.goto(premium);
  await page.click("form[action*='/billing/portal'] button");
  await page.waitForURL(`${polar}/portal?*`);
  await takeAll(page, "polar-portal");
  await page.goto(polar ?? "");
  await takeAll(page, "polar-desk");
}

async function takeMails(browser: Browser, outbox: string): Promise<void> {
  const page = await browser.newPage();
  for (const locale of ["en", "de"]) {
    await page.goto(`${outbox}/gallery?lang=${locale}`);
    const frames = await page.locator("iframe").all();
    const links = await Promise.all(frames.map((frame) => frame.getAttribute("src")));
    for (const link of links) {
      await page.goto(outbox + link);
      const name = decodeURIComponent(link?.split("/").at(-1) ?? "").replace(/[^a-z0-9]+/gi, "-");
      if (locale === "en") await take(page, `mail-${name}`, "desktop");
      await take(page, locale === "en" ? `mail-${name}` : `mail-${name}-${locale}`, "phone-dark");
    }
  }
}

async function takeOperators(browser: Browser, { ingress, adminKey }: Stack["file"]): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${ingress}/dashboard`);
  await takeAll(page, "operators-login");
  await page.fill("[name=key]", adminKey);
  await page.click("main form button[type=submit]");
  await page.locator("canvas").first().waitFor();
  await takeAll(page, "operators-dashboard");
  await page.goto(`${ingress}/admin/queues`);
  await page.waitForLoadState("networkidle");
  await takeAll(page, "operators-queues");
  await showBroken(page);
  await page.goto(`${ingress}/dashboard`);
  await page.locator("canvas").first().waitFor();
  await takeAll(page, "operators-dashboard-broken");
}

/** Invented figures on the real page: so much never goes wrong at once on our machines. */
async function showBroken(page: Page): Promise<void> {
  const now = new Date();
  const redis = { up: true, latencyMs: 0.8 };
  const seen = { figures: brokenFigures(now), ageMs: 4000, redis, history: someHistory(now) };
  const body = `<!doctype html>${renderToStaticMarkup(dashboardPage(seen, now))}`;
  await page.route("**/dashboard", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.route("**/api/dashboard", (route) => route.fulfill({ json: seen }));
}

const forAll = {
  search: "/search",
  "verify-resend": "/verify/resend",
  links: "/links",
  "link-broken": "/verify?token=x",
  "not-found": "/no-such-page",
  privacy: "/privacy",
  terms: "/terms",
  premium: "/premium",
};

async function writeIndex(): Promise<void> {
  const parts = [...taken].map(([name, files]) => {
    const pictures = files.map((file) => `<img src="screens/${file}" alt="${altOf(file)}" width="${widthOf(file)}">`);
    return `## ${name}\n\n${pictures.join("\n")}\n`;
  });
  const head = "# Every page and mail\n\nMade by `npm run screens` of a running product.\n";
  await writeFile(new URL("../screens.md", folder), `${head}\n${parts.join("\n")}`);
}

const altOf = (file: string) => file.replace(".webp", "").replaceAll("-", " ");
const widthOf = (file: string) => (file.includes("-desktop") ? 520 : 240);

const temporary = mkdtempSync(join(tmpdir(), "jobping-screens-"));
const { PATH, HOME } = process.env;
const [stack, browser] = await Promise.all([
  startStack({ folder: temporary, env: { PATH, HOME } }),
  chromium.launch(chromiumHere()),
]);
try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await takePages(browser, stack.file);
  await takePremium(browser, stack.file);
  await takeOperators(browser, stack.file);
  await takeMails(browser, stack.file.outbox);
  await writeIndex();
} finally {
  await browser.close();
  await stack.stop();
  await rm(temporary, { recursive: true, force: true });
}
