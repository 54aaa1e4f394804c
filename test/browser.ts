import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { CDPSession, Page } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium, without the requests that it would make on its own. */
export function chromiumHere() {
  const executablePath = process.env.CHROMIUM ?? installed.find((path) => existsSync(path));
  if (!executablePath)
    throw new Error(
      "No Chromium on this machine. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.",
    );
  return {
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Otherwise it starts a process ahead of every next page: a sixth of the processor time.
      "--renderer-process-limit=2",
    ],
  };
}

type Violations = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"];

/** What people with a screen reader, a keyboard or weak eyes would stumble over, in words; [] = nothing serious. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // In the page itself: the other way opens a second page each time. Ours have no frames.
    .setLegacyMode(true)
    .options({
      resultTypes: ["violations"],
      preload: false,
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    })
    .analyze();
  return serious(violations);
}

const serious = (violations: Violations) =>
  violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`));

/** What is wrong with a page for people of all kinds, and on a phone. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  const faults = await seriousFaults(page);
  const size = page.viewportSize() ?? { width: 1200, height: 900 };
  if (await isWiderThan(page, { ...size, width: 320 })) faults.push("scrolls sideways on a phone");
  await page.evaluate(textOf("200%"));
  if (await isWiderThan(page, { ...size, width: 320 })) faults.push("scrolls sideways where text is twice as large");
  await page.evaluate("document.adoptedStyleSheets = []");
  await page.setViewportSize(size);
  return faults.map((fault) => `${name}: ${fault}`);
}

async function isWiderThan(page: Page, size: { width: number; height: number }): Promise<boolean> {
  await page.setViewportSize(size);
  return Boolean(await page.evaluate(`document.documentElement.scrollWidth > ${size.width}`));
}

/** Not an element: the pages' own policy refuses those that it does not know. */
const textOf = (size: string) =>
  `{ const sheet = new CSSStyleSheet(); sheet.replaceSync("html { font-size: ${size} !important }"); document.adoptedStyleSheets = [sheet]; }`;

/** Presses Tab until this element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never comes to ${selector}`);
}

/** Turns a page's own scripts off, and on for a look: in a context without scripts nothing could be examined. */
export class Scripts {
  readonly #session: CDPSession;
  readonly #off: boolean;

  static async of(page: Page, { off }: { off: boolean }): Promise<Scripts> {
    const scripts = new Scripts(await page.context().newCDPSession(page), off);
    await scripts.#set(off);
    return scripts;
  }

  private constructor(session: CDPSession, off: boolean) {
    [this.#session, this.#off] = [session, off];
  }

  /** Only what `look` runs in the page; the page's own scripts were left out when it was loaded. */
  async during<T>(look: () => Promise<T>): Promise<T> {
    await this.#set(false);
    try {
      return await look();
    } finally {
      await this.#set(this.#off);
    }
  }

  async #set(value: boolean): Promise<void> {
    await this.#session.send("Emulation.setScriptExecutionDisabled", { value });
  }
}
