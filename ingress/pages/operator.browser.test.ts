import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { check } from "../../jobs/check.ts";
import { env } from "../../lib/env.ts";
import { PermanentError } from "../../lib/errors.ts";
import { enqueue } from "../../lib/queue.ts";
import { jobStatus } from "../../lib/queue-admin.ts";
import { defineWorker, startWorker } from "../../lib/worker.ts";
import { seriousFaults } from "../../test/browser.ts";
import { until } from "../../test/until.ts";
import { ingressOfFile } from "../test-ingress.ts";

const ingress = ingressOfFile();
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
});
afterAll(() => browser.close());

/** Does this job until it has ended. */
async function work(id: string, handle: () => Promise<void>): Promise<void> {
  const worker = startWorker(defineWorker(check, { concurrency: 1, timeoutMs: 5000 }, handle));
  await until("it has ended", async () => (await jobStatus("check", id))?.outcome !== undefined);
  await worker.close(1000);
}

test("an operator signs in, finds the job that failed, runs it again and leaves", async () => {
  const id = await enqueue(check, {});
  await work(id, async () => {
    throw new PermanentError("the hosts of tests answer nobody");
  });
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));

  await page.goto(`${ingress.url}/admin/queues/queue/check?status=failed`);
  expect(await seriousFaults(page)).toEqual([]);
  await page.fill("[name=key]", "not this one");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#summary");
  expect(await page.title()).toMatch(/^Error: /);
  expect(await seriousFaults(page)).toEqual([]);
  // Both answers were 401, which a browser tells its console.
  expect(errors.splice(0)).toHaveLength(2);

  await page.fill("[name=key]", env.ADMIN_API_KEY);
  await page.keyboard.press("Enter");
  await page.getByText("the hosts of tests answer nobody").first().waitFor();
  expect(new URL(page.url()).pathname).toBe("/admin/queues/queue/check");
  await page.getByText("development", { exact: true }).first().waitFor();

  // Bull Board's buttons on a job are pictures without names.
  await page.locator('xpath=//button[contains(., "Clean all")]/following::button[1]').click();
  const confirm = page.getByRole("button", { name: "Confirm" });
  if (await confirm.isVisible()) await confirm.click();
  await until("it waits again", async () => (await jobStatus("check", id))?.state === "waiting");
  await work(id, async () => {});
  expect((await jobStatus("check", id))?.outcome).toBe("done");
  expect(errors).toEqual([]);

  await page.locator("header button").last().click();
  await page.getByRole("menuitem", { name: "Dashboard" }).click();
  await page.waitForURL("**/dashboard");
  await page.goto(`${ingress.url}/login`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForSelector("[name=key]");
  const response = await page.goto(`${ingress.url}/admin/queues`);
  expect(response?.status()).toBe(401);
  await context.close();
});
