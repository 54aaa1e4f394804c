import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { jobs } from "../../jobs/index.ts";
import { newLinkKey, signToken, type TokenPurpose, tokenLifeMs } from "../../lib/tokens.ts";
import { nonsense } from "../../test/nonsense.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";
import { table } from "./table.ts";

/** Which token opens which path. /links/fresh takes all of them and has its own tests. */
const purposeAt: Readonly<Record<string, TokenPurpose>> = {
  "/verify": "verify",
  "/preferences": "preferences",
  "/unsubscribe": "unsubscribe",
  "/matches": "matches",
  "/feedback": "feedback",
  "/stay": "preferences",
  "/me/export": "preferences",
  "/me/erase": "preferences",
  "/me/address": "preferences",
  "/address": "address",
  "/billing": "preferences",
  "/billing/checkout": "preferences",
  "/billing/portal": "preferences",
};
const purposeOf = (method: string, path: string): TokenPurpose =>
  method === "GET" && path === "/me/export" ? "export" : (purposeAt[path] ?? expect.fail(path));

const routes = table.filter(({ caller, path }) => caller === "mail link" && path !== "/links/fresh");
const purposes = Object.keys(tokenLifeMs) as TokenPurpose[];

const database = databaseOfFile();
const ingress = ingressOfFile();
let person: Awaited<ReturnType<typeof somePerson>>;
beforeAll(async () => {
  person = await somePerson();
});

/** Somebody with a match, an open verification and a change of address, so that every kind of link exists. */
async function somePerson() {
  const { sql } = database;
  const { id, key } = await insertSubscriber(sql);
  const posting = await insertPosting(sql);
  const delivery = await insertDelivery(sql, id, { kind: "digest", status: "sent" });
  const matches = await sql<{ id: string }[]>`
    insert into matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps)
    values (${id}, ${posting}, ${delivery}, 1, 80, '{}', '{}', '{}') returning id`;
  const requests = await sql<{ id: string }[]>`
    insert into email_verification_requests (subscriber_id) values (${id}) returning id`;
  const { id: changeId } = await insertAddressChange(sql, id);
  const exportId = await insertDelivery(sql, id, { kind: "export" });
  return { id, key, match: matches[0]?.id ?? "", requestId: requests[0]?.id ?? "", exportId, changeId };
}

