import type { Page } from "playwright-core";
import { second, wait } from "../lib/time.ts";
import { someMailbox } from "./people.ts";
import { until } from "./until.ts";
import type { SentMail } from "./world.ts";

interface StackUrls {
  ingress: string;
  outbox: string;
}

/** Somebody with a browser and a mailbox, in front of a running product. */
export class Visitor {
  readonly page: Page;
  readonly #read = new Set<string>();
  readonly #urls: StackUrls;
  readonly scripts: boolean;
  mailbox = someMailbox();

  constructor(page: Page, urls: StackUrls, { scripts = true } = {}) {
    this.scripts = scripts;
    this.page = page;
    this.#urls = urls;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#urls.ingress + path);
  }

  /** The address in the newest mail's link to this path, as soon as a mail has one. */
  link(path: string, to = this.mailbox): Promise<string> {
    return until(
      `a mail with a link to ${path}`,
      async () => (await this.#mails(to)).map(({ html }) => linkIn(html, path)).find((link) => link !== undefined),
      30 * second,
    );
  }

  async follow(path: string, to?: string): Promise<void> {
    await this.page.goto(await this.link(path, to));
  }

  /** Ignores mails that are there already: `link` and `newMail` then mean later ones. */
  async readMails(): Promise<void> {
    for (const { id } of await this.#mails(this.mailbox)) this.#read.add(id);
  }

  newMail(): Promise<SentMail> {
    return until("a mail", async () => (await this.#mails(this.mailbox))[0], 30 * second);
  }

  /** Newest first. */
  async #mails(to: string): Promise<SentMail[]> {
    const mails = (await (await fetch(`${this.#urls.outbox}/messages`)).json()) as SentMail[];
    return mails.filter((mail) => [mail.to].flat().includes(to) && !this.#read.has(mail.id));
  }

  /** Presses a form's button and waits for the answering page. */
  async submit(form = "main form"): Promise<void> {
    const answered = this.page.waitForResponse((response) => response.request().method() === "POST");
    await this.page.locator(`${form} button[type=submit]`).first().click();
    await answered;
    await this.page.waitForLoadState();
  }

  /** The page confirms the change. */
  async saved(): Promise<void> {
    await this.page.locator(".news").waitFor();
  }

  async signUp(): Promise<void> {
    await this.page.fill("[name=email]", this.mailbox);
    await this.page.fill("[name=cities]", "Berlin, London");
    // The suggestions below the field close as it loses focus.
    await this.page.press("[name=cities]", "Tab");
    for (const choice of ["[value=tech-transformation]", "[value=data-analytics]", "[name=consent]"])
      await this.page.check(choice);
    await this.submit("form#signup");
    await this.page.waitForURL(/\/signups\//);
  }

  /** The status page shows that a step is done: by itself or, without scripts, when it is loaded again. */
  async reaches(step: string): Promise<void> {
    const done = this.page.locator(`[data-step=${step}][data-state=done]`);
    if (this.scripts) return done.waitFor();
    const came = async () => {
      if (await done.isVisible()) return true;
      // At a person's pace: the limits are for programs.
      await wait(1 * second);
      await this.page.click("noscript a");
      return false;
    };
    await until(step, came, 30 * second);
  }
}

function linkIn(html: string, path: string): string | undefined {
  const links = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
  return links.find((link) => new URL(link).pathname === path);
}
