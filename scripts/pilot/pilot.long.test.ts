import { execFile } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import type { Figures } from "../../lib/figures/model.ts";
import { minute } from "../../lib/time.ts";
import type { StackFile } from "../../local/stack-file.ts";
import { ready, start, startMs } from "../../test/npm-start.ts";
import { testFolder } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import type { Check } from "./report.ts";

const folder = testFolder();
let stack: StackFile;

beforeAll(
  async () => {
    stack = await ready(folder, start(folder));
    const headers = { authorization: `Bearer ${stack.adminKey}` };
    const known = async () => {
      const answer = (await (await fetch(`${stack.ingress}/api/dashboard`, { headers })).json()) as {
        figures?: Figures;
      };
      // Mails are counted once a minute, so a little later than the rest.
      return answer.figures?.mail;
    };
    await until("figures", known, 1 * minute);
  },
  startMs + 1 * minute,
);

/** The program, as npm runs it. */
function run(script: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH, ADMIN_API_KEY: stack.adminKey };
  const command = ["--import", "./local/runtime.ts", `scripts/pilot/${script}.ts`, "--url", stack.ingress, ...args];
  return new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, command, { env, timeout: 2 * minute }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}

async function smoke(...args: string[]) {
  const { code, said } = await run("smoke", ["--json", ...args]);
  const { checks } = JSON.parse(said) as { checks: Check[] };
  const named = (verdict: string) => checks.filter((each) => each.verdict === verdict).map(({ name }) => name);
  return { code, said, passed: named("PASS"), failed: checks.filter(({ verdict }) => verdict === "FAIL") };
}

test("a product that is well passes, from the signup to the digest, and nothing of the probe stays", async () => {
  const { code, said, passed, failed } = await smoke("--outbox", stack.outbox);
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  const way = [
    "signup",
    "verification mail",
    "confirmation",
    "digest",
    "checkout",
    "unsubscribing",
    "erasure",
    "delivered event",
  ];
  expect(passed).toEqual(expect.arrayContaining(["closed to strangers", "figures", "ledger", "queues", ...way]));
  for (const secret of [stack.adminKey, "token=", "@resend.dev"]) expect(said).not.toContain(secret);
});

test("where mails cannot be read, the probe is followed to the vendor's event", async () => {
  const { code, passed } = await smoke();
  expect(code).toBe(0);
  expect(passed).toEqual(expect.arrayContaining(["verification mail", "delivered event"]));
});

test("limits hold", async () => {
  const { code, said } = await run("limiter", []);
  expect(code, said).toBe(0);
});

test("without Redis it fails, and says so", async () => {
  const redis = stack.pids.redis ?? 0;
  process.kill(redis, "SIGSTOP");
  try {
    const { code, failed } = await smoke("--outbox", stack.outbox);
    expect(code).toBe(1);
    const names = failed.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["ready", "signup"]));
    expect(names).not.toContain("alive");
  } finally {
    process.kill(redis, "SIGCONT");
  }
});
