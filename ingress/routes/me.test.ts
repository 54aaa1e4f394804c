import { describe, expect, test } from "vitest";
import { day } from "../../lib/time.ts";
import { readToken, signToken, type TokenPurpose, type TokenSubject } from "../../lib/tokens.ts";
import { insertAddressChange, insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { databaseOfFile, play } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

async function someSubscriber(over: Record<string, unknown> = {}) {
  const subscriber = await insertSubscriber(database.sql, over);
  const subject = { subscriberId: subscriber.id, key: subscriber.key };
  const tokenFor = (purpose: TokenPurpose, more: Partial<TokenSubject> = {}, issuedAt = new Date()) =>
    signToken(purpose, { ...subject, ...more }, { issuedAt });
  /** The link of an export that was just requested. */
  const exportToken = async () =>
    tokenFor("export", { requestId: await insertDelivery(database.sql, subscriber.id, { kind: "export" }) });
  const replaceKey = () =>
    database.sql`update subscribers set link_key_sha256 = encode(sha256(id::text::bytea), 'hex') where id = ${subscriber.id}`;
  return { ...subscriber, tokenFor, exportToken, replaceKey };
}

async function someChange() {
  const subscriber = await someSubscriber();
  const { id: changeId, newKey } = await insertAddressChange(database.sql, subscriber.id, {
    email: `q${someMailbox()}`,
  });
  const linkOf = (side: "old" | "new") =>
    subscriber.tokenFor("address", { changeId, side, ...(side === "new" && { key: newKey }) });
  const newTokenFor = (purpose: TokenPurpose) => subscriber.tokenFor(purpose, { key: newKey });
  return { ...subscriber, changeId, linkOf, newTokenFor };
}

describe.each([
  // what GET shows, where POST goes, its job and its status
  ["/me/erase", "erase", "Delete everything about", "It is being deleted."],
  ["/stay", "stay", "Should jobs keep coming to", "Good. We keep looking."],
] as const)("%s", (path, job, question, thanks) => {
  test("GET asks and changes nothing; the button of its form does, and a program's POST", async () => {
    const { tokenFor, email } = await someSubscriber();
    const token = await tokenFor("preferences");
    const before = await waiting(job);
    const page = await (await ingress.get(`${path}?token=${token}`, asBrowser)).text();
    expect(page).toContain(`${question} ${email[0]}***@example.org?`);
    expect(page).not.toContain(email);
    expect(await waiting(job)).toBe(before);
    const pressed = await ingress.form(path, { token }, asBrowser);
    expect([pressed.status, await waiting(job)]).toEqual([202, before + 1]);
    expect(await pressed.text()).toContain(thanks);
    expect((await ingress.json(`${path}?token=${token}`, {})).status).toBe(202);
    expect(await waiting(job)).toBe(before + 1);
  });

  test("speaks the person's language, whatever the browser's", async () => {
    const { tokenFor } = await someSubscriber({ locale: "de" });
    const token = await tokenFor("preferences");
    for (const page of [
      await ingress.get(`${path}?token=${token}`, { ...asBrowser, "accept-language": "en" }),
      await ingress.form(path, { token }, asBrowser),
    ])
      expect(await page.text()).toContain('<html lang="de">');
  });
});

test("who has left is promised no jobs by staying, but told the way back", async () => {
  const { tokenFor } = await someSubscriber({ locale: "de", status: "unsubscribed" });
  const token = await tokenFor("preferences");
  const before = await waiting("stay");
  const page = await ingress.form("/stay", { token }, asBrowser);
  expect(page.status).toBe(409);
  expect(await page.text()).toContain('href="/?lang=de"');
  expect((await ingress.json("/stay", { token })).status).toBe(409);
  expect(await waiting("stay")).toBe(before);
});

describe("what a person asks of their own data", () => {
  const asks = [
    ["/me/export", "export", "preferences", {}],
    ["/me/erase", "erase", "preferences", {}],
    ["/me/address", "address", "preferences", { email: "somebody.else@example.org" }],
    ["/stay", "stay", "preferences", {}],
  ] as const;

  test.each(asks)("%s refuses other tokens, old ones and those of a replaced key", async (path, job, purpose, body) => {
    const { tokenFor, replaceKey } = await someSubscriber();
    const before = await waiting(job);
    const status = async (token: string) => (await ingress.json(`${path}?token=${token}`, body)).status;
    for (const other of ["matches", "feedback", "unsubscribe", "export", "verify"] as const)
      expect([other, await status(await tokenFor(other))]).toEqual([other, 403]);
    expect(await status(await tokenFor(purpose, {}, new Date(Date.now() - 8 * day)))).toBe(410);
    const token = await tokenFor(purpose);
    await replaceKey();
    expect(await status(token)).toBe(410);
    expect((await ingress.json(path, body)).status).toBe(422);
    expect(await waiting(job)).toBe(before);
  });

  test.each(asks)("%s takes it when the Data API is away", async (path, job, purpose, body) => {
    const { tokenFor } = await someSubscriber();
    const before = await waiting(job);
    play("database", "http://127.0.0.1:1");
    const response = await ingress.json(`${path}?token=${await tokenFor(purpose)}`, body);
    play("database", database.supabaseUrl);
    expect([response.status, await waiting(job)]).toEqual([202, before + 1]);
  });
});

describe("export", () => {
  test("a browser gets a page with a button, and behind it and for programs the file", async () => {
    const { exportToken, email } = await someSubscriber();
    const path = `/me/export?token=${await exportToken()}`;
    const page = await (await ingress.get(path, asBrowser)).text();
    expect(page).toContain(`Everything we keep about ${email[0]}***@example.org`);
    expect(page).not.toContain(email);
    const href = /href="(\/me\/export\?token=[^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    for (const file of [await ingress.get(href, asBrowser), await ingress.get(path)]) {
      expect(file.headers.get("content-type")).toContain("application/json");
      expect(file.headers.get("content-disposition")).toBe('attachment; filename="jobping.json"');
      expect(file.headers.get("cache-control")).toBe("no-store");
      expect(await file.json()).toMatchObject({ subscribers: [{ email }], deliveries: [{ kind: "export" }] });
    }
  });

  test("of whom no mail may reach is behind a link that the page makes, and no mail is promised", async () => {
    const { id, tokenFor } = await someSubscriber();
    await database.sql`
      insert into suppressions (mailbox_hash, reason) select mailbox_hash, 'bounce' from subscribers where id = ${id}`;
    const token = await tokenFor("preferences");
    const html = await (await ingress.form("/me/export", { token }, asBrowser)).text();
    expect(html).not.toContain("on its way");
    const href = /href="(\/me\/export\?token=[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    // As the job records the request.
    const { requestId = "" } = await readToken("export", new URLSearchParams(href.split("?")[1]).get("token") ?? "");
    await insertDelivery(database.sql, id, { id: requestId, kind: "export", status: "skipped" });
    expect(await (await ingress.get(href)).json()).toMatchObject({ subscribers: [{ id }] });
    const before = await waiting("export");
    for (let press = 1; press <= 2; press++) {
      const asked = await ingress.json("/me/export", { token });
      expect(asked.headers.get("location")).toContain("/me/export?token=");
      // Each link opens the export that its job recorded.
      expect([asked.status, await waiting("export")]).toEqual([202, before + press]);
    }
  });

  test("opens by its own link only, and not after the key was replaced", async () => {
    const { tokenFor, exportToken, replaceKey } = await someSubscriber();
    expect((await ingress.get(`/me/export?token=${await tokenFor("preferences")}`)).status).toBe(403);
    expect((await ingress.get(`/me/export?token=${await tokenFor("export")}`)).status).toBe(410);
    const path = `/me/export?token=${await exportToken()}`;
    expect((await ingress.get(path)).status).toBe(200);
    await replaceKey();
    expect([(await ingress.get(path)).status, (await ingress.get(path, asBrowser)).status]).toEqual([410, 410]);
  });

  test("is a 503 with its time when the Data API is away", async () => {
    const { exportToken } = await someSubscriber();
    const path = `/me/export?token=${await exportToken()}`;
    play("database", "http://127.0.0.1:1");
    const response = await ingress.get(path);
    play("database", database.supabaseUrl);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a change of address", () => {
  test("is asked by form or JSON, with the same answer for every mailbox", async () => {
    const { tokenFor } = await someSubscriber();
    const other = await someSubscriber();
    const token = await tokenFor("preferences");
    const shown = await (await ingress.get(`/me/address?token=${token}`, asBrowser)).text();
    expect(shown).toContain('action="/me/address?lang=en#summary"');
    const answers = [someMailbox(), other.email, "not.known@example.org"].map(async (email) => {
      const response = await ingress.json(`/me/address?token=${token}`, { email });
      return [response.status, await response.text()];
    });
    const texts = new Set((await Promise.all(answers)).map(String));
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain("at most one a minute");
    const asked = await ingress.form("/me/address", { token, email: someMailbox() }, asBrowser);
    expect(asked.status).toBe(202);
    const page = await asked.text();
    for (const part of ["Check both inboxes.", "at most once a minute", `href="/me/address?token=${token}"`])
      expect(page).toContain(part);
  });

  test("with what is no address comes back with what was typed and what is wrong", async () => {
    const { tokenFor } = await someSubscriber();
    const token = await tokenFor("preferences");
    for (const path of ["/me/address", `/me/address?token=${token}`]) {
      const fields = { email: "nobody", ...(path === "/me/address" && { token }) };
      const response = await ingress.form(path, fields, asBrowser);
      const page = await response.text();
      expect(response.status).toBe(422);
      for (const part of [`value="nobody"`, `value="${token}"`, "Enter an email address such as"])
        expect(page).toContain(part);
    }
  });

  test("each side is shown both addresses masked, and its button agrees", async () => {
    const { linkOf, email } = await someChange();
    for (const [side, question, thanks] of [
      ["old", "Send your jobs to q***@example.org from now on?", "we sent to q***@example.org"],
      ["new", `Send the jobs of ${email[0]}***@example.org here from now on?`, "One more yes is needed."],
    ] as const) {
      const token = await linkOf(side);
      const before = await waiting("address");
      const page = await (await ingress.get(`/address?token=${token}`, asBrowser)).text();
      expect(page).toContain(question);
      expect(page).not.toContain(email);
      expect(await waiting("address")).toBe(before);
      const agreed = await ingress.form("/address", { token }, asBrowser);
      expect([agreed.status, await waiting("address")]).toEqual([202, before + 1]);
      expect(await agreed.text()).toContain(thanks);
    }
  });

  test("the last yes says that it moves; a change that is over, replaced or another's is none", async () => {
    const { linkOf, changeId, tokenFor, replaceKey } = await someChange();
    const [old, path] = [`/address?token=${await linkOf("old")}`, `/address?token=${await linkOf("new")}`];
    await database.sql`update address_changes set old_confirmed_at = now() where id = ${changeId}`;
    expect(await (await ingress.json(path, {})).json()).toEqual({ status: "confirmed", waiting: false });
    expect((await ingress.get(`/address?token=${await tokenFor("address")}`)).status).toBe(403);
    expect((await ingress.get(`/address?token=${await tokenFor("preferences")}`)).status).toBe(403);
    await database.sql`update address_changes set expires_at = now() where id = ${changeId}`;
    expect([(await ingress.get(path)).status, (await ingress.json(path, {})).status]).toEqual([410, 410]);
    await database.sql`update address_changes set expires_at = now() + interval '1 hour' where id = ${changeId}`;
    expect((await ingress.get(old)).status).toBe(200);
    await replaceKey();
    expect((await ingress.get(old)).status).toBe(410);
  });

  test("the new mailbox's key opens its own side of the change, and nothing else of the person's", async () => {
    const { linkOf, changeId, tokenFor, newTokenFor, key } = await someChange();
    const link = await linkOf("new");
    expect((await ingress.get(`/address?token=${link}`)).status).toBe(200);
    for (const more of [
      { side: "new" as const, key },
      { side: "old" as const, key: "x".repeat(22) },
    ])
      expect((await ingress.get(`/address?token=${await tokenFor("address", { changeId, ...more })}`)).status).toBe(
        410,
      );
    for (const [page, purpose] of [
      ["/preferences", "preferences"],
      ["/me/erase", "preferences"],
      ["/stay", "preferences"],
      ["/matches", "matches"],
      ["/unsubscribe", "unsubscribe"],
      ["/me/export", "export"],
    ] as const) {
      expect([page, (await ingress.get(`${page}?token=${link}`)).status]).toEqual([page, 403]);
      expect([page, (await ingress.get(`${page}?token=${await newTokenFor(purpose)}`)).status]).toEqual([page, 410]);
    }
  });

  test("too late, only the old mailbox has a button for fresh links: the new one is nobody's yet", async () => {
    const { tokenFor, changeId } = await someChange();
    const late = new Date(Date.now() - 3 * day);
    for (const [side, way] of [
      ["old", "/links/fresh"],
      ["new", "/links"],
    ] as const) {
      const page = await ingress.get(
        `/address?token=${await tokenFor("address", { changeId, side }, late)}`,
        asBrowser,
      );
      expect(page.status).toBe(410);
      expect(await page.text()).toContain(`action="${way}?lang=en`);
    }
  });
});
