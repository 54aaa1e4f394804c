import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anchorOf, blocks, entries, root } from "../docs/runbook-text.ts";
import { problemsOf } from "../lib/figures/problems.ts";
import { minute, second, wait } from "../lib/time.ts";
import { startBoards } from "../local/boards/main.ts";
import { freePort } from "../local/ports.ts";
import { type Stack, startStack } from "../local/stack.ts";
import type { Played } from "../local/wire/server.ts";
import { startPlayed, type Played as Vendor } from "../test/played.ts";
import { play, testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { canWatch, type Told, type Watch, watch } from "../test/watch.ts";

const name =
  "a poisoned source, a wrong key of Resend and an empty budget of the model, seen by Prometheus and Alertmanager";
if (!canWatch) process.stderr.write(`LEFT OUT (no prometheus or alertmanager on the PATH): ${name}\n`);
test.runIf(process.env.CI)("nothing is left out where everything has to pass", () => expect(canWatch).toBe(true));

/** The issue: within a minute it is known what is wrong. */
const promisedMs = 1 * minute;
const folder = testFolder();
const token = "the-metrics-token-of-these-incidents-only";

let boards: Played;
let poison: Vendor;
let stack: Stack;
let eyes: Watch;
let metricsPort: number;
let port: number;

/** The whole product; its sources are reached through this file's gateway. */
async function start(dollars: number): Promise<void> {
  const { PATH, HOME, SOURCES } = process.env;
  // Nobody listens there: with an empty budget it is never called.
  const model = { OPENAI_API_KEY: "a-key-of-nobody", OPENAI_BASE_URL: "http://127.0.0.1:1" };
  const env = { PATH, HOME, SOURCES, ...model, AI_MAX_DAILY_COST: `${dollars}` };
  stack = await startStack({ folder, port, env: { ...env, METRICS_PORT: `${metricsPort}`, METRICS_TOKEN: token } });
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });
async function post(path: string, body: object): Promise<void> {
  const headers = bearer(stack.file.systemKey);
  const response = await fetch(stack.file.ingress + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(202);
}
const crawl = () =>
  Promise.all(["fjordbyte", "havelwerk"].map((target) => post("/scrapes", { source: "greenhouse", target })));
const faults = (body: object) =>
  fetch(`${stack.file.outbox}/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** The problems shown on our dashboard. */
async function shown(): Promise<string[]> {
  const ask = () => fetch(`${stack.file.ingress}/api/dashboard`, { headers: bearer(stack.file.adminKey) });
  let response = await ask();
  // A test asks so often that it may be refused for a while.
  for (; response.status === 429; response = await ask()) await wait(1 * second);
  expect(response.status).toBe(200);
  const seen = (await response.json()) as Parameters<typeof problemsOf>[0];
  return problemsOf(seen).map(({ problem, sentence }) => `${problem}: ${sentence}`);
}

/** The commands under Mitigation in an alert's runbook entry, or in one that it refers to. */
async function mitigate({ annotations }: Told, { command, referredTo }: { command?: RegExp; referredTo?: string }) {
  const named = entries.find(({ title }) => annotations.runbook === `RUNBOOK.md#${anchorOf(title)}`);
  expect(named?.text, annotations.runbook).toContain(referredTo ?? "");
  const entry = entries.find(({ title }) => title === (referredTo ?? named?.title));
  const [, mitigation = ""] = entry?.text.split("**Mitigation.**") ?? [];
  const standing = blocks.filter((block) => block.entry === entry?.title && mitigation.includes(block.text));
  const commands = standing.flatMap(({ language, text }) => {
    const all = language === "sql" ? `psql "$DATABASE_URL" -c "${text}"` : text;
    return command ? (command.exec(all)?.[0] ?? []) : all;
  });
  expect(commands.length, `commands in ${entry?.title}`).toBeGreaterThan(0);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, STACK: folder, NO_COLOR: "1" };
  const script = ["set -euo pipefail", blocks[0]?.text, ...commands].join("\n");
  await promisify(execFile)("bash", ["-c", script], { cwd: root, env, timeout: 1 * minute });
}

