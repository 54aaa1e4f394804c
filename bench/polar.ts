import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { second, wait } from "../lib/time.ts";
import { type Dice, diceOf } from "../local/boards/dice.ts";
import { products } from "../local/environment.ts";
import type { Outcome } from "../local/outbox/store.ts";
import type { PolarEvent } from "../local/polar/books.ts";
import { startStack } from "../local/stack.ts";
import { openPolar, type TestPolar } from "../test/polar.ts";
import { insertPeople } from "./digests-people.ts";
import { type Load, paced, percentile, all as sendAll } from "./load.ts";
import { joined } from "./workers-product.ts";

const people = Number(process.env.SUBSCRIBERS ?? 500);
const wanted = Number(process.env.EVENTS ?? 10_000);
const connections = Number(process.env.CONNECTIONS ?? 32);
/** So many events come a second time. */
const twice = 1 / 5;
/** The time the ingress has for an event, at the pace of a night in which a thousand people are charged. */
const limitMs = 50;
const pace = { perSecond: 25, connections: 2, seconds: 20 };
/** An ingress that has just started is slow for its first requests. */
const warmUp = 300;
/** 200: it came before already. */
const taken = { statuses: [200, 202] };
/** Seven people a second are read, some of them again; Polar's limit for a minute may be reached in between. */
const patienceMs = 360 * second;

