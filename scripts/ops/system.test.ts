import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { buildApp } from "../../ingress/app.ts";
import { invalidateLinks, resealLinkKeys, showJob } from "../../ingress/routes/system.ts";
import { env } from "../../lib/env.ts";
import { environmentVariables } from "../../lib/env-variables.ts";
import { second } from "../../lib/time.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { type RunningWorker, startWorker } from "../../lib/worker.ts";
import { ops } from "../../test/ops.ts";
import { insertSubscriber } from "../../test/people.ts";
import { startWorld, type World } from "../../test/world.ts";
import linkKeys from "../../workers/link-keys.ts";
import { plans } from "./rotate-plans.ts";

let world: World;
let server: Server;
let worker: RunningWorker;
beforeAll(async () => {
  world = await startWorld();
  worker = startWorker(linkKeys);
  server = createServer(getRequestListener(buildApp([invalidateLinks, resealLinkKeys, showJob]).fetch));
  server.listen(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), worker.ready()]);
});
beforeEach(async () => {
  await world.reset();
  vi.stubEnv("INGRESS", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  vi.stubEnv("SYSTEM_API_KEY", env.SYSTEM_API_KEY);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await worker.close(1 * second);
  server.closeAllConnections();
  server.close();
  await world.close();
});

const keyOf = async (id: string) =>
  (await world.sql<{ hash: string }[]>`select link_key_sha256 as hash from subscribers where id = ${id}`)[0]?.hash;

test("invalidate-tokens replaces the keys of those named, or of all, and says how many", async () => {
  const [one, other] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  const { code, lines, stderr } = await ops(["invalidate-tokens", "--subscriber", one.id, "--yes"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(lines).toEqual([{ job: expect.any(String), looked: 1, changed: 1, current: 1, next: 0, unreadable: 0 }]);
  expect(await keyOf(one.id)).not.toBe(hashLinkKey(one.key));
  expect(await keyOf(other.id)).toBe(hashLinkKey(other.key));
  expect((await ops(["invalidate-tokens", "--all", "--yes"])).lines).toMatchObject([{ changed: 2 }]);
  expect(await keyOf(other.id)).not.toBe(hashLinkKey(other.key));
});

test.each([
  [[], 2, /Whose links\?/],
  [["--all", "--subscriber", "0198c0de-0000-7000-8000-0000000000cc", "--yes"], 2, /Whose links\?/],
  [["--subscriber", "somebody@example.org", "--yes"], 2, /not the id of a subscriber/],
  [["--everything"], 2, /Unknown option/],
  [["--all"], 1, /EVERY subscriber.*--yes/],
])("invalidate-tokens %j changes nothing and says why", async (args, code, sentence) => {
  const { id, key } = await insertSubscriber(world.sql);
  const said = await ops(["invalidate-tokens", ...args]);
  expect(said).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(sentence) });
  expect(await keyOf(id)).toBe(hashLinkKey(key));
});

test("a wrong key, and nobody at the address, are said in a sentence", async () => {
  vi.stubEnv("SYSTEM_API_KEY", "wrong");
  expect(await ops(["rotate", "--check"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/refuses with 403/),
  });
  vi.stubEnv("INGRESS", "http://127.0.0.1:1");
  expect(await ops(["rotate", "--check"])).toMatchObject({ code: 1, stderr: expect.stringMatching(/does not answer/) });
});

test("rotate --check counts what is sealed by which secret, and --reseal seals the rest anew", async () => {
  await insertSubscriber(world.sql);
  const counts = { looked: 1, changed: 0, current: 1, next: 0, unreadable: 0 };
  expect((await ops(["rotate", "--check"])).lines).toMatchObject([counts]);
  expect((await ops(["rotate", "SEAL_SECRET", "--reseal"])).lines).toMatchObject([counts]);
});

test("every secret that can be rotated has its plan", () => {
  const rotating = Object.keys(environmentVariables).filter((name) => `NEXT_${name}` in environmentVariables);
  expect(Object.keys(plans).sort()).toEqual(rotating.sort());
});

const ours = Object.keys(plans).filter((name) => !plans[name]?.vendor);
test.each(ours)("rotate %s makes a fresh secret and says what to do with it", async (name) => {
  const [first, second] = [await ops(["rotate", name, "--json"]), await ops(["rotate", name, "--json"])];
  const [{ secret, steps }] = first.lines as [{ secret: string; steps: string[] }];
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(secret).not.toBe(second.lines[0]?.secret);
  expect(steps[0]).toContain(`NEXT_${name}=${secret}`);
  expect(steps.at(-1)).toContain(`take NEXT_${name} away`);
  expect((await ops(["rotate", name])).stdout).toContain("3. ");
});

test("rotate does not make up a secret that a vendor makes", async () => {
  const [line] = (await ops(["rotate", "RESEND_WEBHOOK_SECRET", "--json"])).lines;
  expect(line).toMatchObject({
    secret: null,
    steps: [expect.stringContaining("Resend's dashboard"), expect.anything(), expect.anything()],
  });
});

test.each([
  [["rotate"], /Which secret\?/],
  [["rotate", "PATH"], /Which secret\?/],
  [["rotate", "constructor"], /Which secret\?/],
  [["rotate", "PREFERENCES_SECRET", "--reseal"], /Only what SEAL_SECRET/],
  [["rotate", "SEAL_SECRET", "METRICS_TOKEN"], /One secret at a time/],
])("%j is not understood", async (args, sentence) => {
  expect(await ops(args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(sentence) });
});

test("--help tells how a command is meant", async () => {
  const { stdout } = await ops(["--help"]);
  for (const name of ["invalidate-tokens", "rotate"]) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  expect((await ops(["rotate", "--help"])).stdout).toMatch(/rotate SECRET .*--check\n/);
});
