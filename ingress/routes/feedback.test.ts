import { describe, expect, test } from "vitest";
import { verdicts } from "../../jobs/feedback.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { day } from "../../lib/time.ts";
import { signToken, type TokenPurpose } from "../../lib/tokens.ts";
import { insertMatch } from "../../supabase/tests/arrange.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

async function person(over: Record<string, unknown> = {}) {
  const { id, key } = await insertSubscriber(database.sql, over);
  const digest = await insertDelivery(database.sql, id, { kind: "digest", status: "sent" });
  const tokenFor = (purpose: TokenPurpose, issuedAt = new Date()) =>
    signToken(purpose, { subscriberId: id, key }, { issuedAt });
  const matched = (posting: Record<string, unknown> = {}, match: Record<string, unknown> = {}) =>
    insertMatch(database.sql, id, digest, { posting, ...match });
  return { id, tokenFor, matched };
}

async function lastVerdict() {
  const id = await producer().lindex(redisKey("feedback", "wait"), 0);
  return JSON.parse((await producer().hget(redisKey("feedback", id ?? ""), "data")) ?? "{}").p;
}

describe("feedback", () => {
  test("GET names the job and changes nothing; its button says it, with a reason", async () => {
    const { id, tokenFor, matched } = await person();
    const match = await matched({ title: "Bergführer <Alpen>" });
    const token = await tokenFor("feedback");
    const before = await waiting("feedback");
    const page = await (await ingress.get(`/feedback?token=${token}&match=${match}&verdict=less`, asBrowser)).text();
    expect(page).toContain("Bergführer &lt;Alpen&gt;");
    expect(page.match(/<button type="submit"/g)).toHaveLength(1);
    expect(page.match(/name="reason"/g)).toHaveLength(8);
    expect(await waiting("feedback")).toBe(before);

    const said = await ingress.form(`/feedback?token=${token}`, { match, verdict: "less", reason: "pay" }, asBrowser);
    expect(said.status).toBe(202);
    expect(await said.text()).toContain("The pay counts more for you");
    expect(await lastVerdict()).toEqual({
      ...{ subscriberId: id, matchId: match, verdict: "less", reason: "pay", saidAt: expect.any(String) },
    });
  });

  test("a link without a verdict asks which it is to be, and changes nothing", async () => {
    const { tokenFor, matched } = await person();
    const path = `/feedback?token=${await tokenFor("feedback")}&match=${await matched()}`;
    const before = await waiting("feedback");
    const page = await ingress.get(path, asBrowser);
    expect(page.status).toBe(200);
    const html = await page.text();
    for (const verdict of verdicts) expect(html).toMatch(new RegExp(`<button[^>]* value="${verdict}"`));
    expect(await waiting("feedback")).toBe(before);
  });

  test("by JSON, or with the link alone as mail programs may, is accepted", async () => {
    const { tokenFor, matched } = await person();
    const match = await matched();
    const token = await tokenFor("feedback");
    const answer = await ingress.json("/feedback", { token, match, verdict: "applied" });
    expect([answer.status, await answer.json()]).toEqual([202, { status: "accepted" }]);
    const link = await ingress.form(`/feedback?token=${token}&match=${match}&verdict=more`, {});
    expect(link.status).toBe(202);
    expect(await lastVerdict()).toMatchObject({ verdict: "more", reason: null });
  });

  test("by a link that a mail program has cut or changed says so, and how to get a whole one", async () => {
    const { tokenFor, matched } = await person();
    const path = `/feedback?token=${await tokenFor("feedback")}`;
    const german = { ...asBrowser, "accept-language": "de" };
    for (const rest of ["", "&match=x&verdict=more", `&match=${await matched()}&verdict=mo`]) {
      const cut = await ingress.get(path + rest, german);
      const page = await cut.text();
      expect([cut.status, /<h1>(.*?)<\/h1>/.exec(page)?.[1]], rest).toEqual([422, "Dieser Link gilt nicht."]);
      expect(page).toContain('action="/links?lang=de#summary"');
      expect(page).not.toMatch(/Invalid|missing/);
    }
  });

  test("about another's match, or by another's link, is nothing of one's own", async () => {
    const [one, other] = [await person(), await person()];
    const match = await one.matched();
    const before = await waiting("feedback");
    const say = async (token: string, over = {}) =>
      (await ingress.json("/feedback", { token, match, verdict: "more", ...over })).status;
    expect(await say(await other.tokenFor("feedback"))).toBe(404);
    expect(await say(await one.tokenFor("preferences"))).toBe(403);
    expect(await say(`${await one.tokenFor("feedback")}x`)).toBe(403);
    expect(await say(await one.tokenFor("feedback", new Date(Date.now() - 31 * day)))).toBe(410);
    const token = await one.tokenFor("feedback");
    expect(await say(token, { verdict: "love" })).toBe(422);
    expect(await say(token, { reason: "weather" })).toBe(422);
    expect(await say(token, { match: "1" })).toBe(422);
    expect(await say(token, { more: "x" })).toBe(422);
    expect((await ingress.form(`/feedback?token=${token}`, {})).status).toBe(422);
    expect(await waiting("feedback")).toBe(before);
  });
});

