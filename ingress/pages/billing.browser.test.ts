import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { day, second } from "../../lib/time.ts";
import { wordsOf } from "../../lib/words/index.ts";
import { faultsOf, Scripts } from "../../test/browser.ts";
import { until } from "../../test/until.ts";
import { Visitor } from "../../test/visitor.ts";

const product = inject("product");
let browser: Browser;
let sql: Sql;
beforeAll(async () => {
  browser = await chromium.connect(inject("chromium"));
  sql = postgres(product.postgres, { max: 2, onnotice: () => {} });
  // Half of what is there was first seen before yesterday: that is what a free weekly digest may carry.
  await until("postings", async () => Number((await sql`select count(*) from postings`)[0]?.count) > 500, 60 * second);
  await sql`update postings set first_seen_at = now() - interval '2 days', changed_at = now()
    where ascii(right(id::text, 1)) % 2 = 0`;
});
afterAll(async () => {
  await sql?.end();
  await browser?.close();
});

/** What an operator can do at once instead of waiting for the clock. */
async function runSchedule(schedule: string): Promise<void> {
  const headers = { authorization: `Bearer ${product.systemKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ act: "run-schedule", schedule });
  const { status } = await fetch(`${product.ingress}/operations`, { method: "POST", headers, body });
  expect(status).toBe(202);
}

/** Somebody in the tables of the product. */
function records(mailbox: string) {
  const row = async () => {
    const [found] = await sql`
      select s.id, s.tier, s.next_digest_at, b.status, b.ends_at from subscribers s
      left join billing b on b.subscriber_id = s.id where s.email = ${mailbox}`;
    if (!found) throw new Error(`no ${mailbox}`);
    return found;
  };
  const mails = async (kind: string) => {
    const rows = await sql<{ kind: string }[]>`
      select d.kind from deliveries d join subscribers s on s.id = d.subscriber_id
      where s.email = ${mailbox} and d.kind = ${kind} and d.status = 'sent'`;
    return rows.length;
  };
  /** When the postings of the newest digest that was sent were first seen. */
  const newestDigest = async () => {
    const rows = await sql<{ firstSeen: Date }[]>`
      select p.first_seen_at as "firstSeen" from matches m join postings p on p.id = m.posting_id
      where m.delivery_id = (select d.id from deliveries d join subscribers s on s.id = d.subscriber_id
        where s.email = ${mailbox} and d.kind = 'digest' and d.status = 'sent' order by d.created_at desc limit 1)`;
    return rows.map(({ firstSeen }) => firstSeen.getTime());
  };
  /** Makes it the next due day: one that was so many days ago, as a day has one digest at most. */
  const nextDigest = async (daysAgo: number) => {
    const before = await mails("digest");
    await sql`update subscribers set next_digest_at = now() - ${daysAgo} * interval '1 day' where email = ${mailbox}`;
    await runSchedule("plan");
    await until("the digest", async () => (await mails("digest")) > before, 30 * second);
    return newestDigest();
  };
  return { row, mails, nextDigest };
}

const isEarly = (firstSeen: number) => firstSeen > Date.now() - 1 * day;
const weekdayOf = (at: Date) => at.toLocaleDateString("en", { weekday: "short", timeZone: "Europe/Berlin" });

/** Two that have nothing in common: what both of them see without a fault is right for all. */
const people: (BrowserContextOptions & { locale: "en" | "de"; scripts: boolean; discount: string })[] = [
  { locale: "en", scripts: true, viewport: { width: 1200, height: 900 }, colorScheme: "light", discount: "WELCOME20" },
  { locale: "de", scripts: false, viewport: { width: 320, height: 700 }, colorScheme: "dark", discount: "FREE100" },
];

test.concurrent.each(people)(
  "premium from the link in a weekly digest to its end, in $locale, $colorScheme, scripts: $scripts",
  async ({ scripts, discount, ...options }) => {
    const { locale } = options;
    const { standing, visit, plans, portal } = wordsOf(locale).pages.billing;
    const context = await browser.newContext({ timezoneId: "Europe/Berlin", ...options });
    const page = await context.newPage();
    const visitor = new Visitor(page, product, { scripts });
    const switched = await Scripts.of(page, { off: !scripts });
    const faults: string[] = [];
    const look = async (name: string) => {
      faults.push(...(await switched.during(() => faultsOf(page, name))));
      expect(await page.getAttribute("html", "lang")).toBe(locale);
    };
    const shows = (text: string) => page.getByText(text).first().waitFor();
    const { row, mails, nextDigest } = records(visitor.mailbox);

    // Signs up, wishes three mails a week, and gets one: five jobs that are no longer new.
    await visitor.open(`/?lang=${locale}`);
    await page.locator("details:has([name=cadence]) > summary").click();
    await page.check("[name=cadence][value=mon-wed-fri]");
    await visitor.signUp();
    await visitor.follow("/verify");
    await visitor.submit();
    await until("the welcome", async () => (await mails("digest")) === 1, 30 * second);
    expect(weekdayOf((await row()).next_digest_at)).toBe("Thu");
    await visitor.readMails();
    const weekly = await nextDigest(1);
    expect(weekly.length).toBeGreaterThan(0);
    expect(weekly.length).toBeLessThanOrEqual(5);
    expect(weekly.filter(isEarly)).toEqual([]);

    // Its link leads to the plans, and those to Polar, with a discount code and the test card.
    await visitor.follow("/billing");
    await look("plans");
    await page.getByRole("button", { name: plans.buttons.monthly }).click();
    await page.waitForURL(`${product.polar}/checkout/*`);
    await page.fill("[name=code]", discount);
    await page.click("form.code button");
    await page.locator(".sums").getByText(discount).waitFor();
    if (discount !== "FREE100") await page.fill("[name=card]", "4242 4242 4242 4242");
    await page.click("button.main");
    await page.waitForURL(`${product.ingress}/billing/visits/*`);
    await shows(visit.started.headline);
    await look("premium is on");
    await until("the mail", async () => (await mails("premium_started")) === 1, 30 * second);
    expect(["Mon", "Wed", "Fri"]).toContain(weekdayOf((await row()).next_digest_at));

    // The next one has ten jobs, new ones among them, and names the day after the next.
    const premium = await nextDigest(0);
    expect(premium).toHaveLength(10);
    expect(premium.filter(isEarly).length).toBeGreaterThan(0);
    expect(["Mon", "Wed", "Fri"]).toContain(weekdayOf((await row()).next_digest_at));

    // Ended in the portal it goes on until what is paid for is over.
    await visitor.follow("/billing");
    await shows(standing.on);
    await look("where one stands");
    const own = page.url();
    await page.getByRole("button", { name: portal.button }).click();
    await page.waitForURL(`${product.polar}/portal?*`);
    await page.click("summary:has-text('Cancel')");
    await page.click("button.danger");
    await page.locator(".badge.warn").waitFor();
    await page.click("nav a");
    await shows(visit.portal.back.headline);
    await look("back from the portal");
    await until("Polar's word", async () => (await row()).ends_at !== null, 30 * second);
    await page.goto(own);
    await shows(standing.ends);
    await look("ending");
    expect((await row()).tier).toBe("premium");
    expect(await mails("premium_ended")).toBe(0);

    // And is over at the desk of the sandbox.
    await page.goto(product.polar ?? "");
    const subscription = page.locator("section.card", { hasText: (await row()).id });
    await subscription.locator("form[action$='/renew'] button").click();
    await until("free again", async () => (await row()).tier === "free", 30 * second);
    expect(weekdayOf((await row()).next_digest_at)).toBe("Thu");
    await until("the mail", async () => (await mails("premium_ended")) === 1, 30 * second);
    expect(await mails("premium_started")).toBe(1);
    await page.goto(own);
    await shows(standing.over);
    await look("over");
    expect(faults).toEqual([]);
    await context.close();
  },
);

test.concurrent("a way back without paying, twice: nothing was bought, one checkout, and what is for all", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  const visitor = new Visitor(page, product);
  await visitor.open("/");
  await visitor.signUp();
  await visitor.follow("/verify");
  await visitor.submit();
  const { visit, plans } = wordsOf("en").pages.billing;
  const link = await visitor.link("/billing");
  const tills = new Set<string>();
  for (let times = 0; times < 2; times++) {
    await page.goto(link);
    await page.getByRole("button", { name: plans.buttons.quarterly }).dblclick();
    // The second click breaks the first one's way off, which waitForURL takes for the end.
    await until("the till", () => page.url().startsWith(`${product.polar}/checkout/`));
    tills.add(page.url());
    await page.click("nav a");
    await page.getByText(visit.checkout.back.headline).waitFor();
    expect(await faultsOf(page, "back")).toEqual([]);
  }
  expect(tills.size).toBe(1);
  await page.getByRole("link", { name: visit.go }).click();
  await page.waitForURL(`${product.polar}/checkout/*`);
  for (const path of ["/premium", "/premium?lang=de", "/terms"]) {
    await visitor.open(path);
    expect(await faultsOf(page, path)).toEqual([]);
  }
  await context.close();
});
