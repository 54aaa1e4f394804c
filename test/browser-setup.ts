import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { startStack } from "../local/stack.ts";
import type { StackFile } from "../local/stack-file.ts";
import { chromiumHere } from "./browser.ts";
import startServices from "./global-setup.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A whole running product. */
    product: StackFile;
    /** Where to reach a running Chromium: `chromium.connect`. */
    chromium: string;
  }
}

/** What the files of browser tests share: the services of all tests, one whole product and one Chromium. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const closing = new AsyncDisposableStack();
  const started = await Promise.allSettled([
    startServices(project).then((stop) => closing.defer(stop)),
    startProduct(closing).then((product) => project.provide("product", product)),
    startChromium(closing).then((endpoint) => project.provide("chromium", endpoint)),
  ]);
  const failed = started.find(({ status }) => status === "rejected");
  if (failed) {
    await closing.disposeAsync();
    throw (failed as PromiseRejectedResult).reason;
  }
  return () => closing.disposeAsync();
}

async function startProduct(closing: AsyncDisposableStack): Promise<StackFile> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-browser-"));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  // An environment of its own: what the tests were given is not meant for the product.
  const { PATH, HOME } = process.env;
  const stack = await startStack({ folder, env: { PATH, HOME } });
  closing.defer(() => stack.stop());
  return stack.file;
}

async function startChromium(closing: AsyncDisposableStack): Promise<string> {
  const server = await chromium.launchServer(chromiumHere());
  closing.defer(() => server.close());
  return server.wsEndpoint();
}