const nobody = () => {
  const [id, requestId, exportId, changeId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  return { ...person, id, requestId, exportId, changeId };
};

function tokenOf({ id, key, changeId, ...about }: typeof person, purpose: TokenPurpose) {
  const requestId = purpose === "export" ? about.exportId : about.requestId;
  return signToken(purpose, { subscriberId: id, key, requestId, changeId, side: "old" }, { issuedAt: new Date() });
}

let count = 0;
/** Each from its own network, so that no limit interferes. */
const somewhere = () => ({ "x-forwarded-for": `203.0.113.${count++ % 250}` });

/** What a complete request needs in addition to its token. */
const restOf = (path: string, match = person.match): Record<string, string> => {
  if (path === "/feedback") return { match, verdict: "more" };
  if (path === "/me/address") return { email: `${randomUUID()}@example.org` };
  return path === "/preferences" ? { minScore: "50" } : {};
};

function ask(method: string, path: string, token: string, rest = restOf(path), headers = {}) {
  const all = { ...somewhere(), ...headers };
  if (method === "POST") return ingress.form(`${path}?token=${token}`, rest, all);
  const more = path === "/feedback" ? `&${new URLSearchParams(rest)}` : "";
  return ingress.get(`${path}?token=${token}${more}`, all);
}

async function enqueued(): Promise<number> {
  const lengths = await Promise.all(Object.keys(jobs).map(waiting));
  return lengths.reduce((sum, each) => sum + each, 0);
}

test("every route behind a link of a mail is in this list", () => {
  expect([...new Set(routes.map(({ path }) => path))].sort()).toEqual(Object.keys(purposeAt).sort());
});

describe.each(routes.map(({ method, path }) => [method, path] as const))("%s %s", (method, path) => {
  const own = () => tokenOf(person, purposeOf(method, path));

  test("is opened by a token of its own purpose and by no other", async () => {
    const before = await enqueued();
    for (const purpose of purposes.filter((each) => each !== purposeOf(method, path))) {
      expect((await ask(method, path, await tokenOf(person, purpose))).status, purpose).toBe(403);
    }
    expect(await enqueued()).toBe(before);
    const opened = await ask(method, path, await own());
    expect(opened.status).toBeLessThan(400);
    expect(opened.headers.get("referrer-policy")).toBe("no-referrer");
    expect(opened.headers.get("cache-control")).toBe("no-store");
    expect(opened.headers.get("set-cookie")).toBeNull();
    expect(await enqueued()).toBe(before + (method === "POST" ? 1 : 0));
  });

  test("is closed to a key that was replaced, and to somebody who is no more", async () => {
    const before = await enqueued();
    for (const other of [{ ...person, key: newLinkKey() }, nobody()]) {
      const token = await tokenOf(other, purposeOf(method, path));
      for (const headers of [{}, asBrowser])
        expect((await ask(method, path, token, undefined, headers)).status).toBe(410);
    }
    expect(await enqueued()).toBe(before);
  });

  test("refuses a token that is given twice, in two ways or not at all", async () => {
    const before = await enqueued();
    const [token, other] = [await own(), await tokenOf(nobody(), purposeOf(method, path))];
    const send = (query: string, rest = restOf(path)) =>
      method === "GET" ? ingress.get(path + query, somewhere()) : ingress.form(path + query, rest, somewhere());
    for (const query of ["", "?token=", `?token[]=${token}`, `?token=${token}&token=${token}`]) {
      expect((await send(query)).status, query.slice(0, 10)).toBe(422);
    }
    if (method === "POST") expect((await send(`?token=${token}`, { ...restOf(path), token: other })).status).toBe(422);
    expect(await enqueued()).toBe(before);
  });
});

describe.each(routes.filter(({ method }) => method === "GET").map(({ path }) => path))("GET %s", (path) => {
  test("survives what nobody would ask for", async () => {
    const names = ["place", "mode", "minScore", "after", "match", "verdict", "lang", "saved", "asked", "download"];
    const values = ["1e400", "%00", "x".repeat(5000), "__proto__", "\r\nSet-Cookie: a=b"];
    const queries = [
      ...names.map((name) => [[name, "\u0000"]]),
      ...values.map((value) => names.map((name) => [name, value])),
    ];
    const token = await tokenOf(person, purposeOf("GET", path));
    for (const query of queries) {
      const answer = await ingress.get(`${path}?token=${token}&${new URLSearchParams(query)}`, somewhere());
      expect(answer.status, JSON.stringify(query[0])).toBeLessThan(500);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });
});

describe.each(routes.filter(({ method }) => method === "POST").map(({ path }) => path))("POST %s", (path) => {
  const post = async (type: string, body: string) => {
    const url = `${ingress.url}${path}?token=${await tokenOf(person, purposeOf("POST", path))}`;
    return fetch(url, { method: "POST", redirect: "manual", headers: { "content-type": type, ...somewhere() }, body });
  };

  test("survives whatever is sent", async () => {
    for (const [what, type, body] of nonsense) expect((await post(type, body)).status, what).toBeLessThan(500);
  });

  test("is not to be pressed from somebody else's page", async () => {
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const { status } = await ask("POST", path, await tokenOf(person, purposeOf("POST", path)), undefined, foreign);
    // RFC 8058: unsubscribing needs only the link.
    expect(status).toBe(path === "/unsubscribe" ? 200 : 403);
  });
});

test("nobody says a verdict on another's match", async () => {
  const other = await somePerson();
  const before = await enqueued();
  for (const method of ["GET", "POST"]) {
    const answer = await ask(method, "/feedback", await tokenOf(person, "feedback"), restOf("/feedback", other.match));
    expect(answer.status).toBe(404);
  }
  expect(await enqueued()).toBe(before);
});

test("nobody agrees to another's change of address", async () => {
  const other = await somePerson();
  const token = await tokenOf({ ...person, changeId: other.changeId }, "address");
  for (const method of ["GET", "POST"]) expect((await ask(method, "/address", token)).status).toBe(410);
});

test("what becomes of a form on a person's page is said in that page's language", async () => {
  const { sql } = database;
  const german = await somePerson();
  await sql`update subscribers set locale = 'de', paused_until = now() + interval '9 days' where id = ${german.id}`;
  await sql`insert into billing ${sql({ subscriber_id: german.id, status: "active", period_end: new Date() })}`;
  const asking = { ...asBrowser, "accept-language": "en" };
  for (const { method, path } of routes.filter((route) => route.method === "GET" && route.path !== "/me/export")) {
    const token = await tokenOf(german, purposeOf(method, path));
    const page = await (await ask(method, path, token, restOf(path, german.match), asking)).text();
    const forms = [...page.matchAll(/<form [^>]*method="post"[^>]*>/g)].map(([form]) => form);
    // For a confirmed mailbox there is no button.
    if (path !== "/verify") expect(forms.length, path).toBeGreaterThan(0);
    for (const form of forms) expect(form, path).toMatch(/ action="[^"]*[?;]lang=de/);
  }
});

test("what is in a posting's title or a person's name is text on every page", async () => {
  const script = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
  const { sql } = database;
  const victim = await somePerson();
  await sql`update subscribers set name = ${script} where id = ${victim.id}`;
  await sql`update postings set title = ${script}, company = ${script}
    where id in (select posting_id from matches where subscriber_id = ${victim.id})`;
  await sql`update matches set reasons = ${[script]}, gaps = ${[script]}, sentence = ${script} where subscriber_id = ${victim.id}`;
  for (const { method, path } of routes.filter((route) => route.method === "GET")) {
    const token = await tokenOf(victim, purposeOf(method, path));
    const page = await (await ask(method, path, token, restOf(path, victim.match), asBrowser)).text();
    expect(page, path).not.toMatch(/<script>alert|<img src=x/i);
  }
});
