import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkout as checkoutJob } from "../../jobs/checkout.ts";
import { type Visit, visitAt, visitPath, writeVisit } from "../../lib/billing/visits.ts";
import { enqueue } from "../../lib/queue.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { open } from "../../lib/seal.ts";
import { hashLinkKey, signToken } from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

/** Somebody with or without a subscription at Polar. */
async function person(billing: Record<string, unknown> | null = null, over: Record<string, unknown> = {}) {
  const { id, key } = await insertSubscriber(database.sql, over);
  const row = { subscriber_id: id, customer_id: randomUUID(), subscription_id: randomUUID(), plan: "monthly" };
  if (billing) await database.sql`insert into billing ${database.sql({ ...row, ...billing })}`;
  const token = await signToken("preferences", { subscriberId: id, key }, { issuedAt: new Date() });
  return { id, key, token };
}

const textOf = async (path: string) => {
  const answer = await ingress.get(path, asBrowser);
  const html = await answer.text();
  return { status: answer.status, refresh: answer.headers.get("refresh"), html, text: html.replace(/<[^>]+>/g, " ") };
};
const buttonsIn = (html: string) => [...html.matchAll(/action="(\/billing\/\w+)/g)].map(([, path]) => path);

const on = "2026-12-24T09:00:00Z";
const [checkout, portal] = ["/billing/checkout", "/billing/portal"];
describe("where somebody stands", () => {
  test.each([
    ["free", null, {}, "More of the right jobs", [checkout, checkout]],
    [
      "premium",
      { status: "active", period_end: on },
      { tier: "premium" },
      "renews by itself on 24 December 2026",
      [portal],
    ],
    ["ending", { status: "active", period_end: on, ends_at: on }, { tier: "premium" }, "until 24 December", [portal]],
    ["in grace", { status: "past_due", grace_until: on }, { tier: "premium" }, "goes on until 24 December", [portal]],
    ["late", { status: "past_due", grace_until: on }, {}, "off until it is paid", [portal]],
    ["unpaid", { status: "unpaid", period_end: on }, {}, "off until it is paid", [portal]],
    ["paused", { status: "paused", period_end: on }, {}, "is paused", [portal]],
    ["over", { status: "canceled", period_end: on }, {}, "has ended", [checkout, checkout, portal]],
    [
      "gone, and charged",
      { status: "active", period_end: on },
      { tier: "premium", status: "unsubscribed" },
      "goes on charging",
      [portal],
    ],
    ["gone", null, { status: "unsubscribed" }, "you are unsubscribed", []],
  ] as const)("%s: the page says it and offers what there is to do", async (_, billing, over, says, offers) => {
    const { token } = await person(billing, over);
    const { html, text } = await textOf(`/billing?token=${token}`);
    expect(text).toContain(says);
    expect(buttonsIn(html)).toEqual(offers);
  });

  test("programs get it with the plans", async () => {
    const { token } = await person({ status: "active", period_end: on }, { tier: "premium" });
    expect(await (await ingress.get(`/billing?token=${token}`)).json()).toMatchObject({
      ...{ tier: "premium", status: "active", plan: "monthly", customer: true },
      plans: { monthly: { price: { amount: 500, currency: "EUR" } } },
    });
  });

  test("who leaves or pauses, and is charged on, is told so; others are not", async () => {
    for (const [billing, tier, told] of [
      [{ status: "active", period_end: on }, "premium", true],
      [{ status: "active", period_end: on, ends_at: on }, "premium", false],
      [null, "free", false],
    ] as const) {
      const { id, key } = await person(billing, { tier });
      const token = await signToken("unsubscribe", { subscriberId: id, key }, { issuedAt: new Date() });
      const { text } = await textOf(`/unsubscribe?token=${token}`);
      expect(text.includes("Polar goes on charging"), tier).toBe(told);
      for (const act of [{ pause: "4" }, {}]) {
        const done = await (await ingress.form(`/unsubscribe?token=${token}`, act, asBrowser)).text();
        expect(done.includes("Polar goes on charging"), tier).toBe(told);
      }
      await database.sql`update subscribers set paused_until = now() + interval '1 day', next_digest_at = now() + interval '2 days' where id = ${id}`;
      const preferences = await signToken("preferences", { subscriberId: id, key }, { issuedAt: new Date() });
      const { html } = await textOf(`/preferences?token=${preferences}`);
      expect(html.includes(`href="/billing?token=${preferences}">See or end premium`), tier).toBe(told);
      expect(html.includes("Premium and its payments go on meanwhile"), tier).toBe(told);
      expect(/Every day \(with premium\)|What it brings/.test(html), tier).toBe(tier === "free");
    }
  });
});

describe("on the way to Polar", () => {
  test.each([
    ["a form", "checkout", { plan: "quarterly" }, "quarterly"],
    ["JSON that names no plan", "checkout", {}, "monthly"],
    ["JSON", "portal", {}, undefined],
  ] as const)("%s to the %s: 303 to a page that waits, and a job that names nobody", async (how, to, body, plan) => {
    const { id, key, token } = await person(null, { locale: "de" });
    const path = `/billing/${to}?token=${token}`;
    const answer = how === "a form" ? await ingress.form(path, body) : await ingress.json(path, body);
    expect(answer.status).toBe(303);
    const [, page = "", end = "", locale] =
      /^(\/billing\/visits\/([\w-]+))\?lang=(\w+)$/.exec(answer.headers.get("location") ?? "") ?? [];
    const visit = visitAt(end) ?? "";
    const { p } = JSON.parse((await producer().hget(redisKey("checkout", visit), "data")) ?? "{}");
    expect(p).toEqual({ visit, subscriberId: id, sealed: expect.any(String), to, ...(plan && { plan }), locale: "de" });
    expect(open(z.string(), p.sealed, "key-hash")).toBe(hashLinkKey(key));
    expect(locale).toBe("de");
    expect(await (await ingress.get(page)).json()).toEqual({ state: "waiting" });
    const { text, refresh } = await textOf(`${page}?lang=en`);
    expect(text).toContain("we are asking Polar");
    expect(refresh).toBe(`1; url=${page}?look=1&lang=en`);
    // Nothing in the job, its id or our rows opens it.
    expect((await ingress.get(`/billing/visits/${visit}`)).status).toBe(404);
  });

  test("a browser that hides where it comes from may send the token, the whole proof; one that says elsewhere may not", async () => {
    const { token } = await person();
    const send = (headers: Record<string, string>) =>
      ingress.form(`/billing/portal?token=${token}`, {}, { ...asBrowser, origin: "null", ...headers });
    const statuses = [{}, { "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "cross-site" }].map(send);
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([303, 303, 403]);
  });

  test("a plan that there is not is refused", async () => {
    const { token } = await person();
    expect((await ingress.json(`/billing/checkout?token=${token}`, { plan: "lifetime" })).status).toBe(422);
  });

  test("a link that is incomplete, or whose person is being erased, leads to a fresh one", async () => {
    const { id, token } = await person({ status: "active", period_end: on }, { tier: "premium" });
    await database.sql`update subscribers set erasure_asked_at = now() where id = ${id}`;
    for (const [path, status] of [
      ["/billing?lang=de", 422],
      [`/billing?lang=de&token=${token}`, 410],
    ] as const) {
      const page = await textOf(path);
      expect(page.status).toBe(status);
      expect(page.html).toMatch(/action="\/links(\/fresh)?\?lang=de["#]/);
    }
  });
});

const url = "https://polar.example/checkout/polar_cs_1?x=1&y=2";
const go = `0; url=${url}`;
/** A visit with this state in Redis, and its page. */
async function visited(written: Visit): Promise<{ id: string; page: string }> {
  const [id, subscriberId] = [randomUUID(), randomUUID()];
  const { to } = written;
  await enqueue(checkoutJob, { visit: id, subscriberId, sealed: "", to, locale: "en" }, { jobId: id });
  await writeVisit(id, written);
  return { id, page: visitPath(id) };
}
const again = expect.stringMatching(/^1; url=\/billing\/visits\/[\w-]+\?(from=checkout&)?look=1&lang=en$/);

/** What a visit's page says, and how it goes on; also for an unknown visit. */
test.each([
  ["waiting", "checkout", "", "we are asking Polar", again],
  ["slow", "checkout", "", "Polar is not answering right now", again],
  ["ready", "checkout", "", "On to Polar", go],
  ["ready", "portal", "", "On to Polar", go],
  ["ready", "checkout", "checkout", "We are waiting for Polar.", again],
  ["ready", "checkout", "back", "nothing was bought", null],
  ["ready", "portal", "back", "back from Polar", null],
  ["paid", "checkout", "", "Do not pay again", again],
  ["owed", "checkout", "", "something to settle first", null],
  ["closed", "checkout", "", "way to Polar is closed", null],
  ["closed", "checkout", "checkout", "We are waiting for Polar.", again],
  ["started", "checkout", "checkout", "Premium is on", null],
  ["unneeded", "checkout", "", "nothing was charged", null],
  ["nobody", "portal", "", "cannot open your page", null],
  ["failed", "checkout", "", "Nothing was charged", null],
  ["failed", "portal", "", "nothing has changed", null],
  ["unsold", "checkout", "", "not on sale", null],
  ["erased", "checkout", "checkout", "you get your money back", null],
] as const)("%s, %s, back by “%s”: it says “%s”", async (state, to, from, says, refresh) => {
  const { id, page: path } = await visited({ to, state, ...(state === "ready" && { url }) });
  const page = await textOf(`${path}?lang=en${from && `&from=${from}`}`);
  expect(page.text.replaceAll("&#x27;", "'")).toContain(says);
  expect(page.refresh).toEqual(refresh);
  expect(page.html.includes(url.replace("&", "&amp;"))).toBe(
    state === "ready" && from !== "checkout" && (to !== "portal" || from === ""),
  );
  // In Redis, it is sealed.
  expect(await producer().get(redisKey("visit", id))).not.toContain("polar_cs");
});

test("a visit that nobody made is 404, and a page left open asks less and less", async () => {
  for (const page of [visitPath(randomUUID()), ...["none", "..%2fme"].map((end) => `/billing/visits/${end}`)]) {
    expect((await ingress.get(page)).status).toBe(404);
  }
  expect((await ingress.get("/billing/visits/none?customer_session_token=polar_cst_1")).status).toBe(404);
  const { page } = await visited({ to: "checkout", state: "slow" });
  for (const [look, seconds] of [
    [0, 1],
    [30, 4],
    [5000, 30],
  ]) {
    expect((await textOf(`${page}?look=${look}`)).refresh).toMatch(new RegExp(`^${seconds}; `));
  }
});

test("Polar's page is handed out while Polar keeps it; what it adds on the way back is taken off the address", async () => {
  const { page } = await visited({
    to: "portal",
    state: "ready",
    url,
    until: new Date(Date.now() - 1000).toISOString(),
  });
  expect(await (await ingress.get(page)).json()).toEqual({ state: "closed" });
  const answer = await ingress.get(`${page}?from=checkout&lang=de&customer_session_token=polar_cst_1`, asBrowser);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${page}?from=checkout&lang=de`]);
});

test("a page that cannot be shown right now looks again by itself; one whose job is gone does not", async () => {
  const { id, page } = await visited({ to: "checkout", state: "ready", url });
  await producer().set(redisKey("visit", id), "torn");
  expect(await textOf(page)).toMatchObject({ status: 503, refresh: "5" });
  await writeVisit(id, { to: "checkout", state: "slow" });
  await producer().del(redisKey("checkout", id));
  expect(await (await ingress.get(page)).json()).toEqual({ state: "failed" });
});

test("what premium brings and costs is public, in every language", async () => {
  expect((await textOf("/premium?lang=en")).text).toMatch(/up to 10.*€5.*€12.*€4 a month, 20% less/s);
  expect((await textOf("/premium?lang=de")).text).toMatch(/bis zu 10.*5.€.*12.€.*4.€ im Monat/s);
});
