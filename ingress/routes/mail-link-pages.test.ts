import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { day } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { play, startDatabase, type TestDatabase } from "../../test/services.ts";
import { asBrowser, openIngress, type TestIngress, waiting } from "../test-ingress.ts";

let ingress: TestIngress;
let database: TestDatabase;
beforeAll(async () => {
  [ingress, database] = await Promise.all([openIngress(), startDatabase()]);
});
afterAll(async () => {
  await ingress.close();
  await database.stop();
});

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
    expect(page).toContain('<form action="/unsubscribe?token=');
    expect(await waiting("unsubscribe")).toBe(before);
    const left = await ingress.form("/unsubscribe", { token }, asBrowser);
    expect(left.status).toBe(200);
    expect(await left.text()).toContain("You are unsubscribed.");
    expect(await waiting("unsubscribe")).toBe(before + 1);
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

describe("preferences", () => {
  test("show what is kept, when the next jobs come, and the way out", async () => {
    const { tokenFor, email } = await someSubscriber({ next_digest_at: new Date("2026-11-23T08:00:00Z") });
    const path = `/preferences?token=${await tokenFor("preferences")}`;
    const page = await (await ingress.get(path, asBrowser)).text();
    expect(page).toMatch(/Your next jobs come on Monday,? 23 November 2026 at 09:00 \(Europe\/Berlin\)/);
    for (const words of ["Berlin", "Data and analytics", "First job", "English", "Once a week"])
      expect(page).toContain(words);
    expect(page).not.toContain(email);
    const unsubscribe = /href="(\/unsubscribe\?token=[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await ingress.get(unsubscribe)).status).toBe(200);
    expect(await (await ingress.get(path)).json()).toMatchObject({ status: "active", time_zone: "Europe/Berlin" });
  });

  test("of somebody who left, or is not confirmed, say so", async () => {
    const shown = async (status: string) => {
      const { tokenFor } = await someSubscriber({ status });
      return (await ingress.get(`/preferences?token=${await tokenFor("preferences")}`, asBrowser)).text();
    };
    expect(await shown("unsubscribed")).toContain("You are unsubscribed");
    expect(await shown("unverified")).toContain("not confirmed yet");
  });

  test("of a replaced key are gone, with the way to fresh links; of another's token, refused", async () => {
    const { tokenFor, id } = await someSubscriber();
    const token = await tokenFor("preferences");
    await database.sql`update subscribers set link_key_sha256 = ${"0".repeat(64)} where id = ${id}`;
    const response = await ingress.get(`/preferences?token=${token}`);
    expect(response.status).toBe(410);
    expect(response.headers.get("link")).toBe('</links>; rel="help"');
    expect((await ingress.get(`/preferences?token=${await tokenFor("unsubscribe")}`)).status).toBe(403);
  });

  test("are a 503 with its time when the Data API is away", async () => {
    const { tokenFor } = await someSubscriber();
    const path = `/preferences?token=${await tokenFor("preferences")}`;
    play("database", "http://127.0.0.1:1");
    const response = await ingress.get(path);
    play("database", database.supabaseUrl);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
