import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const context = await browser.newContext(); const page = await context.newPage();
let n = 0; page.on("console", (m) => { n++; });
await page.goto("http://127.0.0.1:4701/"); 
const which = process.argv[2]!;
await page.getByRole("link", { name: which }).first().click(); await page.waitForLoadState("networkidle"); console.log(page.url(), n);
const t = performance.now();
try { const r = await new AxeBuilder({ page }).analyze(); console.log("ok", r.violations.map(v=>v.id), r.incomplete.map(v=>v.id)); } catch (e) { console.log("failed", String(e).slice(0, 200)); }
console.log(Math.round(performance.now() - t), "ms", n, "console lines");
await browser.close();
