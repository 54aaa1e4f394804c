import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { buildApp } from "../ingress/app.ts";
import { resumeEmails } from "../ingress/routes/resume.ts";
import { showJob } from "../ingress/routes/system.ts";
import { env } from "../lib/env.ts";
import { LaterError } from "../lib/errors.ts";
import { figures as gathered } from "../lib/figures/store.ts";
import { log } from "../lib/log.ts";
import { hour, minute } from "../lib/time.ts";
import { type RunningWorker, startWorker } from "../lib/worker.ts";
import { ops } from "../test/ops.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { startWorld, type World } from "../test/world.ts";
import email from "./email.ts";
import gather from "./figures.ts";
import resume from "./resume.ts";
import webhook from "./webhook.ts";

let world: World;
let server: Server;
let worker: RunningWorker;
beforeAll(async () => {
  world = await startWorld();
  worker = startWorker(resume);
  server = createServer(getRequestListener(buildApp([resumeEmails, showJob]).fetch));
  server.listen(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), worker.ready()]);
  vi.stubEnv("INGRESS", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("SYSTEM_API_KEY", env.SYSTEM_API_KEY);
});
beforeEach(async () => {
  await world.reset();
  await emptied(world.sql, "webhook_events", "mail_figures", "sending_stops");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await worker.close(0);
  await world.close();
});

/** A day of bulk mail, as settled and told of so far. */
const figures = (accepted: number, bounced = 0, complained = 0, agoHours = 1) => world.sql`
  insert into mail_figures (slot, bulk, accepted, bounced, complained)
  values (now() - ${agoHours} * interval '1 hour', true, ${accepted}, ${bounced}, ${complained})`;

let told = 0;
/** One more mail, sent some time ago, that came to this end. */
async function event(type: "bounced" | "complained", kind = "digest", agoHours = 0) {
  const { id } = await insertSubscriber(world.sql);
  const settled = { status: "sent", settled_at: new Date(Date.now() - agoHours * hour) };
  const deliveryId = await insertDelivery(world.sql, id, { kind, ...settled });
  const at = new Date().toISOString();
  const source = "resend" as const;
  return runOnce(webhook, {
    source,
    eventId: `msg_${told++}`,
    type: `email.${type}`,
    at,
    deliveryId,
    detail: "Permanent",
  });
}
/** As operators see it, whichever worker stopped it. */
const stopped = async () => {
  await runOnce(gather, {});
  return (await gathered.read())?.delivering?.stopped?.reason ?? null;
};
const stops = async () =>
  (await world.sql`select reason from sending_stops where resumed_at is null`).map(({ reason }) => reason);

describe("sending stops by itself", () => {
  test.each([
    ["complaints pass 0.3 % of a day", 1000, 0, 3, "complained", ["complaints"]],
    ["complaints do not pass it", 1334, 0, 3, "complained", []],
    ["bounces pass 4 %", 1000, 40, 0, "bounced", ["bounces"]],
    ["bounces do not pass it", 1025, 40, 0, "bounced", []],
    ["few mails have five complaints", 20, 0, 4, "complained", ["complaints"]],
    ["few mails have four", 20, 0, 3, "complained", []],
    ["few mails have twenty bounces", 30, 19, 0, "bounced", ["bounces"]],
    ["few mails have nineteen", 30, 18, 0, "bounced", []],
  ] as const)("%s: %d mails", async (_, accepted, bounced, complained, type, expected) => {
    await figures(accepted, bounced, complained);
    await event(type);
    expect(await stops()).toEqual(expected);
  });

  test("what is older than a day, and mails that somebody asked for, do not count", async () => {
    await figures(10_000, 900, 90, 25);
    await figures(2000, 70, 5);
    for (let at = 0; at < 12; at++) await event("bounced", "verification");
    await event("complained");
    expect(await stops()).toEqual([]);
  });

  test("a complaint counts on the day of its mail, however late it comes", async () => {
    await figures(1_000_000, 0, 0, 30);
    await figures(1000);
    for (let at = 0; at < 5; at++) await event("complained", "digest", 30);
    expect(await stops()).toEqual([]);

    await world.sql`truncate mail_figures`;
    await figures(2000, 0, 0, 40);
    await figures(1_000_000);
    for (let at = 0; at < 7; at++) await event("complained", "digest", 30);
    expect(await stops()).toEqual(["complaints"]);
  });

  test("with one alert; digests wait, without turning in circles, and what somebody asked for goes out", async () => {
    await figures(1000, 0, 3);
    const errors: unknown[][] = [];
    const spied = {
      ...log,
      error: (...args: unknown[]) => errors.push(args),
      info: () => {},
      warn: () => {},
    } as unknown as typeof log;
    for (let at = 0; at < 3; at++) {
      const { id } = await insertSubscriber(world.sql);
      const deliveryId = await insertDelivery(world.sql, id, {
        kind: "digest",
        status: "sent",
        settled_at: new Date(),
      });
      const payload = {
        source: "resend" as const,
        eventId: `m${at}`,
        type: "email.complained",
        deliveryId,
        at: new Date().toISOString(),
      };
      const { signal } = new AbortController();
      await webhook.handle(payload, { log: spied, signal, attempt: 1, jobId: "x", progress: async () => {} });
    }
    expect(errors).toEqual([
      [
        { reason: "complaints", accepted: 1000, bounced: 0, complained: 4 },
        expect.stringMatching(/stopped.*ops resume mail/),
      ],
    ]);
    expect(await stopped()).toBe("complaints");

    const { id, email: address } = await insertSubscriber(world.sql);
    const bulk = await Promise.all(
      ["digest", "still_looking", "re_engagement"].map((kind) => insertDelivery(world.sql, id, { kind })),
    );
    const asked = await insertDelivery(world.sql, id, { kind: "links" });
    for (const deliveries of [[...bulk, asked], bulk]) {
      const later = await runOnce(email, { deliveries }).catch((error: unknown) => error);
      expect(later).toBeInstanceOf(LaterError);
      expect((later as LaterError).ms).toBeGreaterThan(9 * minute);
    }
    expect(await world.outbox.mails(address)).toHaveLength(1);
    expect(await world.sql`select status from deliveries where id = ${asked}`).toEqual([{ status: "sent" }]);
  });
});

test("an operator ends it: what waits is due within ten minutes, and only what comes after counts", async () => {
  await figures(1000, 41, 0);
  await event("bounced");
  const { id } = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, id, { kind: "digest" });
  await expect(runOnce(email, { deliveries: [delivery] })).rejects.toBeInstanceOf(LaterError);

  const held = () => world.sql<{ not_before: Date; xmin: string }[]>`
    select not_before, xmin from deliveries where id = ${delivery}`;
  const [before] = await held();
  const dueBy = expect.stringContaining(before?.not_before.toISOString().slice(0, -1) ?? "?");
  expect((await ops(["resume", "mail"])).lines).toEqual([
    { job: expect.any(String), resumed: true, waiting: 1, dueBy },
  ]);
  expect(await stopped()).toBeNull();
  // There may be 300,000 of them: none is touched.
  expect(await held()).toEqual([before]);
  await world.sql`update deliveries set not_before = now() where id = ${delivery}`;
  expect(await runOnce(email, { deliveries: [delivery] })).toEqual({ sent: 1 });
  await event("bounced");
  expect(await stops()).toEqual([]);
  expect((await ops(["resume", "mail"])).lines).toMatchObject([{ resumed: false, waiting: 0 }]);
  expect(await ops(["resume", "mail", "everything"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/resume mail/),
  });
});