/**
 * 10,000 signed events of lives at Polar, shuffled and some twice, in one burst at the whole product: how long one
 * waits, and that in the end each is noted once, every tier is Polar's and every mail was sent once.
 */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const secret = `whsec_${Buffer.from("a secret of nobody's, for a bench").toString("base64")}`;
  // Its own limit is the vendor's. Nothing goes out by itself.
  const polar = await openPolar({ requestsPerMinute: 500, webhook: { url: "http://127.0.0.1:9/", secret } });
  polar.webhooks.set({ lose: Number.MAX_SAFE_INTEGER });
  const { PATH, HOME } = process.env;
  const sells = { POLAR_ACCESS_TOKEN: polar.token, POLAR_BASE_URL: polar.url, POLAR_WEBHOOK_SECRET: secret };
  const stack = await startStack({ folder, env: { PATH, HOME, ...sells, ...products } });
  const sql = postgres(stack.file.postgres, { max: 2, onnotice: () => {} });
  try {
    const ids = await populate(sql, await linkKey(stack, folder));
    const events = liveAll(ids, polar);
    const dice = diceOf(7, "order");
    const all = [...events, ...events.filter(() => dice.chance(twice))];
    const sent = dice.some(all, all.length);
    const requests = sent.map((event) => () => requestOf(event, polar));
    await sendAll(stack.file.ingress, { requests: requests.splice(0, warmUp), ...taken, connections: 1 });
    const steady = requests.splice(0, pace.perSecond * pace.seconds).values();
    const request = () => (steady.next().value ?? (() => ""))();
    const before = await paced(stack.file.ingress, { ...pace, status: taken.statuses, request });
    const startedAt = Date.now();
    const burst = await sendAll(stack.file.ingress, { requests, connections, ...taken });
    const after = await applied(sql, events.length, startedAt);
    const judged = await judge(sql, ids, events, polar, stack.file.outbox);
    return {
      ...{ ours: Math.round(percentile(before.latenciesMs, 0.99) * 10) / 10, baseline: limitMs },
      ...{ ratio: Number((percentile(before.latenciesMs, 0.99) / limitMs).toFixed(2)) },
      unit: `ms, p99 of an event at ${pace.perSecond} a second`,
      people,
      events: events.length,
      sent: sent.length,
      ...{ steady: waits(before), burst: { ...waits(burst), ...burst.answers } },
      ...{ seconds: after, ...judged, polar: callsOf(polar) },
    };
  } finally {
    await sql.end();
    await stack.stop();
    await polar.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const waits = ({ done, seconds, latenciesMs }: Load) => ({
  ...{ done, perSecond: Math.round(done / seconds) },
  ...{ p50Ms: Math.round(percentile(latenciesMs, 0.5)), p99Ms: Math.round(percentile(latenciesMs, 0.99)) },
  mostMs: Math.round(Math.max(...latenciesMs)),
});

async function linkKey(stack: Parameters<typeof joined>[0], folder: string): Promise<string> {
  const product = await joined(stack, folder);
  await product.close();
  return product.linkKey;
}

/** Half of them with premium that Polar does not know of, so that changes go both ways. */
async function populate(sql: Sql, key: string): Promise<string[]> {
  await insertPeople(sql, people);
  await sql`update subscribers set next_digest_at = null, link_key_sealed = ${key},
    tier = case when mailbox_hash::int % 2 = 0 then 'premium' else 'free' end`;
  const rows = await sql<{ id: string }[]>`select id from subscribers order by mailbox_hash::int`;
  return rows.map(({ id }) => id);
}

const acts = ["cancel", "uncancel", "renew", "failPayment", "recover", "revoke", "refund", "buy"] as const;
/** A webhook for nobody: nothing comes of it. */
const untold = "checkout.created";

/** In turns each buys, and then does whatever is possible, until there are enough events. */
function liveAll(ids: readonly string[], polar: TestPolar): PolarEvent[] {
  const events: PolarEvent[] = [];
  const { books } = polar.polar;
  for (let turn = 0; events.length < wanted; turn++) {
    for (const [person, id] of ids.entries()) {
      if (events.length >= wanted) break;
      live(id, turn, diceOf(7, "life", person, turn), polar);
      events.push(...books.events.values().filter(({ type }) => type !== untold));
      // It keeps the last 2,000 by itself.
      books.events.clear();
    }
  }
  return events;
}

function live(id: string, turn: number, dice: Dice, polar: TestPolar): void {
  const act = turn === 0 ? "buy" : dice.pick(acts);
  try {
    if (act === "buy") polar.buy(id, dice.pick(["monthly", "quarterly"]), { email: `${id}@example.org` });
    else polar[act](id);
  } catch {
    // Polar refuses what cannot be done to a subscription in its present state.
  }
}

function requestOf(event: PolarEvent, polar: TestPolar): string {
  const { body } = event;
  const signed = Object.entries(polar.webhooks.headersOf(event)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /webhooks/polar HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${signed.join("")}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Seconds from the burst's beginning until all events were noted, all people read, all mails sent. */
async function applied(sql: Sql, events: number, startedAt: number) {
  const after: Record<"noted" | "read" | "mailed", number | null> = { noted: null, read: null, mailed: null };
  for (; after.mailed === null && Date.now() < startedAt + patienceMs; await wait(second / 2)) {
    const [now] = await sql<{ noted: number; waiting: number; owed: number }[]>`
      select (select count(*)::int from webhook_events where source = 'polar') as noted,
        (select count(*)::int from billing where asked_at is not null) as waiting,
        (select count(*)::int from deliveries where status in ('pending', 'sending')) as owed`;
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    if ((now?.noted ?? 0) >= events) after.noted ??= seconds;
    if (after.noted !== null && now?.waiting === 0) after.read ??= seconds;
    if (after.read !== null && now?.owed === 0) after.mailed ??= seconds;
  }
  return after;
}

async function judge(
  sql: Sql,
  ids: readonly string[],
  events: readonly PolarEvent[],
  polar: TestPolar,
  outbox: string,
) {
  const [noted] = await sql<{ rows: number; ids: number; known: number }[]>`
    select count(*)::int as rows, count(distinct event_id)::int as ids,
      count(*) filter (where event_id = any (${events.map(({ id }) => id)}))::int as known
    from webhook_events where source = 'polar'`;
  const rows = await sql<{ id: string; tier: string }[]>`select id, tier from subscribers`;
  const tierOf = new Map(rows.map(({ id, tier }) => [id, tier]));
  const tiers = Map.groupBy(ids, (id) => tierAtPolar(polar, id));
  const mails = await sql<{ kind: string; rows: number; sent: number }[]>`
    select kind, count(*)::int as rows, count(*) filter (where status = 'sent')::int as sent
    from deliveries group by kind order by kind`;
  const history = (await (await fetch(`${outbox}/history`)).json()) as Outcome[];
  const mailed = history.filter(({ replayed }) => !replayed).flatMap(({ messageIds }) => messageIds);
  return {
    noted: { ...noted, twice: (noted?.rows ?? 0) - (noted?.ids ?? 0), missing: events.length - (noted?.known ?? 0) },
    tiers: {
      ...{ premium: tiers.get("premium")?.length ?? 0, free: tiers.get("free")?.length ?? 0 },
      wrong: ids.filter((id) => tierOf.get(id) !== tierAtPolar(polar, id)).length,
    },
    mails: {
      ...Object.fromEntries(mails.map(({ kind, ...counts }) => [kind, counts])),
      atVendor: mailed.length,
    },
  };
}

/** Past due is within its grace here: nothing is older than the bench. */
function tierAtPolar({ polar: { books } }: TestPolar, id: string): "free" | "premium" {
  const customer = books.customerByExternalId(id);
  const theirs = customer ? books.subscriptionsOf(customer.id) : [];
  return theirs.some(({ status }) => status === "active" || status === "past_due") ? "premium" : "free";
}

function callsOf({ requests }: TestPolar) {
  const statuses = Map.groupBy(requests, ({ status }) => String(status));
  const counts = [...statuses].map(([status, those]) => [status, those.length]);
  return { calls: requests.length, ...Object.fromEntries(counts) };
}
