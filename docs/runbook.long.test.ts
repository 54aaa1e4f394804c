import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minute, second } from "../lib/time.ts";
import type { StackFile } from "../local/stack-file.ts";
import { ready, start, startMs } from "../test/npm-start.ts";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { blocks, root } from "./runbook-text.ts";

const [preamble, ...commands] = blocks.filter(({ language }) => language === "sh" || language === "sql");
/** Many an entry asks the same at first: it is run once, where it first stands. */
const distinct = commands.filter(({ text }, i) => commands.findIndex((block) => block.text === text) === i);
const folder = testFolder();
const person = "person@example.org";
const failedId = `failed-${randomUUID()}`;
let stack: StackFile;
let sql: Sql;

beforeAll(
  async () => {
    stack = await ready(folder, start(folder));
    sql = postgres(stack.postgres, { max: 1, onnotice: () => {} });
    await failedJob();
    await until("the first figures", figuresAreThere, 30 * second);
  },
  startMs + 1 * minute,
);
afterAll(() => sql?.end());

async function figuresAreThere(): Promise<boolean> {
  const headers = { authorization: `Bearer ${stack.adminKey}` };
  const { figures } = (await (await fetch(`${stack.ingress}/api/dashboard`, { headers })).json()) as {
    figures: unknown;
  };
  return figures !== null;
}

/** A job that fails for good, as its payload is nothing that the product understands. */
async function failedJob(): Promise<void> {
  const queue = new Queue("signup", { connection: { url: stack.redis }, prefix: "{jobping}" });
  await queue.add("signup", { p: { nonsense: true }, t: Date.now() }, { jobId: failedId });
  const known = () => sql`select from dead_letters where job_id = ${failedId}`;
  await until("its dead letter", async () => (await known()).length > 0, 1 * minute);
  await queue.close();
}

/** Whom the commands are about: again there, should one of them have erased or suppressed them. */
async function somebody(): Promise<string> {
  const find = () => sql<{ id: string }[]>`select id from subscribers where email = ${person} and status = 'active'`;
  const [known] = await find();
  if (known) return known.id;
  const body = { email: person, cities: ["Berlin"], careerPaths: ["unsure"], consent: true };
  const headers = { "content-type": "application/json" };
  const signup = await fetch(`${stack.ingress}/signups`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(signup.status).toBe(202);
  const link = await until("the verification mail", () => newestLink(), 30 * second);
  expect((await fetch(link, { method: "POST" })).status).toBe(202);
  const [row] = await until("the subscriber", async () => ((await find()).length > 0 ? find() : null), 30 * second);
  return row?.id ?? "";
}

const used = new Set<string>();
async function newestLink(): Promise<string | undefined> {
  const mails = (await (await fetch(`${stack.outbox}/messages`)).json()) as { to: string[]; text: string }[];
  const texts = mails.filter(({ to }) => [to].flat().includes(person)).map(({ text }) => text);
  const link = texts.map((text) => /https?:\S+\/verify\?token=[\w.-]+/.exec(text)?.[0]).find((url) => url);
  if (link === undefined || used.has(link)) return undefined;
  used.add(link);
  return link;
}

/** As a shell of an operator's does, with what the runbook's own first block puts into it. */
function shell(text: string): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder, STACK: folder, NO_COLOR: "1" };
  const script = `set -euo pipefail\n${preamble?.text}\n${text}`;
  return new Promise((resolve) => {
    execFile("bash", ["-c", script], { cwd: root, env, timeout: 2 * minute }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      resolve({ code, said: `${stdout}${stderr}` });
    });
  });
}

const asShell = ({ language, text }: { language: string; text: string }) =>
  language === "sh" ? text : `psql "$DATABASE_URL" -v ON_ERROR_STOP=1 <<'SQL'\n${text}\nSQL`;

describe("every command of RUNBOOK.md runs as it stands there", () => {
  for (const [i, block] of distinct.entries()) {
    if (block.notRun !== null) continue;
    test(`${i + 1}. ${block.entry}: ${block.text.split("\n")[0]}`, async () => {
      const text = asShell(block)
        .replaceAll("SUBSCRIBER", await somebody())
        .replaceAll("JOB", failedId);
      const { code, said } = await shell(text);
      expect(code, said).toBe(0);
    });
  }
});

test("and all of them together leave a product that works", async () => {
  const { code, said } = await shell('npm run -s pilot:smoke -- --url "$INGRESS" --outbox "$OUTBOX"');
  expect(code, said).toBe(0);
});

test("those that cannot run here say why", () => {
  expect(blocks.filter(({ notRun }) => notRun !== null).map(({ notRun }) => notRun)).toMatchInlineSnapshot(`
    [
      "asks a provider on the internet",
      "needs a registry and the production database",
      "needs the vendor's project",
      "needs an empty database",
      "needs a database that was restored",
      "asks npm's registry",
    ]
  `);
});
