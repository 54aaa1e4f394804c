import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "../lib/env.ts";
import { producer } from "../lib/redis.ts";
import { hashLinkKey, signToken, type TokenPurpose } from "../lib/tokens.ts";
import { runChild } from "../test/child.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { startDatabase, type TestDatabase } from "../test/services.ts";
import { openIngress, type TestIngress } from "./test-ingress.ts";

let database: TestDatabase;
let own: TestIngress;
beforeAll(async () => {
  // Only for its connection to Redis: the ingress under test is a separate process.
  [own, database] = await Promise.all([openIngress(), startDatabase()]);
});
afterAll(async () => {
  await own.close();
  await database.stop();
});

/** Redis's whole content as text. */
async function dump(): Promise<string> {
  const redis = producer();
  const parts: string[] = [];
  for (const key of await redis.keys(`${env.REDIS_PREFIX}*`)) {
    const type = await redis.type(key);
    const content = {
      hash: () => redis.hgetall(key),
      list: () => redis.lrange(key, 0, -1),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, "0", "-1"),
      stream: () => redis.xrange(key, "-", "+"),
      string: () => redis.get(key),
    }[type];
    if (!content) throw new Error(`${key} is a ${type}`);
    parts.push(key, JSON.stringify(await content()));
  }
  return parts.join("\n");
}

const mailbox = "very.secret.person@example.org";
const name = "Xantippe";

test("after all that a person can send, neither Redis nor the logs hold the mailbox, the name or a token", async () => {
  const child = runChild(`await import("./ingress/main.ts")`, { PORT: "0" });
  const { url } = (await child.said("listening")) as { url: string };
  const { id: subscriberId, key } = await insertSubscriber(database.sql);
  const requestId = await insertDelivery(database.sql, subscriberId, { kind: "export" });
  const tokenFor = (purpose: TokenPurpose, issuedAt = new Date()) =>
    signToken(purpose, { subscriberId, key, requestId, changeId: randomUUID(), side: "new" }, { issuedAt });
  const token = await tokenFor("unsubscribe");
  const own = await tokenFor("preferences");
  const old = await tokenFor("matches", new Date(0));
  const headers = { "content-type": "application/json", "user-agent": name, referer: `https://x.example/?${mailbox}` };
  const post = (path: string, body: unknown) =>
    fetch(url + path, {
      ...{ method: "POST", headers, redirect: "manual" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const signup = { email: mailbox, name, countries: ["DE"], careerPaths: ["unsure"], consent: true };

  const ways: string[] = [];
  const wayOf = async (answer: Response) => {
    ways.push(/visits\/([\w-]+)/.exec(answer.headers.get("location") ?? "")?.[1] ?? "");
    return answer;
  };
  const session = "polar_cst_of_the_person";
  const statuses = [
    await post("/signups", signup),
    await post("/signups", { ...signup, email: mailbox.toUpperCase(), tier: name }),
    await post("/signups", `{"email":"${mailbox}"`),
    await post("/links", { email: mailbox }),
    await post("/verify/resend", { email: mailbox, name }),
    await post(`/unsubscribe?token=${token}`, ""),
    await fetch(`${url}/preferences?token=${token}x&email=${mailbox}`),
    await fetch(`${url}/${mailbox}?name=${name}`),
    await post(`/preferences?token=${own}`, { name, excludedCompanies: [mailbox] }),
    await fetch(`${url}/matches?token=${old}`, { headers: { accept: "text/html" } }),
    await post("/links/fresh", { token: old }),
    await post("/me/address", { token: own, email: mailbox }),
    await fetch(`${url}/address?token=${await tokenFor("address")}`),
    await post(`/me/export?token=${own}`, ""),
    await fetch(`${url}/me/export?token=${await tokenFor("export")}`),
    await post(`/stay?token=${own}`, ""),
    await wayOf(await post(`/billing/checkout?token=${own}`, { plan: "monthly" })),
    await fetch(`${url}/billing/visits/${ways[0]}?from=checkout&customer_session_token=${session}`, {
      redirect: "manual",
    }),
    await post(`/me/erase?token=${own}`, ""),
  ].map(({ status }) => status);
  const ofPersons = [202, 410, 202, 202, 410, 202, 200, 202, 303, 303, 202];
  expect(statuses).toEqual([202, 422, 400, 202, 422, 200, 403, 404, ...ofPersons]);

  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
  const logged = child.lines().map((line) => JSON.stringify(line));
  expect(logged.filter((line) => line.includes('"msg":"request"'))).toHaveLength(statuses.length);
  const everything = [await dump(), ...logged].join("\n").toLowerCase();
  expect(everything).toContain("signup");
  for (const secret of [
    mailbox,
    encodeURIComponent(mailbox),
    "very.secret",
    name,
    token,
    own,
    old,
    key,
    hashLinkKey(key),
    session,
    ...ways,
    "127.0.0.1:",
  ])
    expect(everything.replaceAll(url, ""), secret).not.toContain(secret.toLowerCase());
});
