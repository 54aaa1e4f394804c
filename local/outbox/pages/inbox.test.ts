import { afterEach, beforeEach, expect, it } from "vitest";
import { everyMail } from "../../../lib/mail/fixtures.ts";
import type { Played } from "../../wire/server.ts";
import { startOutbox } from "../main.ts";
import { ask, messages, post, validMail } from "../test-client.ts";

let outbox: Played;
beforeEach(async () => {
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000 });
});
afterEach(() => outbox.close());

async function send(change: object = {}): Promise<string> {
  const { body } = await post(`${outbox.url}/emails`, { ...validMail, ...change });
  return (body as { id: string }).id;
}

it("lists mails as text, newest first, and refreshes without JavaScript too", async () => {
  const older = await send({ subject: "Older" });
  const newer = await send({ subject: "<img src=x onerror=alert(1)>", to: "a&b@example.org" });
  const { body, headers } = await ask(outbox.url);
  expect(body).toContain("2 mails");
  expect(body).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(body).not.toContain("<img");
  expect(String(body).indexOf(newer)).toBeLessThan(String(body).indexOf(older));
  expect(body).toContain('<noscript><meta http-equiv="refresh"');
  expect(headers.get("content-security-policy")).toContain("script-src 'self'; style-src 'self'");
});

it("finds mails by recipient or subject", async () => {
  await send({ subject: "Your digest", to: "grace@example.org" });
  await send({ subject: "Confirm" });
  expect((await ask(`${outbox.url}/?q=GRACE@`)).body).toContain("1 mail for");
  expect((await ask(`${outbox.url}/?q=confirm`)).body).not.toContain("Your digest");
  expect((await ask(`${outbox.url}/?q=nobody`)).body).toContain("No mail matches");
});

it("shows a mail with its text part and headers", async () => {
  const id = await send({ text: "Read https://jobping.example/verify?a=1&b=2 now", headers: { "X-Kind": "digest" } });
  const { body } = await ask(`${outbox.url}/mails/${id}`);
  expect(body).toContain(`src="/mails/${id}/body"`);
  expect(body).toContain('<a href="https://jobping.example/verify?a=1&amp;b=2"');
  expect(body).toContain("<dt>X-Kind</dt><dd>digest</dd>");
});

it("gives the mail's HTML in a document where no script of it runs and links open outside", async () => {
  const html =
    "<!doctype html><html><head lang=en><title>t</title></head><body>$& <script>alert(1)</script></body></html>";
  const id = await send({ html });
  const { body, headers } = await ask(`${outbox.url}/mails/${id}/body`);
  expect(body).toContain('<head lang=en><base target="_blank">');
  expect(body).toContain("<body>$& <script>alert(1)</script></body>");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'sha256-[^']+';/);
  expect(policy).toContain("sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox");
  expect(policy).not.toContain("allow-same-origin");
});

it("deletes all mails from the page, but not from another site's", async () => {
  const id = await send();
  const empty = (origin: string) =>
    fetch(`${outbox.url}/empty`, {
      method: "POST",
      redirect: "manual",
      headers: { origin, "content-type": "application/x-www-form-urlencoded" },
    });
  expect((await empty("https://elsewhere.example")).status).toBe(403);
  expect(await messages(outbox.url)).toHaveLength(1);
  expect((await empty(outbox.url)).status).toBe(303);
  expect(await messages(outbox.url)).toEqual([]);
  expect((await ask(`${outbox.url}/mails/${id}`)).status).toBe(404);
});

it("shows every mail that JobPing sends, in each language, with its text part and size", async () => {
  const names = Object.keys(everyMail("de"));
  const { body } = await ask(`${outbox.url}/gallery?lang=de`);
  for (const name of names) expect(body).toContain(`src="/gallery/de/${encodeURIComponent(name)}"`);
  expect(String(body).match(/HTML \d+\.\d KB · text \d+\.\d KB/g)).toHaveLength(names.length);
  expect(body).toContain("Deine Daten sind gelöscht");
  const mail = await ask(`${outbox.url}/gallery/de/digest`);
  expect(mail.body).toContain("3 neue Stellen für dich");
  expect(mail.headers.get("content-security-policy")).toContain("default-src 'none'");
  for (const nowhere of ["de/none", "xx/digest", "de/constructor"])
    expect((await ask(`${outbox.url}/gallery/${nowhere}`)).status).toBe(404);
});
