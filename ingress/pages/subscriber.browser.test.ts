import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { feedback as feedbackJob } from "../../jobs/feedback.ts";
import { preferences as preferencesJob } from "../../jobs/preferences.ts";
import type { Job } from "../../lib/job.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { signToken, type TokenPurpose } from "../../lib/tokens.ts";
import { insertMatch } from "../../supabase/tests/arrange.ts";
import { seriousFaults, tabTo } from "../../test/browser.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { runOnce } from "../../test/run.ts";
import { databaseOfFile } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import feedback from "../../workers/feedback.ts";
import preferences from "../../workers/preferences.ts";
import { ingressOfFile } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
});
afterAll(() => browser.close());

/** Somebody with a digest of one job, and their links. */
async function person(over: Record<string, unknown> = {}) {
  const { id, key } = await insertSubscriber(database.sql, {
    next_digest_at: new Date(Date.now() + 86_400_000),
    ...over,
  });
  const digest = await insertDelivery(database.sql, id, { kind: "digest", status: "sent" });
  const match = await insertMatch(database.sql, id, digest, { posting: { title: "Junior Data Analyst" } });
  const link = async (purpose: TokenPurpose) =>
    `${ingress.url}/${purpose}?token=${await signToken(purpose, { subscriberId: id, key }, { issuedAt: new Date() })}`;
  const row = async () => (await database.sql`select * from subscribers where id = ${id}`)[0];
  return { id, match, link, row };
}

/** The newest job of this name that waits: a worker would take it. */
async function newest<J extends Job>(job: J) {
  const id = await producer().lindex(redisKey(job.name, "wait"), 0);
  const data = await producer().hget(redisKey(job.name, id ?? ""), "data");
  return JSON.parse(data ?? "{}").p;
}

const settings: (BrowserContextOptions & { javaScriptEnabled: boolean })[] = [
  { javaScriptEnabled: true, viewport: { width: 1200, height: 900 } },
  { javaScriptEnabled: false, viewport: { width: 320, height: 700 }, colorScheme: "dark" },
];

test.each(settings)("preferences by keyboard alone, scripts: $javaScriptEnabled", async (options) => {
  const { link, row } = await person();
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(await link("preferences"));

  await tabTo(page, "#cities");
  await page.keyboard.type("Nirgendheim");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#summary");
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.inputValue("#cities")).toBe("Nirgendheim");
  if (options.javaScriptEnabled) expect(await seriousFaults(page)).toEqual([]);

  await page.fill("#cities", "Paris");
  await page.selectOption("#locale", "de");
  await tabTo(page, "#preferences > button");
  await page.keyboard.press("Enter");
  await page.waitForSelector('h1:text("We are saving your preferences.")');
  await runOnce(preferences, await newest(preferencesJob));
  await page.waitForSelector('.news:text("Gespeichert.")');
  expect((await row())?.wishes.cities.map(({ name }: { name: string }) => name)).toEqual(["Paris", "Berlin"]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(options.viewport?.width ?? 0);
  if (options.javaScriptEnabled) expect(await seriousFaults(page)).toEqual([]);
  await context.close();
});

test.each(settings)("a verdict and its undoing, from all matches, scripts: $javaScriptEnabled", async (options) => {
  const { link, match } = await person();
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const verdict = async () => (await database.sql`select verdict, reason from verdicts where match_id = ${match}`)[0];
  await page.goto(await link("matches"));
  if (options.javaScriptEnabled) expect(await seriousFaults(page)).toEqual([]);
  await tabTo(page, "button[value=irrelevant]");
  await page.keyboard.press("Enter");
  await page.waitForSelector('h1:text("Noted. Thank you.")');
  await runOnce(feedback, await newest(feedbackJob));
  await page.check("[name=reason][value=pay]");
  await page.click("form:has([name=reason]) button");
  await page.waitForSelector('.lead:text("The pay counts more for you")');
  await runOnce(feedback, await newest(feedbackJob));
  expect(await verdict()).toEqual({ verdict: "irrelevant", reason: "pay" });
  await page.click("button[value=more]");
  await page.waitForSelector('.lead:text("move up")');
  await runOnce(feedback, await newest(feedbackJob));
  expect(await verdict()).toEqual({ verdict: "more", reason: null });
  if (options.javaScriptEnabled) expect(await seriousFaults(page)).toEqual([]);
  await page.click('a[href^="/matches?"]');
  expect(await page.getAttribute("button[value=more]", "aria-pressed")).toBe("true");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(options.viewport?.width ?? 0);
  await context.close();
});

test("a break instead of leaving, and a link of a mail that asks before it says anything", async () => {
  const { link, match, row } = await person();
  const page = await (await browser.newContext({ viewport: { width: 320, height: 700 } })).newPage();
  await page.goto(await link("unsubscribe"));
  expect(await seriousFaults(page)).toEqual([]);
  await page.click("button[value='4']");
  await page.waitForSelector('h1:text("You hear nothing from us until")');
  await runOnce(preferences, await newest(preferencesJob));
  await until("the pause counts", async () => (await row())?.paused_until > new Date());
  await page.goto(`${await link("feedback")}&match=${match}&verdict=less`);
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.textContent("main")).toContain("Junior Data Analyst");
  await page.context().close();
});
