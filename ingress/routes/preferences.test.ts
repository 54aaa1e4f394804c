import { describe, expect, test } from "vitest";
import { preferences } from "../../jobs/preferences.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { open } from "../../lib/seal.ts";
import { sealedPreferences } from "../../lib/subscribers/preferences.ts";
import { day } from "../../lib/time.ts";
import { signToken, type TokenPurpose } from "../../lib/tokens.ts";
import { insertMatch } from "../../supabase/tests/arrange.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, play } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

async function person(over: Record<string, unknown> = {}) {
  const subscriber = await insertSubscriber(database.sql, {
    next_digest_at: new Date("2026-12-03T07:00:00Z"),
    ...over,
  });
  const tokenFor = (purpose: TokenPurpose, issuedAt = new Date()) =>
    signToken(purpose, { subscriberId: subscriber.id, key: subscriber.key }, { issuedAt });
  const path = `/preferences?token=${await tokenFor("preferences")}`;
  const page = async (more = "") => (await ingress.get(path + more, asBrowser)).text();
  return { ...subscriber, tokenFor, path, page };
}

/** The newest job's payload, unsealed. */
async function lastChange() {
  const id = await producer().lindex(redisKey("preferences", "wait"), 0);
  const data = await producer().hget(redisKey("preferences", id ?? ""), "data");
  const { p } = JSON.parse(data ?? "{}");
  const { sealed, ...rest } = preferences.payload.parse(p);
  return { ...rest, ...open(sealedPreferences, sealed, "preferences") };
}

/** The whole form, as on the page. */
const wholeForm = {
  ...{ all: "on", cities: "Berlin, Paris", careerPaths: "data-analytics", levels: ["entry"], visa: "unknown" },
  ...{ cadence: "weekly", timeZone: "Europe/Berlin", locale: "de", minScore: "70", pausedUntil: "" },
  ...{ "salaryMin.amount": "", "salaryMin.currency": "EUR", "salaryMin.period": "year" },
  ...{ excludedCompanies: "Acme GmbH\n\nFoo, Inc.", name: "Zoë", keywords: "" },
};

describe("the page", () => {
  test("shows what is kept, the last mails with what came of them, what was learned, and every way out", async () => {
    const { page, id, email } = await person({ min_score: 85, excluded_companies: ["Acme GmbH"], name: "Zoë" });
    const sent = await insertDelivery(database.sql, id, { kind: "digest", status: "sent" });
    await insertDelivery(database.sql, id, { kind: "digest", status: "skipped", reason: "no_new" });
    const match = await insertMatch(database.sql, id, sent);
    await database.sql`insert into verdicts ${database.sql({ match_id: match, subscriber_id: id, verdict: "more" })}`;
    const html = await page();
    for (const words of [
      "We look for your next jobs on Thursday,? 3 December 2026 at 08:00 \\(Europe/Berlin\\)",
      "1 job<",
    ]) {
      expect(html).toMatch(new RegExp(words));
    }
    for (const words of [
      ">Berlin<",
      "No email: nothing new fitted",
      "More jobs in data",
      "From 85|85",
      "Acme GmbH</textarea>",
    ]) {
      expect(html.replace('value="Berlin"', ">Berlin<")).toMatch(new RegExp(words));
    }
    for (const way of ["/me/address?", "/me/export?", "/me/erase?", "/unsubscribe?", "/matches?"]) {
      expect(html).toContain(way);
    }
    expect(html).not.toContain(email);
  });

  test("speaks the person's language", async () => {
    const html = await (await person({ locale: "de" })).page();
    expect(html).toContain('<html lang="de">');
    expect(html).toContain("Deine nächsten Stellen suchen wir am Donnerstag");
  });

  test("says that it is saving until the change counts, and then what counts", async () => {
    const { page, path, id } = await person();
    const asked = Date.now();
    const saving = await ingress.get(`${path}&saved=1&asked=${asked}&fields=minScore`, asBrowser);
    expect(saving.headers.get("refresh")).toBe(`1; url=${path}&saved=1&asked=${asked}&fields=minScore`);
    expect(await page(`&saved=1&asked=${asked - 60_000}`)).toContain("not saved yet");
    const ahead = await ingress.get(`${path}&saved=1&asked=${asked + 1 * day}`, asBrowser);
    expect(Number(/asked=(\d+)/.exec(ahead.headers.get("refresh") ?? "")?.[1])).toBeLessThanOrEqual(Date.now());
    const times = { minScore: new Date(asked).toISOString() };
    await database.sql`update subscribers set preferences_asked_at = ${database.sql.json(times)} where id = ${id}`;
    const saved = await ingress.get(`${path}&saved=1&asked=${asked}&fields=minScore`, asBrowser);
    expect(saved.headers.get("refresh")).toBeNull();
    expect(await saved.text()).toContain("Saved.");
    // An earlier change of another field is still waiting.
    const other = await ingress.get(`${path}&saved=1&asked=${asked - 1}&fields=minScore.stillLooking`, asBrowser);
    expect(other.headers.get("refresh")).toContain("fields=minScore.stillLooking");
  });

  test("of somebody who left, or is not confirmed, says so and has no form", async () => {
    const left = await (await person({ status: "unsubscribed" })).page();
    expect(left).toContain("You are unsubscribed");
    expect(left).not.toContain('id="preferences"');
    expect(await (await person({ status: "unverified" })).page()).toContain("not confirmed yet");
  });

  test("of another purpose's or a tampered link is refused; of an old link or a replaced key, gone", async () => {
    const { tokenFor, path, id } = await person();
    const status = async (token: string) => (await ingress.get(`/preferences?token=${token}`)).status;
    expect(await status(await tokenFor("matches"))).toBe(403);
    expect(await status(`${await tokenFor("preferences")}x`)).toBe(403);
    expect(await status(await tokenFor("preferences", new Date(Date.now() - 8 * day)))).toBe(410);
    await database.sql`update subscribers set link_key_sha256 = ${"0".repeat(64)} where id = ${id}`;
    const gone = await ingress.get(path);
    expect(gone.status).toBe(410);
    expect(gone.headers.get("link")).toBe('</links>; rel="help"');
    expect((await ingress.json(path, { minScore: 1 })).status).toBe(410);
  });

  test("is a 503 with its time when the Data API is away, also for a change", async () => {
    const { path } = await person();
    play("database", "http://127.0.0.1:1");
    const answers = [await ingress.get(path), await ingress.json(path, { minScore: 1 })];
    play("database", database.supabaseUrl);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });
});

