import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect } from "vitest";
import type { StackFile } from "../local/stack-file.ts";
import { someMailbox } from "./people.ts";
import { until } from "./until.ts";
import type { SentMail } from "./world.ts";

/** Every key and value of a Redis, as text. */
export async function dump(url: string): Promise<string> {
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

/** What stands in the files of a folder, as text. */
export async function textsBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}

/**
 * Signs up, confirms, gets a digest and leaves, and takes the ways on which an address could slip out: known address,
 * fresh links, refused bodies, a bad token. @returns what must not be kept outside Postgres
 */
export async function wholeJourney({ ingress, outbox }: StackFile): Promise<string[]> {
  const email = someMailbox();
  const name = "Wilhelmina Quxworthy";
  const post = (path: string, body: object) =>
    fetch(ingress + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const mails = (count: number) =>
    until(`${count} mails`, async () => {
      const all = (await (await fetch(`${outbox}/messages`)).json()) as SentMail[];
      const got = all.filter((mail) => [mail.to].flat().includes(email));
      return got.length >= count ? got : null;
    });

  const body = { email, name, cities: ["Berlin"], careerPaths: ["tech-transformation"], consent: true };
  expect((await post("/signups", body)).status).toBe(202);
  const [verification] = await mails(1);
  const token = /\/verify\?token=([\w.-]+)/.exec(verification?.text ?? "")?.[1] ?? "";
  expect((await fetch(`${ingress}/verify?token=${token}`, { method: "POST" })).status).toBe(202);
  const [digest] = await mails(2);
  await post("/signups", { ...body, keywords: ["again"] });
  await post("/links", { email });
  await post("/verify/resend", { email });
  await post("/signups", { ...body, cities: [email], extra: name });
  await fetch(`${ingress}/verify?token=${token}x&email=${email}&name=${name}`, { method: "POST" });
  const unsubscribe = /<([^>]+)>/.exec(digest?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  expect((await fetch(unsubscribe, { method: "POST" })).status).toBe(200);
  return [email.split("@")[0] ?? email, "Wilhelmina", "Quxworthy", token];
}
