import { afterAll, beforeAll, expect, test } from "vitest";
import { email } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { env } from "../lib/env.ts";
import { type DeliveryKind, deliveryKinds } from "../lib/mail/delivery.ts";
import { enqueue } from "../lib/queue.ts";
import { queueCounts } from "../lib/queue-admin.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { type Product, startProduct } from "../test/product.ts";
import { until } from "../test/until.ts";
import type { SentMail } from "../test/world.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

async function idOf(query: Promise<readonly { id: string }[]>): Promise<string> {
  const [row] = await query;
  return row?.id ?? expect.fail("no row");
}

/** What a mail of this kind needs beside its own row. */
async function needs(kind: DeliveryKind, subscriber: string): Promise<Record<string, unknown>> {
  const { sql } = product;
  if (kind === "verification") {
    const request = sql<{ id: string }[]>`
      insert into email_verification_requests (subscriber_id) values (${subscriber}) returning id`;
    return { request_id: await idOf(request) };
  }
  if (kind === "address_change" || kind === "address_confirmation") {
    return { address_change_id: (await insertAddressChange(sql, subscriber)).id };
  }
  if (/^(premium_started|payment_failed|premium_ended)$/.test(kind)) {
    return { about: sql.json({ plan: "monthly", until: new Date().toISOString() }) };
  }
  return {};
}

const statusFor: Partial<Record<DeliveryKind, string>> = { verification: "unverified", erasure_receipt: "erasing" };

/** Promises a mail of every kind, each to somebody of its own, and waits until all are in the outbox. */
async function mailOfEachKind(): Promise<Map<DeliveryKind, SentMail>> {
  await insertPosting(product.sql);
  await insertPosting(product.sql, { title: "Data Analyst Intern", level: "internship" });
  const promised = new Map<DeliveryKind, string>();
  for (const kind of deliveryKinds) {
    const { id } = await insertSubscriber(product.sql, { status: statusFor[kind] ?? "active" });
    if (kind === "digest") await enqueue(match, { subscribers: [id], period: "welcome" });
    else promised.set(kind, await insertDelivery(product.sql, id, { kind, ...(await needs(kind, id)) }));
  }
  await enqueue(email, { deliveries: [...promised.values()] });
  const mails = await until("a mail of each kind", async () => {
    const all = await product.outbox.mails();
    return all.length === deliveryKinds.length && all;
  });
  await until("settled", async () => {
    const [row] = await product.sql`select count(*)::int as open from deliveries where settled_at is null`;
    return row?.open === 0;
  });
  return new Map(mails.map((mail) => [mail.tags.find(({ name }) => name === "kind")?.value as DeliveryKind, mail]));
}

const decoded = (text: string) => text.replaceAll("&amp;", "&");

/** Every address that a mail or a page names, whatever part it stands in. */
function addressesIn(text: string, base: string): string[] {
  const attributes = [...text.matchAll(/\b(?:href|src)="([^"]+)"/g)].map(([, address = ""]) => decoded(address));
  const bare = [...text.matchAll(/https?:\/\/[^\s"'<>)\]]+/g)].map(([address]) => decoded(address));
  return [...attributes, ...bare].flatMap((address) =>
    URL.canParse(address, base) ? new URL(address, base).href : [],
  );
}

/** Pages sign links anew each time: what they lead to is told apart without. */
function placeOf({ pathname, searchParams }: URL): string {
  const others = [...searchParams].filter(([name]) => name !== "token");
  return `${pathname}?${new URLSearchParams(others)}`;
}

/** On a machine that has much else to do the database may be asked too late: then the page says to come again. */
const answerTo = (url: string, init: RequestInit) =>
  until("an answer", async () => {
    const answer = await fetch(url, init);
    return answer.status !== 503 && answer;
  });

/** What was opened, with the statuses of HEAD and GET. Pages for everybody are opened once, for the first mail. */
const seenByAll = new Map<string, readonly [number, number]>();

/** GETs and HEADs whatever is ours, and what its pages lead to; other people's sites are not asked. */
async function scan(first: readonly string[]): Promise<ReadonlyMap<string, readonly [number, number]>> {
  const own = new Map<string, readonly [number, number]>();
  const next = first.map((address) => new URL(address));
  for (let url = next.pop(); url; url = next.pop()) {
    const [place, seen] = [placeOf(url), url.searchParams.has("token") ? own : seenByAll];
    if (url.origin !== env.PUBLIC_URL || seen.has(place)) continue;
    const at = product.url + url.pathname + url.search;
    const init = { headers: { accept: "text/html" }, redirect: "manual" } as const;
    const head = await answerTo(at, { ...init, method: "HEAD" });
    const get = await answerTo(at, init);
    seen.set(place, [head.status, get.status]);
    const text = await get.text();
    if (!get.headers.get("content-type")?.startsWith("text/html")) continue;
    next.push(...addressesIn(text, url.href).map((address) => new URL(address)));
  }
  return new Map([...seenByAll, ...own]);
}

/** All that the tables and the queues hold. */
async function everything() {
  const { sql } = product;
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
  const rows = await Promise.all(
    tables.map(async ({ name }) => [name, await sql`select t::text as row from ${sql(name)} t order by 1`] as const),
  );
  const jobs = Object.entries(await queueCounts()).map(([name, { states }]) => [
    name,
    Object.values(states).reduce((sum, each) => sum + each, 0),
  ]);
  return { rows: Object.fromEntries(rows), jobs: Object.fromEntries(jobs) as Record<string, number> };
}

// Mail providers and virus scanners open every link, some of them twice.
test("a scanner that opens every link of every mail changes nothing and asks for nothing", async () => {
  const mails = await mailOfEachKind();
  expect([...mails.keys()].sort()).toEqual([...deliveryKinds].sort());
  const before = await everything();
  expect(before.rows.deliveries).toHaveLength(deliveryKinds.length);
  const tokens = new Map<DeliveryKind, number>();
  for (const [kind, { html, text, headers }] of mails) {
    const links = new Set(addressesIn(`${html}\n${text}\n${headers["List-Unsubscribe"] ?? ""}`, env.PUBLIC_URL));
    const seen = await scan([...links]);
    const own = [...links].map((link) => new URL(link)).filter((link) => link.origin === env.PUBLIC_URL);
    for (const link of own) expect(seen.get(placeOf(link)), `${kind}: ${placeOf(link)}`).toEqual([200, 200]);
    for (const { pathname, search, hash } of own.filter((link) => link.hash !== "")) {
      const page = await answerTo(product.url + pathname + search, { headers: { accept: "text/html" } });
      expect(await page.text(), `${kind}: ${pathname}${hash}`).toContain(`id="${hash.slice(1)}"`);
    }
    for (const [place, [head, get]] of seen) {
      expect(Math.max(head, get), `${kind}: ${place}`).toBeLessThan(400);
    }
    tokens.set(kind, own.filter(({ searchParams }) => searchParams.has("token")).length);
  }
  const withoutLinks = [...tokens].flatMap(([kind, count]) => (count === 0 ? kind : []));
  expect(withoutLinks).toEqual(["erasure_receipt"]);
  expect(await everything()).toEqual(before);
});