describe("a change", () => {
  test("by JSON names what changes, and travels sealed with its key", async () => {
    const { path, id } = await person();
    const answer = await ingress.json(path, { minScore: 70, cities: ["Paris", 2950159], salaryMin: null });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ status: "accepted" });
    expect(await lastChange()).toEqual({
      ...{ subscriberId: id, askedAt: expect.any(String), keyHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      change: { minScore: 70, cities: [2988507, 2950159], salaryMin: null },
    });
  });

  test("by the whole form empties what is left empty, and leads to what it will be", async () => {
    const { path } = await person();
    const answer = await ingress.form(path, wholeForm, asBrowser);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toMatch(/^\/preferences\?token=[\w.-]+&saved=1&asked=\d+&fields=[\w.]+$/);
    expect((await lastChange()).change).toEqual({
      cities: [2950159, 2988507],
      countries: [],
      careerPaths: ["data-analytics"],
      levels: ["entry"],
      workModes: [],
      ...{ languages: [], keywords: [], visa: "unknown", cadence: "weekly", timeZone: "Europe/Berlin", locale: "de" },
      ...{ salaryMin: null, name: "Zoë", pausedUntil: null, minScore: 70, stillLooking: false },
      excludedCompanies: ["Acme GmbH", "Foo, Inc."],
    });
  });

  test("by a button of the page changes that alone", async () => {
    const { path } = await person();
    await ingress.form(path, { pausedUntil: "" }, asBrowser);
    expect((await lastChange()).change).toEqual({ pausedUntil: null });
    await ingress.form(path, { resetTaste: "true" }, asBrowser);
    expect((await lastChange()).change).toEqual({ resetTaste: true });
  });

  test("is the last that was asked for, also where a clock has been ahead", async () => {
    const ahead = new Date(Date.now() + 1 * day);
    const preferences_asked_at = database.sql.json({ minScore: new Date(), pausedUntil: ahead });
    const { path, tokenFor } = await person({ preferences_asked_at });
    expect((await ingress.json(path, { pausedUntil: null })).status).toBe(202);
    expect(Date.parse((await lastChange()).askedAt)).toBe(ahead.getTime() + 1);
    await ingress.form(`/unsubscribe?token=${await tokenFor("unsubscribe")}`, { pause: "4" });
    expect(Date.parse((await lastChange()).askedAt)).toBe(ahead.getTime() + 1);
  });

  test("in a zone that this Node does not know is taken, and its page shown", async () => {
    const soon = Temporal.Now.plainDateISO("UTC").add({ days: 3 }).toString();
    const { path, page } = await person({ time_zone: "Mars/Olympus", paused_until: `${soon}T00:00:00Z` });
    expect(await page()).toContain(`value="${soon}"`);
    expect((await ingress.json(path, { pausedUntil: soon })).status).toBe(202);
  });

  test("with a name that several cities have is asked back once, in the form", async () => {
    const { path } = await person();
    const before = await waiting("preferences");
    const asked = await ingress.form(path, { ...wholeForm, cities: "Santiago", countries: [] }, asBrowser);
    expect(asked.status).toBe(422);
    const html = await asked.text();
    expect(html).toContain('name="cities.0"');
    expect(await waiting("preferences")).toBe(before);
    const id = /name="cities.0"[^>]*value="(\d+)"/.exec(html)?.[1] ?? "";
    const answer = { ...wholeForm, cities: "", "cities.0": id, asked: "yes" };
    expect((await ingress.form(path, answer, asBrowser)).status).toBe(303);
    expect((await lastChange()).change.cities).toEqual([Number(id)]);
  });

  test.each([
    ["/tier", { tier: "premium" }],
    ["/email", { email: "other@example.org" }],
    ["/minScore", { minScore: 101 }],
    ["/pausedUntil", { pausedUntil: "2020-01-01" }],
    ["/pausedUntil", { pausedUntil: "2099-01-01" }],
    ["/cities/1", { cities: ["Berlin", "Nirgendheim"] }],
    ["/cities", { cities: [], countries: [], workModes: [] }],
  ])("that does not fit is refused at %s, and nothing is asked for: %j", async (pointer, change) => {
    const { path } = await person();
    const before = await waiting("preferences");
    const answer = await ingress.json(path, change);
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { errors: unknown[] }).errors).toMatchObject([{ pointer }]);
    expect(await waiting("preferences")).toBe(before);
  });

  test("that changes nothing is refused", async () => {
    const { path } = await person();
    const nothing = await ingress.json(path, {});
    expect(nothing.status).toBe(422);
    expect(await nothing.json()).toMatchObject({ errors: [{ pointer: "", message: "names nothing to change" }] });
  });

  test("by form comes back with what was typed and what to do, in the form's language", async () => {
    const { path } = await person();
    const typed = {
      ...wholeForm,
      cities: "Nirgendheim, Leipizg",
      pausedUntil: "2020-01-01",
      excludedCompanies: "Acme <GmbH>",
    };
    const answer = await ingress.form(path, typed, asBrowser);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('role="alert"');
    expect(html).toContain("„Nirgendheim“ kennen wir nicht");
    expect(html).toContain("Gib einen Tag ab morgen ein");
    expect(html).toContain('value="Nirgendheim"');
    expect(html).toMatch(/Statt „Leipizg“.*name="cities.0" checked="" value="2879139"\/><span>Leipzig, Deutschland/);
    expect(html).toContain("Acme &lt;GmbH&gt;</textarea>");
  });

  test("by form comes back with what it knew of premium, also without the database", async () => {
    const { path, page, id } = await person({ tier: "premium", paused_until: "2999-03-01T00:00:00Z" });
    await database.sql`insert into billing ${database.sql({ subscriber_id: id, status: "active", period_end: new Date() })}`;
    const first = await page();
    const known = Object.fromEntries(
      [...first.matchAll(/name="(known\.\w+)" value="(\w+)"/g)].map(([, name, value]) => [name, value]),
    );
    const typed = { ...wholeForm, ...known, locale: "en", cities: "Nirgendheim" };
    const refused = await ingress.form(path, typed, asBrowser);
    play("database", "http://127.0.0.1:1");
    const away = await ingress.form(path, { ...typed, cities: "Berlin" }, asBrowser);
    play("database", database.supabaseUrl);
    expect([refused.status, away.status]).toEqual([422, 503]);
    for (const html of [first, await refused.text(), await away.text()]) {
      expect(html).toContain("Premium and its payments go on meanwhile.");
      expect(html).not.toContain("Without premium we write once a week");
      expect(html).not.toContain("(with premium)");
    }
    await ingress.form(path, { ...typed, cities: "Berlin" }, asBrowser);
    expect(Object.keys((await lastChange()).change)).not.toContainEqual(expect.stringContaining("known"));
  });

  test("of who left is a conflict; with another purpose's token, refused", async () => {
    const { path, tokenFor } = await person({ status: "unsubscribed" });
    expect((await ingress.json(path, { minScore: 1 })).status).toBe(409);
    // A page still open in another tab leads to the current state.
    const whole = { all: "on", countries: "DE", careerPaths: "unsure", visa: "unknown", cadence: "weekly" };
    for (const stale of [whole, { pausedUntil: "" }]) {
      const refused = await ingress.form(path, stale, asBrowser);
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain(`<a class="button" href="${path}">Your preferences</a>`);
    }
    expect((await ingress.json(`/preferences?token=${await tokenFor("unsubscribe")}`, { minScore: 1 })).status).toBe(
      403,
    );
  });
});
