import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import postgres from "postgres";
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

/** What stands in any column of any of our tables, as text. */
export async function dumpTables(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const rows = await Promise.all(tables.map(({ name }) => sql`select to_jsonb(t)::text as row from ${sql(name)} t`));
  await sql.end();
  return rows.flatMap((each) => each.map(({ row }) => row as string));
}

/** What the owner of these mailboxes does over HTTP. */
function visitorOf({ ingress, outbox }: StackFile) {
  const post = (path: string, body: object) =>
    fetch(new URL(path, ingress), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  /** The newest mail to a mailbox with a link to this path, as soon as there is one, and the link. */
  const mailWith = (to: string, path: string) =>
    until(`a mail with ${path}`, async () => {
      const all = (await (await fetch(`${outbox}/messages`)).json()) as SentMail[];
      for (const mail of all.filter((each) => [each.to].flat().includes(to))) {
        const link = new RegExp(`https?://[^\\s<>]+${path}\\?token=[\\w.-]+[^\\s<>]*`).exec(mail.text)?.[0];
        if (link) return { mail, link: link.slice(new URL(link).origin.length) };
      }
      return null;
    });
  return { post, mailWith };
}

/**
 * Signs up, confirms, gets a digest, judges it, exports, moves to another mailbox, leaves and is erased, and tries
 * where an address could leak: a known address, fresh links, refused bodies, a bad token.
 * @returns what must not be kept outside Postgres and, after the erasure, not even there
 */
export async function wholeJourney(stack: StackFile): Promise<string[]> {
  const { post, mailWith } = visitorOf(stack);
  const [email, next] = [someMailbox(), someMailbox()];
  const name = "Wilhelmina Quxworthy";
  const accepted = async (path: string, body: object = {}) => expect((await post(path, body)).status, path).toBe(202);

  const body = { email, name, cities: ["Berlin"], careerPaths: ["tech-transformation"], consent: true };
  await accepted("/signups", body);
  const { link: verify } = await mailWith(email, "/verify");
  await accepted(verify);
  const { mail: digest, link: preferences } = await mailWith(email, "/preferences");
  await accepted(`${(await mailWith(email, "/feedback")).link}&verdict=more`);
  await accepted("/signups", { ...body, keywords: ["again"] });
  await accepted("/links", { email });
  await accepted("/verify/resend", { email });
  await post("/signups", { ...body, cities: [email], extra: name });
  await fetch(`${stack.ingress}${verify}x&email=${email}&name=${name}`, { method: "POST" });

  await accepted(preferences.replace("/preferences", "/me/export"));
  const { link: own } = await mailWith(email, "/me/export");
  expect(await (await fetch(stack.ingress + own)).text()).toContain(name);
  await accepted(preferences.replace("/preferences", "/me/address"), { email: next });
  for (const side of [next, email]) await accepted((await mailWith(side, "/address")).link);
  const { link: moved } = await mailWith(next, "/preferences");
  // Links in mails to the old mailbox no longer work, those to the new one do.
  const before = /<([^>]+)>/.exec(digest.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  expect((await fetch(before, { method: "POST" })).status).toBe(410);
  const { link: leave } = await mailWith(next, "/unsubscribe");
  expect((await post(leave, {})).status).toBe(200);
  await accepted(moved.replace("/preferences", "/me/erase"));
  await erased(stack);
  const tokens = [verify, preferences, own, moved].map((link) => link.split("token=")[1] ?? link);
  return [email.split("@")[0] ?? email, next.split("@")[0] ?? next, "Wilhelmina", "Quxworthy", ...tokens];
}

/** Waits for the receipt, then does what the sweep does. */
async function erased({ postgres: url }: StackFile): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await until("the receipt", async () => {
    const rows = await sql`select from deliveries where kind = 'erasure_receipt' and status = 'sent'`;
    return rows.length > 0;
  });
  await sql`select finish_erasures(10)`;
  await sql.end();
}
