import { createServer, type RequestListener, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import check from "./check.ts";
import email from "./email.ts";
import match from "./match.ts";

let world: World;
const servers: Server[] = [];
let asked: string[] = [];
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  asked = [];
});
afterAll(() => world.close());
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A site of its own, so that no link waits for another's second. @returns its address */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
const site = (status: number, body = "<h1>Junior Data Analyst</h1>") =>
  serve((req, res) => {
    asked.push(`${status}${req.url}`);
    res.writeHead(status, { "content-type": "text/html" }).end(body);
  });
const someoneDue = () => insertSubscriber(world.sql, { next_digest_at: new Date(Date.now() + 3_600_000) });
const postingOf = async (id: string) =>
  (
    await world.sql`select link_status, link_reason, link_checked_at, closed_at, closed_reason from postings where id = ${id}`
  )[0];

test("looks at what a digest may carry soon, and keeps what it found for a day", async () => {
  await someoneDue();
  const [live, gone, unsure] = [
    await insertPosting(world.sql, { url: `${await site(200)}/jobs/1` }),
    await insertPosting(world.sql, { url: `${await site(404)}/jobs/2` }),
    await insertPosting(world.sql, { url: `${await site(403)}/jobs/3` }),
  ];
  expect(await runOnce(check, {})).toEqual({ live: 1, gone: 1, uncertain: 1, closed: 1 });
  expect(await postingOf(live)).toMatchObject({
    link_status: "live",
    link_checked_at: expect.any(Date),
    closed_at: null,
  });
  expect(await postingOf(gone)).toMatchObject({ link_reason: "404", closed_reason: "link" });
  expect(await postingOf(unsure)).toMatchObject({ link_status: "uncertain", link_reason: "403", closed_at: null });
  // Run again it has nothing to ask.
  expect(await runOnce(check, {})).toEqual({ live: 0, gone: 0, uncertain: 0, closed: 0 });
  expect(asked.sort()).toEqual(["200/jobs/1", "403/jobs/3", "404/jobs/2"]);
});

test("two runs at once come to the same", async () => {
  await someoneDue();
  const gone = await insertPosting(world.sql, { url: `${await site(410)}/jobs/1` });
  await Promise.all([runOnce(check, {}), runOnce(check, {})]);
  expect(await postingOf(gone)).toMatchObject({ closed_reason: "link" });
});

test("a host that asks for less is asked for nothing more in this run", async () => {
  await someoneDue();
  const busy = await site(429);
  for (const path of ["/1", "/2", "/3"]) await insertPosting(world.sql, { url: busy + path });
  expect(await runOnce(check, {})).toEqual({ live: 0, gone: 0, uncertain: 1, closed: 0 });
  expect(asked).toHaveLength(1);
});

test("the local boards' own pages say when a posting is over", async () => {
  await someoneDue();
  const home = await (await fetch(world.boards.url)).text();
  const [, path = "", title = ""] = /<a href="(\/postings\/[^"]+)"[^>]*>([^<]+)<\/a>/.exec(home) ?? [];
  const open = await insertPosting(world.sql, { url: world.boards.url + path, title });
  expect(await runOnce(check, {})).toMatchObject({ live: 1 });
  expect(await postingOf(open)).toMatchObject({ link_status: "live" });
});

test("a link that is gone never reaches a digest, not even one that waits to be sent", async () => {
  const person = await someoneDue();
  const closing = await insertPosting(world.sql, {
    url: `${await site(200, "<h1>Sorry, this job has expired</h1>")}/1`,
  });
  const delivery = await insertDelivery(world.sql, person.id, {
    kind: "digest",
    period: "welcome:2026-11-26",
    status: "planned",
  });
  await runOnce(match, { subscribers: [person.id] });
  expect(await world.sql`select posting_id from matches`).toEqual([{ posting_id: closing }]);
  await runOnce(check, {});
  await runOnce(email, { deliveries: [delivery] });
  expect(await world.outbox.mails()).toEqual([]);
  expect(await world.sql`select status, reason from deliveries`).toEqual([{ status: "skipped", reason: "closed" }]);
});

test("a run that is stopped keeps what it found", async () => {
  await someoneDue();
  const controller = new AbortController();
  const answered = Promise.withResolvers<void>();
  const gone = await insertPosting(world.sql, {
    url: await serve((_, res) => void res.on("close", answered.resolve).writeHead(404).end()),
  });
  const stopping = await serve(() => controller.abort(new Error("the process stops")));
  const leading = await serve(async (_, res) => {
    await answered.promise;
    res.writeHead(302, { location: stopping }).end();
  });
  const unknown = await insertPosting(world.sql, { url: leading });
  await expect(runOnce(check, {}, { signal: controller.signal })).rejects.toThrow("the process stops");
  expect(await postingOf(gone)).toMatchObject({ closed_reason: "link" });
  expect(await postingOf(unknown)).toMatchObject({ link_checked_at: null });
});
