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
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const people = 1000;
const postings = 150;
/** So many digests planned, filled or sent when the next kill comes: in the midst of each stage. */
const kills = [
  ["planned", 300],
  ["filled", 200],
  ["filled", 600],
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
const startTwo = async () => {
  const children = [runChild(workers), runChild(workers)];
  await Promise.all(children.map((child) => child.said("at work")));
  return children;
};

async function reached(): Promise<{ planned: number; filled: number; sent: number; open: number }> {
  const [row] = await world.sql<{ planned: number; filled: number; sent: number; open: number }[]>`
    select count(*)::int as planned, count(*) filter (where status <> 'planned')::int as filled,
      count(*) filter (where status = 'sent')::int as sent,
      count(*) filter (where status in ('planned', 'pending', 'sending'))::int as open
    from deliveries`;
  return row ?? expect.fail("no counts");
}

/** Kills both at once, lets the time of what they held run out, and closes some of the postings that digests carry. */
async function strike(children: readonly Child[]): Promise<void> {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(children.map(({ ended }) => ended));
  await world.sql`update subscribers set plan_claimed_until = null where plan_claimed_until is not null`;
  await world.sql`update email_batches set lease_until = now() - interval '31 seconds' where status = 'open'`;
  await world.sql`
    update postings set closed_at = clock_timestamp(), changed_at = clock_timestamp()
    where id in (select id from postings where closed_at is null order by random() limit 10)`;
}

/** As the clock does, with both hands. */
const tick = () => Promise.all([enqueue(plan, {}), enqueue(sweep, {})]);

test(
  "a thousand digests whose workers are killed again and again: each goes out once, none with a closed posting",
  async () => {
    const known = { first_seen_at: new Date(Date.now() - 25 * 3600 * second) };
    for (let count = 0; count < postings; count++) await insertPosting(world.sql, known);
    const due = { next_digest_at: new Date(Date.now() - 1 * minute) };
    const persons = await Promise.all(Array.from({ length: people }, () => insertSubscriber(world.sql, due)));
    let children = await startTwo();
    for (const [stage, count] of kills) {
      await tick();
      await until(`${count} ${stage}`, async () => (await reached())[stage] >= count, 30 * second);
      await strike(children);
      children = await startTwo();
    }
    // What was promised and not asked for is found once it is half a minute old.
    await world.sql`update deliveries set created_at = created_at - interval '31 seconds'`;
    await until(
      "every digest is settled",
      async () => {
        await tick();
        const { planned, open } = await reached();
        return planned === people && open === 0;
      },
      60 * second,
    );
    await Promise.all(
      children.map((child) => {
        child.kill("SIGKILL");
        return child.ended;
      }),
    );

    const mails = await world.outbox.mails();
    expect(mails.map(({ to }) => [to].flat()[0]).sort()).toEqual(persons.map(({ email }) => email).sort());
    expect(await world.sql`select status, count(*)::int from deliveries group by status`).toEqual([
      { status: "sent", count: people },
    ]);
    const closed = await world.sql<{ email: string; id: string }[]>`
    select s.email, o.id from subscribers s join deliveries d on d.subscriber_id = s.id
    join email_batches b on b.id = d.batch_id join postings o on o.closed_at < b.created_at`;
    const gone = Map.groupBy(closed, ({ email }) => email);
    for (const { to, text } of mails) {
      const shown = [...text.matchAll(/jobs\.example\.com\/([\w-]+)/g)].map(([, id]) => id);
      expect(shown.length).toBeGreaterThan(0);
      for (const { id } of gone.get(`${to}`) ?? []) expect(shown).not.toContain(id);
    }
  },
  4 * minute,
);
