import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { signupFromForm } from "../ingress/forms/signup.ts";
import { table } from "../ingress/routes/table.ts";
import { environmentVariables } from "../lib/env-variables.ts";
import type { Job } from "../lib/job.ts";
import { signupBody } from "../lib/subscribers/wishes.ts";
import { day, hour, minute, second } from "../lib/time.ts";
import { workers } from "../workers/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const documents = [
  "README.md",
  "RUNBOOK.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith(".md"));
const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, found = ""]) => found);
const blocks = (language: string, text: string) =>
  all(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"), text);

describe.each(documents)("%s", (file) => {
  const text = read(file);

  test("names only npm scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...all(/npm run (?:-s )?([\w:-]+)/g, text), ...all(/npm (start|test)\b/g, text)];
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test("links and points only to files that there are", () => {
    const links = all(/\]\((?!https?:)([^)#]+)\)/g, text).map((link) => join(dirname(file), link));
    // The job that README adds is nobody's file yet; what runs makes .local.
    const paths = all(/`((?:[a-z]+|\.ci)\/[\w./-]*)`/g, text).filter((path) => !/^(batch|jobs\/probe)/.test(path));
    expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("names only variables that lib/env reads", () => {
    const elsewhere = [
      "JOBPING_SHARED",
      "DATABASE_URL",
      "ON_ERROR_STOP",
      "RESEND_",
      "SUPABASE_",
      "NEXT_",
      "NULL",
      "BASE_URL",
    ];
    const composed = [
      ...all(/\$\{?([A-Z_]+)/g, read("docker-compose.yml")),
      ...all(/^ARG ([A-Z_]+)/gm, read("Dockerfile")),
    ];
    const named = all(/(?<![\w$])\$?([A-Z]{2,}_[A-Z_]*)/g, text).filter((name) => !(name in environmentVariables));
    expect(named.filter((name) => ![...elsewhere, ...composed].includes(name))).toEqual([]);
  });
});

test("docs/api.md lists every route, and none that there is not", () => {
  const [, list = ""] = /^## Routes\n([\s\S]*?)^## /m.exec(read("docs/api.md")) ?? [];
  const routes = table.map(({ method, path }) => `${method} ${path}`);
  expect(all(/`((?:GET|POST|PUT|PATCH) [^`]+)`/g, list).sort()).toEqual(routes.sort());
});

describe("docs/limits.md", () => {
  const rowsOf = (heading: string) => {
    const [, section = ""] =
      new RegExp(`^## ${heading}\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(read("docs/limits.md")) ?? [];
    const rows = all(/^\| (.*) \|$/gm, section).map((line) => line.split("|").map((cell) => cell.trim()));
    return rows.slice(2);
  };
  const inWords = (ms: number) => {
    const units = { d: 1 * day, h: 1 * hour, min: 1 * minute, s: 1 * second };
    const [unit, size] = Object.entries(units).find(([, size]) => ms % size === 0) ?? ["ms", 1];
    return `${ms / size} ${unit}`;
  };

  test("has every job with the limits that the code gives it", () => {
    const said = Object.values(workers).map(({ job, concurrency, timeoutMs }) => {
      const { name, attempts, backoffMs, maxAgeMs }: Job = job;
      const tries = attempts === undefined ? "any" : String(attempts);
      return [
        `\`${name}\``,
        String(concurrency),
        ...[timeoutMs, tries, backoffMs, maxAgeMs].map((each) => (typeof each === "number" ? inWords(each) : each)),
      ];
    });
    expect(rowsOf("Jobs")).toEqual(said);
  });

  test("says how many searches may wait", () => {
    const [, most] = /mostWaiting = (\d+);/.exec(read("ingress/routes/searches.ts")) ?? [];
    expect(read("docs/limits.md")).toContain(`When ${most} searches wait for a worker`);
  });

  test("says of every call what stands in its file", () => {
    const calls = rowsOf("Calls");
    expect(calls).not.toEqual([]);
    for (const [, most = "", where = ""] of calls) {
      const [, name, file = ""] = /^`(\w+)` in `(.*)`$/.exec(where) ?? expect.fail(where);
      const [, amount, unit] = /^([\d.]+) (s|ms)$/.exec(most) ?? expect.fail(most);
      const value = `\\b${amount}${unit === "s" && !name?.endsWith("Seconds") ? " \\* second" : ""}\\b`;
      expect(read(file), where).toMatch(new RegExp(`\\b${name}\\b[^\n]*${value}`));
    }
  });
});

test("README's form asks for what a signup needs", () => {
  const [form = ""] = blocks("html", read("README.md"));
  const fields = new URLSearchParams();
  for (const name of all(/name="([^"]+)"/g, form)) {
    const example = { email: "zoe@example.org", cities: "Berlin, Lyon", careerPaths: "", consent: "on" }[name];
    expect(example, name).toBeDefined();
    if (name === "careerPaths") for (const value of all(/<option value="([^"]+)"/g, form)) fields.append(name, value);
    else fields.append(name, example ?? "");
  }
  expect(signupBody.safeParse(signupFromForm(fields)).error).toBeUndefined();
});
