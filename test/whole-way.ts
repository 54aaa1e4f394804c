import { text } from "node:stream/consumers";
import { someMailbox } from "./people.ts";
import type { Visitor } from "./visitor.ts";

/** Called on each page of the journey, with its name. */
export type Look = (name: string) => Promise<void>;

/** One subscriber's journey through the product, from signup to erasure, past every page of theirs. */
export async function wholeWay(visitor: Visitor, locale: string, look: Look): Promise<void> {
  await signsUp(visitor, locale, look);
  await readsTheDigest(visitor, look);
  await changesPreferences(visitor, look);
  await changesAddress(visitor, look);
  await exportsData(visitor, look);
  await leavesAndComesBack(visitor, locale, look);
  await erasesAll(visitor, look);
}

async function signsUp(visitor: Visitor, locale: string, look: Look): Promise<void> {
  await visitor.open(`/?lang=${locale}`);
  await look("signup");
  await visitor.submit("form#signup");
  await look("signup-errors");
  await visitor.signUp();
  await visitor.reaches("verification_sent");
  await look("status");
  const status = visitor.page.url();
  await visitor.follow("/verify");
  await look("verify");
  await visitor.submit();
  await look("verified");
  await visitor.page.goto(status);
  await visitor.reaches("digest_sent");
  await look("status-done");
}

async function readsTheDigest(visitor: Visitor, look: Look): Promise<void> {
  await visitor.follow("/feedback");
  await look("feedback");
  await visitor.submit();
  await look("feedback-said");
  await visitor.follow("/matches");
  await look("matches");
}

async function changesPreferences(visitor: Visitor, look: Look): Promise<void> {
  const { page } = visitor;
  await visitor.follow("/preferences");
  await look("preferences");
  await page.fill("[name=cities]", "Nowhereville");
  await visitor.submit("form#preferences");
  await look("preferences-errors");
  await page.fill("[name=cities]", "Berlin, Lyon");
  await page.fill("[name=excludedCompanies]", "Acme GmbH");
  await page.selectOption("[name=minScore]", "60");
  const inTwoWeeks = Temporal.Now.plainDateISO().add({ weeks: 2 }).toString();
  await page.fill("[name=pausedUntil]", inTwoWeeks);
  await visitor.submit("form#preferences");
  await visitor.saved();
  await look("preferences-paused");
  await visitor.submit("form:has([name=pausedUntil][type=hidden])");
  await visitor.saved();
  await page.locator("form:has([name=pausedUntil][type=hidden])").waitFor({ state: "detached" });
}

async function changesAddress(visitor: Visitor, look: Look): Promise<void> {
  const [before, after] = [visitor.mailbox, someMailbox()];
  await visitor.page.fill("form[action^='/me/address'] [name=email]", after);
  await visitor.submit("form[action^='/me/address']");
  await look("address-asked");
  for (const mailbox of [after, before]) {
    await visitor.follow("/address", mailbox);
    await look("address");
    await visitor.submit();
    await look(mailbox === after ? "address-waiting" : "address-moved");
  }
  visitor.mailbox = after;
}

async function exportsData(visitor: Visitor, look: Look): Promise<void> {
  const { page, mailbox } = visitor;
  await visitor.follow("/preferences");
  await visitor.submit("form[action^='/me/export']");
  await look("export-asked");
  await visitor.follow("/me/export");
  await look("export");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("main a.button")]);
  const data = await text(await download.createReadStream());
  JSON.parse(data);
  if (!data.includes(mailbox)) throw new Error("the export does not name the address");
}

async function leavesAndComesBack(visitor: Visitor, locale: string, look: Look): Promise<void> {
  const preferences = await visitor.link("/preferences");
  await visitor.page.goto(preferences.replace("/preferences", "/stay"));
  await look("stay");
  await visitor.submit();
  await look("stayed");
  await visitor.follow("/unsubscribe");
  await look("unsubscribe");
  await visitor.submit();
  await look("unsubscribed");
  await visitor.page.goto(preferences);
  await look("preferences-left");
  await visitor.readMails();
  await visitor.open(`/?lang=${locale}`);
  await visitor.signUp();
  await visitor.follow("/verify");
  await visitor.submit();
}

async function erasesAll(visitor: Visitor, look: Look): Promise<void> {
  const preferences = await visitor.link("/preferences");
  await visitor.page.goto(preferences);
  await visitor.page.click("main a[href^='/me/erase']");
  await look("erase");
  await visitor.readMails();
  await visitor.submit();
  await look("erased");
  await visitor.newMail();
  await visitor.page.goto(preferences);
  await look("link-of-nobody");
}
