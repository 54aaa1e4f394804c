import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Job {
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  steps: { run?: string; uses?: string; with?: Record<string, unknown> }[];
}
interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: object;
  jobs: Record<string, Job>;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
const workflows = readdirSync(join(root, ".github/workflows"));
const load = (file: string) => parse(read(`.github/workflows/${file}`)) as Workflow;
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);
const npmScripts = (text: string) =>
  [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(test)\b)/g)].map(([, script, test]) => script ?? test ?? "");
const ran = (workflow: Workflow) => stepsOf(workflow).flatMap(({ run = "" }) => npmScripts(run));

describe.each(workflows)("%s", (file) => {
  const workflow = load(file);

  test("runs only npm scripts that there are", () => {
    expect(ran(workflow).filter((script) => !(script in scripts))).toEqual([]);
  });

  test("may do little, ends in time, and leaves no credentials behind", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(workflow.concurrency).toBeDefined();
    for (const job of Object.values(workflow.jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(30);
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right === "write");
      expect(writes.filter(([scope]) => scope !== "security-events")).toEqual([]);
    }
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: inputs } of checkouts) expect(inputs).toMatchObject({ "persist-credentials": false });
  });

  test("names each action by its commit, and says which version that is", () => {
    const uses = read(`.github/workflows/${file}`).match(/\buses: .*/g) ?? [];
    expect(uses.filter((line) => !/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });
});

test("CI does what .ci/run does", () => {
  // It has Docker, and builds the image as hosts do; what is one run here has two machines there.
  const there: Record<string, string[]> = { image: [], "test:slow": ["test:long", "test:browser"] };
  const local = [...read(".ci/run").matchAll(/^(?:beside \S+ npm run -s|tests \S+) ([\w:-]+)/gm)].map(
    ([, name = ""]) => name,
  );
  expect(local).toEqual(expect.arrayContaining(["verify", "test", "test:slow"]));
  expect(ran(load("ci.yml"))).toEqual(expect.arrayContaining(local.flatMap((name) => there[name] ?? [name])));
});