describe("matches", () => {
  test("shows each with what the mail had, closed ones marked, and buttons that work", async () => {
    const { tokenFor, matched } = await person();
    const created_at = new Date();
    const open = await matched(
      { title: "Open one", source: "himalayas" },
      { rank: 1, created_at, gaps: ["Posted long ago"] },
    );
    await matched({ title: "Closed one", closed_at: new Date() }, { rank: 2, created_at });
    const page = await (await ingress.get(`/matches?token=${await tokenFor("matches")}`, asBrowser)).text();
    for (const words of [
      "Open one</a></bdi></h3>",
      "In Berlin",
      "Posted long ago",
      "Pay not stated",
      "Berlin, Germany",
      "<strong>80</strong> of 100",
      '<h2 class="date">Chosen on ',
    ]) {
      expect(page).toContain(words);
    }
    expect(page).toContain('href="https://himalayas.app/"');
    expect(page.indexOf("Open one")).toBeLessThan(page.indexOf("Closed one"));
    expect(page.match(/This job is closed by now/g)).toHaveLength(1);
    const action = /action="(\/feedback\?token=[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await ingress.form(action, { match: open, verdict: "more" }, asBrowser)).status).toBe(202);
    expect(page).not.toContain("/preferences?token=");
  });

  test("filters by a form of links, as JSON too, and refuses what is no filter's value", async () => {
    const { tokenFor, matched } = await person({ locale: "de" });
    await matched({ title: "One", level: "internship" });
    await matched({ title: "Two" });
    const path = `/matches?token=${await tokenFor("matches")}`;
    const filled = "&place=&mode=onsite&level=internship&minScore=80";
    const found = await (await ingress.get(path + filled)).json();
    expect(found).toMatchObject({ all: 2, found: 1, matches: [{ title: "One", reasons: ["In Berlin"], score: 80 }] });
    expect(await (await ingress.get(path + filled, asBrowser)).text()).toContain("1 der 2 Stellen");
    for (const wrong of ["&mode=moon", "&minScore=a", "&after=1", "&level=boss"]) {
      expect((await ingress.get(path + wrong)).status, wrong).toBe(422);
    }
  });

  test("opens with its own link only", async () => {
    const { tokenFor } = await person();
    const status = async (token: string) => (await ingress.get(`/matches?token=${token}`)).status;
    expect(await status(await tokenFor("feedback"))).toBe(403);
    expect(await status(await tokenFor("matches", new Date(Date.now() - 31 * day)))).toBe(410);
    const empty = await (await ingress.get(`/matches?token=${await tokenFor("matches")}`, asBrowser)).text();
    expect(empty).toContain("We have not chosen a job for you yet.");
  });
});
