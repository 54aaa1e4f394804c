import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { unsubscribe } from "../../jobs/unsubscribe.ts";
import { env } from "../../lib/env.ts";
import { closeQueues, enqueue } from "../../lib/queue.ts";
import { queueCounts, queueHandles } from "../../lib/queue-admin.ts";
import { day, second } from "../../lib/time.ts";
import { startWorker } from "../../lib/worker.ts";
import { ops } from "../../test/ops.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { forgetKeys } from "../../test/redis-keys.ts";
import { until } from "../../test/until.ts";
import { startWorld, type World } from "../../test/world.ts";
import leave from "../../workers/unsubscribe.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
  await world.reset();
  vi.stubEnv("DATABASE_URL", world.database.databaseUrl);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await closeQueues();
  await world.close();
});

const [dumped, lost] = ["2026-11-19T02:30:00Z", "2026-11-19T12:00:00Z"];
const restored = (...more: string[]) => ops(["restored", "--dumped", dumped, "--lost", lost, "--json", ...more]);
const due = (at: string) => insertSubscriber(world.sql, { next_digest_at: at });

test("what was owed, or due until the loss, is unknown; what came due after it stays due", async () => {
  const [gap, later] = [await due("2026-11-19T07:00:00Z"), await due("2026-11-19T12:00:01Z")];
  const [batch] = await world.sql`insert into email_batches default values returning id`;
  const asked = await insertDelivery(world.sql, later.id, { status: "sending", batch_id: batch?.id });
  const sent = await insertDelivery(world.sql, later.id, { status: "sent", settled_at: new Date() });

  expect((await restored()).stderr).toMatch(/--yes/);
  const { lines } = await restored("--yes");
  expect(lines).toEqual([{ mails: 1, digests: 1, unsubscribed: 0, erased: 0 }]);
  const ledger = await world.sql`select id, kind, period, status, reason from deliveries order by kind, status`;
  expect(ledger).toMatchObject([
    { kind: "digest", period: "2026-11-19", status: "unknown", reason: "restored" },
    { id: sent, status: "sent" },
    { id: asked, status: "unknown", reason: "restored" },
  ]);
  expect(await world.sql`select status from email_batches`).toEqual([{ status: "unknown" }]);
  const isDue = await world.sql`select id from subscribers where next_digest_at <= now()`;
  expect(isDue.map(({ id }) => id)).toEqual([later.id]);
  expect(
    (await world.sql`select next_digest_at from subscribers where id = ${gap.id}`)[0]?.next_digest_at,
  ).not.toBeNull();
});

test("a loss that has not come yet is refused: it would give up what nobody has got", async () => {
  const { id } = await due("2026-11-19T07:00:00Z");
  const tomorrow = new Date(Date.now() + 1 * day).toISOString();
  const refused = await ops(["restored", "--dumped", dumped, "--lost", tomorrow, "--yes"]);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/--lost .* has not come yet/) });
  expect(await world.sql`select id from subscribers where next_digest_at <= now()`).toEqual([{ id }]);
});

test("who left after the dump is asked to leave again, who left before it is not", async () => {
  const person = await insertSubscriber(world.sql);
  const jobId = await enqueue(unsubscribe, { subscriberId: person.id });
  // Requested before the dump, done after it.
  const dumpedAt = new Date(Date.now() + 1).toISOString();
  const worker = startWorker(leave);
  const status = async () => (await world.sql`select status from subscribers`)[0]?.status;
  await until("they left", async () => (await status()) === "unsubscribed");
  await until("the job is done", async () => (await queueCounts()).unsubscribe?.states.completed === 1);
  await worker.close(1 * second);
  await world.sql`update subscribers set status = 'active', unsubscribed_at = null`;
  const now = new Date(Date.now() + 1 * second).toISOString();
  const afterIt = await ops(["restored", "--dumped", now, "--lost", now, "--yes", "--json"]);
  expect(afterIt.lines).toMatchObject([{ unsubscribed: 0 }]);
  const inTheGap = await ops(["restored", "--dumped", dumpedAt, "--lost", now, "--yes", "--json"]);
  expect(inTheGap.lines).toMatchObject([{ unsubscribed: 1 }]);
  expect((await queueCounts()).unsubscribe?.states.waiting).toBe(1);
  const queue = (await queueHandles()).find(({ name }) => name === "unsubscribe");
  // Last night's dump is at most a day old.
  expect((await queue?.getJob(jobId))?.opts.removeOnComplete).toMatchObject({ age: (2 * day) / second });
});