const incidents = [
  { alertname: "SourceFailing", labels: { source: "greenhouse" }, sentence: /^SourceFailing: .*greenhouse/ },
  {
    alertname: "OutsideFailing",
    labels: { reason: "invalid_api_key" },
    sentence: /^OutsideFailing: .*invalid_api_key/,
  },
  { alertname: "AiBudgetUsed", labels: {}, sentence: /^AiBudgetUsed: / },
];
const of = (told: readonly Told[], { alertname, labels }: (typeof incidents)[number]) =>
  told.find((one) => Object.entries({ alertname, ...labels }).every(([label, value]) => one.labels[label] === value));

describe.runIf(canWatch)(name, () => {
  beforeAll(async () => {
    boards = await startBoards({ port: 0 });
    poison = await startPlayed();
    // 200 with a web page instead of data.
    poison.routes = [[/./, (_, __, response) => void response.end("<html>Welcome to our new career site!</html>")]];
    play("boards", boards.url);
    [port, metricsPort] = [await freePort(), await freePort()];
    await start(0);
    const worker = `http://127.0.0.1:${metricsPort}`;
    eyes = await watch({ ingress: stack.file.ingress, worker, token, folder });
  }, 3 * minute);

  afterAll(async () => {
    await eyes?.close();
    await stack?.stop();
    poison?.close();
    await boards?.close();
    play("boards", null);
  }, 1 * minute);

  test(
    "within a minute the dashboard and the alerts say which, and the operator is told with the RUNBOOK's entry",
    async () => {
      await until(
        "all is well but the budget",
        async () => {
          const wrong = [...(await eyes.firing()).map(({ labels }) => labels.alertname ?? ""), ...(await shown())];
          return wrong.length > 0 && wrong.every((one) => one.startsWith("AiBudgetUsed"));
        },
        promisedMs,
      );
      const startedAt = performance.now();
      play("boards", poison.url);
      await faults({ status: 403, name: "invalid_api_key" });
      await crawl();
      await post("/signups", { email: "ada@example.org", cities: ["Berlin"], careerPaths: ["unsure"], consent: true });
      await until(
        "the dashboard says which",
        async () => {
          const said = await shown();
          return incidents.every(({ sentence }) => said.some((one) => sentence.test(one)));
        },
        promisedMs,
      );
      await until(
        "the alerts say which",
        async () => {
          const told = await eyes.firing();
          return incidents.every((one) => of(told, one));
        },
        promisedMs,
      );
      expect(performance.now() - startedAt).toBeLessThan(promisedMs);
      await until("the operator is told", () => incidents.every((one) => of(eyes.received, one)), promisedMs);
    },
    5 * minute,
  );

  test(
    "what the RUNBOOK's entries say ends it",
    async () => {
      const [source, mail] = incidents.map((one) => of(eyes.received, one));
      if (!source || !mail) throw new Error("nobody was told");
      await mitigate(source, { command: /^.* ops -- pause --source greenhouse$/m });
      // The key is valid again, and waiting mails go out at once.
      await faults({});
      await mitigate(mail, { referredTo: "Mails are late" });
      await until(
        "the mail that waited",
        async () => {
          const mails = (await (await fetch(`${stack.file.outbox}/messages`)).json()) as unknown[];
          return mails.length > 0;
        },
        promisedMs,
      );
      await stack.stop();
      await start(5);
      await until(
        "all is well",
        async () => {
          const [told, said] = [await eyes.firing(), await shown()];
          return !incidents.some((one) => of(told, one) || said.some((sentence) => one.sentence.test(sentence)));
        },
        2 * minute,
      );

      // The board works again: the source resumes and stays healthy.
      play("boards", boards.url);
      await mitigate(source, { command: /^.* ops -- resume --source greenhouse$/m });
      await crawl();
      await until(
        "its boards are read",
        async () => !(await shown()).some((one) => one.includes("greenhouse")),
        promisedMs,
      );
    },
    6 * minute,
  );
});
