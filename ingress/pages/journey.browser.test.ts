import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stack, startStack } from "../../local/stack.ts";
import { openBrowser, seriousFaults } from "../../test/browser.ts";
import { someMailbox } from "../../test/people.ts";

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

/** Presses Tab until the element with this name has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never comes to ${selector}`);
}

async function openMail(page: Page, subject: RegExp): Promise<void> {
  await page.goto(stack.file.outbox);
  await page.getByRole("link", { name: subject }).first().click();
}

test("signs up with the keyboard alone, watches the page move, confirms from the mail and reads the digest", async () => {
  const context = await browser.newContext({ timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const mailbox = someMailbox();

  await page.goto(stack.file.ingress);
  expect(await seriousFaults(page)).toEqual([]);
  await tabTo(page, "[name=email]");
  await page.keyboard.type(mailbox);
  await tabTo(page, "[name=cities]");
  await page.keyboard.type("Berlin, London");
  for (const choice of [
    "[value=tech-transformation]",
    "[value=data-analytics]",
    "[name=levels][value=entry]",
    "[name=consent]",
  ]) {
    await tabTo(page, choice);
    await page.keyboard.press("Space");
  }
  await tabTo(page, "form#signup button[type=submit]");
  await page.keyboard.press("Enter");

  await page.waitForURL(/\/signups\//);
  const reached = (step: string) => page.locator(`[data-step=${step}][data-state=done]`);
  await reached("verification_sent").waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  const inbox = await context.newPage();
  await openMail(inbox, /confirm/i);
  expect(await seriousFaults(inbox)).toEqual([]);
  const [confirm] = await Promise.all([
    context.waitForEvent("page"),
    inbox.frameLocator("iframe").locator('a[href*="/verify?token="]').first().click(),
  ]);
  await confirm.waitForLoadState();
  expect(await seriousFaults(confirm)).toEqual([]);
  await tabTo(confirm, "main button[type=submit]");
  await confirm.keyboard.press("Enter");
  await confirm.getByRole("heading", { name: /confirmed/i }).waitFor();

  // The first page was never reloaded: it moves by itself.
  await reached("digest_sent").waitFor();
  await openMail(inbox, /Berlin|London|\d+ (new )?(role|job)/i);
  const digest = inbox.frameLocator("iframe");
  expect(await digest.locator("h2, h3").count()).toBeGreaterThan(0);
  expect(await digest.getByRole("link", { name: /unsubscribe/i }).count()).toBeGreaterThan(0);
  expect(await digest.getByText(/Berlin|London/).count()).toBeGreaterThan(0);
  expect(await seriousFaults(inbox)).toEqual([]);
  expect(errors).toEqual([]);
});

test("says what is wrong beside the field and in a summary that has the focus, and keeps what was typed", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(stack.file.ingress);
  await page.fill("[name=email]", "not an address");
  await page.fill("[name=cities]", "Berlin");
  await page.click("form#signup button[type=submit]");
  await page.waitForLoadState();
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.inputValue("[name=cities]")).toBe("Berlin");
  expect(await page.evaluate("document.activeElement?.textContent")).toMatch(/address/i);
  expect(await seriousFaults(page)).toEqual([]);
});

test("works without JavaScript, down to the digest", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(stack.file.ingress);
  await page.fill("[name=email]", someMailbox());
  await page.fill("[name=cities]", "London");
  await page.check("[value=data-analytics]");
  await page.check("[name=consent]");
  await page.click("form#signup button[type=submit]");
  await page.waitForURL(/\/signups\//);
  expect(await page.locator("[data-step=received]").count()).toBe(1);
});

test.each(["light", "dark"] as const)(
  "has nothing serious against it on any page, in %s, narrow and wide",
  async (colorScheme) => {
    for (const width of [320, 1200]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      for (const path of ["/", "/verify/resend", "/links", "/privacy", "/terms", "/no-such-page"]) {
        await page.goto(stack.file.ingress + path);
        expect(await seriousFaults(page), `${path} at ${width}`).toEqual([]);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(overflow, `${path} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
      }
      await context.close();
    }
  },
);
