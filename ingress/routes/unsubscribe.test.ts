import { describe, expect, test } from "vitest";
import { day } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, play } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

async function someSubscriber(over: Record<string, unknown> = {}) {
  const subscriber = await insertSubscriber(database.sql, over);
  const subject = { subscriberId: subscriber.id, key: subscriber.key };
  const tokenFor = (purpose: "unsubscribe" | "preferences", issuedAt = new Date()) =>
    signToken(purpose, subject, { issuedAt });
  return { ...subscriber, tokenFor };
}

describe("unsubscribe", () => {
  test("RFC 8058: one POST of a mail program, no cookie, no redirect; twice is once", async () => {
    const { tokenFor } = await someSubscriber();
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    const before = await waiting("unsubscribe");
    for (let press = 0; press < 2; press++) {
      const response = await ingress.form(path, { "List-Unsubscribe": "One-Click" });
      expect(response.status).toBe(200);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(await response.json()).toEqual({ status: "unsubscribed" });
    }
    expect(await waiting("unsubscribe")).toBe(before + 1);
  });

  test("also as multipart, which the RFC allows, and from whatever page", async () => {
    const { tokenFor } = await someSubscriber();
    const body = new FormData();
    body.append("List-Unsubscribe", "One-Click");
    const headers = { origin: "https://webmail.example", "sec-fetch-site": "cross-site" };
    const url = `${ingress.url}/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
  });

  test("GET shows a button and changes nothing; its form works, and says so on a page", async () => {
    const { tokenFor, email } = await someSubscriber();
    const token = await tokenFor("unsubscribe");
    const before = await waiting("unsubscribe");
    const page = await (await ingress.get(`/unsubscribe?token=${token}`, asBrowser)).text();
    expect(page).toContain(`@${email.split("@")[1]}?`);
    expect(page).not.toContain(email);
    expect(page).toContain('action="/unsubscribe?token=');
    expect(await waiting("unsubscribe")).toBe(before);
    const left = await ingress.form("/unsubscribe", { token }, asBrowser);
    expect(left.status).toBe(200);
    expect(await left.text()).toContain("You are unsubscribed.");
    expect(await waiting("unsubscribe")).toBe(before + 1);
  });

  test("offers a pause instead, in the person's language: less than leaving, so the same link will do", async () => {
    const { tokenFor } = await someSubscriber({ locale: "de" });
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    expect(await (await ingress.get(path, asBrowser)).text()).toContain("4 Wochen Pause");
    const before = [await waiting("unsubscribe"), await waiting("preferences")];
    const paused = await ingress.form(path, { pause: "4" }, asBrowser);
    expect(paused.status).toBe(200);
    expect(paused.headers.get("set-cookie")).toBeNull();
    expect(await paused.text()).toMatch(/Du hörst bis zum \d+\. \S+ \d{4} nichts von uns/);
    expect([await waiting("unsubscribe"), await waiting("preferences")]).toEqual([before[0], (before[1] ?? 0) + 1]);
    expect((await ingress.form(path, { pause: "-1" })).status).toBe(422);
  });

  test("to who is paused says until when, and that another pause takes the place of that one", async () => {
    const later = { paused_until: "2999-03-01T00:00:00Z", time_zone: "UTC" };
    const { tokenFor } = await someSubscriber(later);
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    expect(await (await ingress.get(path, asBrowser)).text()).toContain("until 1 March 2999 already");
    const shortened = await (await ingress.form(path, { pause: "2" }, asBrowser)).text();
    expect(shortened).toContain("takes the place of the break until 1 March 2999");
    const over = await someSubscriber({ ...later, paused_until: "2020-01-01T00:00:00Z" });
    const other = `/unsubscribe?token=${await over.tokenFor("unsubscribe")}`;
    expect(await (await ingress.get(other, asBrowser)).text()).not.toContain("already");
    expect(await (await ingress.form(other, { pause: "2" }, asBrowser)).text()).not.toContain("takes the place");
  });

  test("of who has left promises no pause, but says so, with the way back", async () => {
    const { tokenFor } = await someSubscriber({ locale: "de", status: "unsubscribed" });
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    const before = await waiting("preferences");
    const page = await ingress.form(path, { pause: "4" }, asBrowser);
    expect(page.status).toBe(409);
    const html = await page.text();
    for (const words of ["Du bist abgemeldet", 'href="/?lang=de"']) expect(html).toContain(words);
    expect((await ingress.form(path, { pause: "4" })).status).toBe(409);
    expect(await waiting("preferences")).toBe(before);
  });

  test("works when the Data API is away", async () => {
    const { tokenFor } = await someSubscriber();
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    play("database", "http://127.0.0.1:1");
    const [page, left] = [await ingress.get(path, asBrowser), await ingress.form(path, {})];
    play("database", database.supabaseUrl);
    expect(await page.text()).toContain("No more jobs from us?");
    expect(left.status).toBe(200);
  });

  test("of a replaced key is 410, also for a mail program, with the way to what works and what became of the old", async () => {
    const { tokenFor, id } = await someSubscriber();
    const path = `/unsubscribe?token=${await tokenFor("unsubscribe")}`;
    await database.sql`update subscribers set link_key_sha256 = ${"0".repeat(64)} where id = ${id}`;
    const before = await waiting("unsubscribe");
    const pressed = await ingress.form(path, { "List-Unsubscribe": "One-Click" });
    expect([pressed.status, await waiting("unsubscribe")]).toEqual([410, before]);
    expect(pressed.headers.get("link")).toBe('</links>; rel="help"');
    for (const page of [await ingress.get(path, asBrowser), await ingress.form(path, {}, asBrowser)]) {
      expect(page.status).toBe(410);
      const text = await page.text();
      for (const part of ["we no longer write to the old one", 'action="/links?lang=en', 'name="email"'])
        expect(text).toContain(part);
    }
  });

  test("with another's, another purpose's or an old token leaves everybody subscribed", async () => {
    const { tokenFor } = await someSubscriber();
    const before = await waiting("unsubscribe");
    const status = async (token: string) => (await ingress.form(`/unsubscribe?token=${token}`, {})).status;
    expect(await status(await tokenFor("preferences"))).toBe(403);
    expect(await status("nonsense")).toBe(403);
    expect(await status(await tokenFor("unsubscribe", new Date(Date.now() - 401 * day)))).toBe(410);
    expect((await ingress.form("/unsubscribe", {})).status).toBe(422);
    expect(await waiting("unsubscribe")).toBe(before);
  });
});
