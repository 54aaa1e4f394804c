import { afterAll, beforeAll, expect, test } from "vitest";
import { plan } from "../jobs/plan.ts";
import { sweep } from "../jobs/sweep.ts";
import { enqueue } from "../lib/queue.ts";
import { minute, second } from "../lib/time.ts";
import { type Child, runChild } from "../test/child.ts";
import { insertPosting, insertSubscriber } from "../test/people.ts";
import { until } from "../test/until.ts";
import { startWorld, type World } from "../test/world.ts";

let world: World;
let children: Child[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await kill();
  await world.close();
});

const people = 1000;
const postings = 60;
/** So many digests planned, filled or sent when the next kill comes: in the midst of each stage. */
const kills = [
  ["planned", 300],
  ["filled", 400],
  ["sent", 500],
] as const;

/** The machine's times, a tenth as long. */
const timing = { lockMs: 1.5 * second, stalledMs: 0.5 * second };
const workers = `
  import { log } from "./lib/log.ts";
  import { startWorker } from "./lib/worker.ts";
  const files = ["plan", "match", "email", "sweep"];
  const loaded = await Promise.all(files.map((file) => import("./workers/" + file + ".ts")));
  for (const { default: worker } of loaded) startWorker(worker, ${JSON.stringify(timing)});
  log.info("at work");
`;

async function startTwo(): Promise<void> {
  children = [runChild(workers), runChild(workers)];
  await Promise.all(children.map((child) => child.said("at work")));
}

async function kill(): Promise<void> {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(children.map(({ ended }) => ended));
}

async function reached() {
  const [row] = await world.sql<{ planned: number; filled: number; sent: number; open: number }[]>`
    select count(*)::int as planned, count(*) filter (where status <> 'planned')::int as filled,
      count(*) filter (where status = 'sent')::int as sent,
      count(*) filter (where status in ('planned', 'pending', 'sending'))::int as open
    from deliveries`;
  return row ?? expect.fail("no counts");
}

/** Kills both, and lets half a minute pass: what they held is free then. */
async function strike(): Promise<void> {
  await kill();
  await world.sql`update subscribers set plan_claimed_until = null where plan_claimed_until is not null`;
  await world.sql`update email_batches set lease_until = now() - interval '31 seconds' where status = 'open'`;
  // Not of what is being sent: a mail that was composed stays as it is.
  await world.sql`update deliveries set created_at = created_at - interval '31 seconds' where status in ('planned', 'pending')`;
}

/** By posting, when everybody can see that it is closed. */
const closed = new Map<string, number>();

/** Closes a posting that digests carry which wait for their mail; the next digests would carry it too. */
async function closeOne(): Promise<void> {
  const [row] = await world.sql<{ id: string }[]>`
    update postings set closed_at = now(), changed_at = clock_timestamp()
    where id = (select o.id from postings o join matches m on m.posting_id = o.id
                join deliveries d on d.id = m.delivery_id
                where o.closed_at is null and d.status = 'pending' limit 1) returning id`;
  const [{ now } = expect.fail("no time")] = await world.sql<{ now: Date }[]>`select clock_timestamp() as now`;
  if (row) closed.set(row.id, now.getTime());
}

/** A hundred times as fast as the clock: at each look, the workers would do little but sweep. */
const tickMs = 0.2 * second;
let ticked = Number.NEGATIVE_INFINITY;

/** As the clock does, with both hands. */
async function tick(): Promise<void> {
  if (performance.now() < ticked + tickMs) return;
  ticked = performance.now();
  await Promise.all([enqueue(plan, {}), enqueue(sweep, {})]);
}

async function untilDone(what: string, done: (counts: Awaited<ReturnType<typeof reached>>) => boolean) {
  await until(
    what,
    async () => {
      await tick();
      const counts = await reached();
      // Never all ten of a digest that waits, be it from the first minute to the last.
      if (closed.size < Math.min(9, counts.filled / 100)) await closeOne();
      return done(counts);
    },
    8 * minute,
  );
}

test(
  "a thousand digests whose workers are killed again and again: each goes out once, none with a closed posting",
  async () => {
    for (let count = 0; count < postings; count++) await insertPosting(world.sql);
    const due = { tier: "premium", next_digest_at: new Date(Date.now() - 1 * minute) };
    await Promise.all(Array.from({ length: people }, () => insertSubscriber(world.sql, due)));
    await startTwo();
    for (const [stage, count] of kills) {
      await untilDone(`${count} ${stage}`, (counts) => counts[stage] >= count);
      await strike();
      await startTwo();
    }
    await untilDone("every digest is settled", ({ planned, open }) => planned === people && open === 0);
    await kill();

    const mails = await world.outbox.mails();
    const digests = await world.sql<{ email: string; status: string; claimed: Date }[]>`
      select s.email, d.status, b.created_at as claimed from subscribers s
      join deliveries d on d.subscriber_id = s.id left join email_batches b on b.id = d.batch_id`;
    expect(digests.filter(({ status }) => status !== "sent")).toEqual([]);
    const claimedAt = new Map(digests.map(({ email, claimed }) => [email, claimed.getTime()]));
    expect(digests).toHaveLength(people);
    expect(mails.map(({ to }) => `${to}`).sort()).toEqual([...claimedAt.keys()].sort());
    expect(closed.size).toBeGreaterThan(5);
    for (const { to, text } of mails) {
      const claimed = claimedAt.get(`${to}`) ?? 0;
      const shown = [...text.matchAll(/jobs\.example\.com\/([\w-]+)/g)].map(([, id = ""]) => id);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.filter((id) => (closed.get(id) ?? claimed) < claimed)).toEqual([]);
    }
  },
  8 * minute,
);
