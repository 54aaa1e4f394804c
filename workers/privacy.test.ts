import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stack, startStack } from "../local/stack.ts";
import { someMailbox } from "../test/people.ts";
import { until } from "../test/until.ts";

let folder: string;
let stack: Stack;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jobping-privacy-"));
  const { PATH, HOME } = process.env;
  stack = await startStack({ folder, env: { PATH, HOME, LOG_LEVEL: "trace" } });
});
afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const post = (path: string, body: object) =>
  fetch(stack.file.ingress + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const mails = async (to: string) => {
  const all = (await (await fetch(`${stack.file.outbox}/messages`)).json()) as {
    to: string[];
    text: string;
    headers: Record<string, string>;
  }[];
  return all.filter((mail) => [mail.to].flat().includes(to));
};

/** Every key and value of a Redis, as text. */
async function dump(url: string): Promise<string> {
  const redis = new Redis(url);
  const texts: unknown[] = [];
  for await (const keys of redis.scanStream({ count: 500 })) {
    for (const key of keys as string[]) {
      const type = await redis.type(key);
      // Expired since it was listed.
      if (type === "none") continue;
      const value = {
        string: () => redis.get(key),
        hash: () => redis.hgetall(key),
        list: () => redis.lrange(key, 0, -1),
        set: () => redis.smembers(key),
        zset: () => redis.zrange(key, "0", "-1"),
        stream: () => redis.xrange(key, "-", "+"),
      }[type];
      if (!value) throw new Error(`no way to read a ${type}`);
      texts.push([key, await value()]);
    }
  }
  redis.disconnect();
  return JSON.stringify(texts);
}

async function filesBelow(path: string): Promise<Buffer[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
}

test("after a whole journey neither Redis nor any log holds the mailbox or the name", async () => {
  const email = someMailbox();
  const name = "Wilhelmina Quxworthy";
  const body = { email, name, cities: ["Berlin"], careerPaths: ["tech-transformation"], consent: true };
  expect((await post("/signups", body)).status).toBe(202);
  const [verification] = await until("the verification mail", async () => {
    const got = await mails(email);
    return got.length > 0 ? got : null;
  });
  const token = /\/verify\?token=([\w.-]+)/.exec(verification?.text ?? "")?.[1] ?? "";
  expect((await fetch(`${stack.file.ingress}/verify?token=${token}`, { method: "POST" })).status).toBe(202);
  const [digest] = await until("the digest", async () => {
    const got = await mails(email);
    return got.length > 1 ? got : null;
  });
  // Ways on which an address could slip out: known address, fresh links, refused bodies, a bad token, leaving.
  await post("/signups", { ...body, keywords: ["again"] });
  await post("/links", { email });
  await post("/verify/resend", { email });
  await post("/signups", { ...body, cities: [email], extra: name });
  await fetch(`${stack.file.ingress}/verify?token=${token}x&email=${email}&name=${name}`, { method: "POST" });
  const unsubscribe = /<([^>]+)>/.exec(digest?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  expect((await fetch(unsubscribe, { method: "POST" })).status).toBe(200);

  const redis = await dump(stack.file.redis);
  expect(redis.length).toBeGreaterThan(1000);
  // Logs are read when their writers have ended, so that nothing is still on its way into them.
  await stack.stop();
  const files = await Promise.all([filesBelow(join(folder, "data", "redis")), filesBelow(join(folder, "logs"))]);
  const texts = [redis, ...files.flat().map((buffer) => buffer.toString("utf8"))];
  const local = email.split("@")[0] ?? email;
  for (const secret of [local, "Wilhelmina", "Quxworthy", token]) {
    expect(
      texts.some((text) => text.includes(secret)),
      `${secret} was kept`,
    ).toBe(false);
  }
});
