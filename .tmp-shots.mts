import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
const outbox = "http://127.0.0.1:4701", boards = "http://127.0.0.1:4702";
const live = await (await fetch(`${boards}/arbeitnow/api/job-board-api`)).json() as any;
const send = (m: object) => fetch(`${outbox}/emails`, { method: "POST", headers: { authorization: "Bearer re_x", "content-type": "application/json", "user-agent": "t" }, body: JSON.stringify(m) }).then(r => r.text());
const rows = live.data.slice(0, 8).map((r: any) => `<tr><td style="padding:12px 0;border-bottom:1px solid #ddd"><a href="${r.url}" style="font-weight:600">${r.title}</a><br>${r.company_name}, ${r.location}</td></tr>`).join("");
await send({ from: "JobPing <hello@jobping.example>", to: "ada@example.org", subject: "Confirm your address", html: `<html><body style="font-family:sans-serif"><h1>Hello</h1><p><a href="http://127.0.0.1:4702/">Confirm</a></p></body></html>`, text: "Confirm: https://jobping.example/verify?token=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz" });
await send({ from: "JobPing <hello@jobping.example>", to: ["zoe.angstroem+a-rather-long-label@subdomain.example.org"], subject: "Eight jobs in Berlin and London for you: Junior Data Analyst at Kupferfuchs Digital and seven more", html: `<!doctype html><html lang="en"><head><title>Jobs</title><script>document.title='pwned'</script></head><body style="font-family:sans-serif;margin:0"><div style="max-width:600px;margin:auto;padding:24px"><h1>Jobs for you</h1><table style="width:100%">${rows}</table><p><a href="http://127.0.0.1:4702/">Unsubscribe</a> <a href="javascript:document.title=1">js</a> <img src="data:," onerror="document.body.innerHTML=String(666)"></p></div></body></html>`, text: "Jobs for you\n\n" + live.data.slice(0, 4).map((r: any) => `${r.title}\n${r.url}`).join("\n\n"), headers: { "List-Unsubscribe": "<http://127.0.0.1:3000/unsubscribe?token=xyz>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }, tags: [{ name: "kind", value: "digest" }] });
await send({ from: "JobPing <hello@jobping.example>", to: "text@example.org", subject: "Only text", text: "Just text & <b>no HTML</b>\nhttps://example.org/?a=1&b=2" });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
for (const scheme of ["light", "dark"] as const) for (const width of [360, 1200]) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on("console", (m) => console.log("console", m.type(), m.text()));
  page.on("pageerror", (e) => console.log("pageerror", e.message));
  const shot = async (name: string) => { await page.screenshot({ path: `/tmp/shots/${name}-${scheme}-${width}.png`, fullPage: true }); const r = await new AxeBuilder({ page }).analyze(); console.log(name, scheme, width, "violations", r.violations.map(v => v.id + ":" + v.nodes.map(n => n.target.join()).join(";")), "incomplete", r.incomplete.map(v => v.id), "overflow", await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)); };
  await page.goto(outbox); await shot("inbox");
  await page.goto(outbox + "/?q=nobody"); await shot("empty");
  await page.goto(outbox);
  await page.getByRole("link", { name: /Eight jobs/ }).first().click();
  await page.waitForLoadState("networkidle");
  await shot("mail");
  const [popup] = await Promise.all([context.waitForEvent("page"), page.frameLocator("iframe").getByRole("link").first().click()]);
  await popup.waitForLoadState(); console.log("popup", popup.url(), await popup.title(), await popup.evaluate(() => typeof fetch));
  await page.getByText("Text part").click(); await page.getByText("Headers and tags").click(); await shot("mail-open");
  await page.goto(outbox); await page.getByRole("link", { name: "Only text" }).first().click(); await shot("text");
  await page.goto(boards); await page.screenshot({ path: `/tmp/shots/boards-${scheme}-${width}.png` });
  await page.goto(boards + "/?q=Berlin"); await page.getByRole("link").nth(2).click(); await shot("posting");
  await context.close();
}
// refresh by itself; no JS too
const context = await browser.newContext(); const page = await context.newPage(); await page.goto(outbox);
const before = await page.locator("#mails li").count();
await page.locator("#mails a").first().focus();
await send({ from: "a@jobping.example", to: "b@example.org", subject: "fresh one", text: "x" });
await page.getByRole("link", { name: "fresh one" }).waitFor({ timeout: 5000 }); console.log("live refresh", before, await page.locator("#mails li").count(), await page.locator("#count").textContent(), "focus kept:", await page.evaluate(() => document.activeElement?.textContent));
await page.getByRole("button", { name: "Delete all mails" }).click(); await page.waitForLoadState(); console.log("after delete", await page.locator("#mails").textContent());
await browser.close();
