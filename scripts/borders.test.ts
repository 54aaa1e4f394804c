import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Sample files of a folder, what they may not import (by words of the reason), and what they may. */
interface Border {
  files: string[];
  refused: Record<string, string[]>;
  allowed: string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const owned = ["bullmq", "ioredis", "@supabase/supabase-js", "undici", "resend", "openai", "@polar-sh/sdk/2026-04"];
const rendering = ["react", "react-dom/server", "react-email"];
const developers = ["local/main.ts", "test/until.ts", "scripts/ops/main.ts", "bench/main.ts", "postgres"];
const http = ["ingress/app.ts", "hono/jsx", "hono", "@hono/node-server"];
const above = ["jobs/index.ts", "workers/index.ts"];
const domains = ["sources", "postings", "matching", "mail", "subscribers", "billing"];
const without = (list: string[], ...allowed: string[]) => list.filter((item) => !allowed.includes(item));

/** The borders of a place in lib/: what it owns, and whether it renders. */
function inLib(files: string[], owns: string[] = [], renders = false): Border {
  const folder = dirname(files[0] ?? "");
  const others = domains.map((name) => `lib/${name}/rank.ts`).filter((file) => dirname(file) !== folder);
  return {
    files,
    refused: {
      "have one owner": without(owned, ...owns),
      "is rendered": renders ? [] : rendering,
      "Only developers": developers,
      "HTTP ends": http,
      "lib/ is what": above,
      "share the posting's shape": others,
    },
    allowed: [
      "zod",
      "lib/env.ts",
      "lib/postings/posting.ts",
      `${folder}/beside.ts`,
      ...owns,
      ...(renders ? rendering : []),
    ],
  };
}

const borders: Border[] = [
  {
    files: ["ingress/app.ts", "ingress/routes/signups.ts", "ingress/pages/signup.tsx"],
    refused: {
      "have one owner": owned,
      "Only developers": developers,
      "HTTP in, job out": [
        "workers/signup.ts",
        "lib/mail/resend.ts",
        "lib/matching/rank.ts",
        "lib/sources/greenhouse.ts",
        "lib/billing/client.ts",
        "lib/billing/ways.ts",
        "lib/worker.ts",
      ],
      "never holds the service key": ["lib/db.ts#serviceDb"],
    },
    allowed: [
      "hono",
      "jobs/signup.ts",
      "lib/queue.ts",
      "lib/db.ts#anonDb",
      "lib/tokens.ts",
      "lib/sources/index.ts",
      "lib/billing/visits.ts",
      "react",
    ],
  },
  {
    files: ["workers/signup.ts"],
    refused: { "have one owner": owned, "is rendered": rendering, "Only developers": developers, "HTTP ends": http },
    allowed: ["zod", "jobs/signup.ts", "workers/index.ts", "lib/mail/render.ts", "lib/db.ts#serviceDb"],
  },
  {
    files: ["jobs/signup.ts"],
    refused: {
      "pure data": [
        ...owned,
        ...rendering,
        ...developers,
        ...http,
        "workers/index.ts",
        "lib/env.ts",
        "lib/queue.ts",
        "node:fs",
      ],
    },
    allowed: ["zod", "jobs/email.ts", "lib/job.ts", "lib/time.ts"],
  },
  inLib(["lib/lock.ts", "lib/seal.ts"]),
  inLib(["lib/queue.ts", "lib/worker.ts", "lib/errors.ts"], ["bullmq"]),
  inLib(["lib/redis.ts"], ["ioredis"]),
  inLib(["lib/db.ts", "lib/db-fetch.ts"], ["@supabase/supabase-js", "undici"]),
  inLib(["lib/mail/render.tsx"], ["resend"], true),
  inLib(["lib/sources/greenhouse.ts"]),
  inLib(["lib/postings/dedupe.ts"]),
  inLib(["lib/matching/rank.ts"], ["openai"]),
  inLib(["lib/billing/client.ts"], ["@polar-sh/sdk/2026-04"]),
  inLib(["lib/tokens.ts"]),
  {
    files: [
      "lib/queue.test.ts",
      "ingress/app.test.tsx",
      "local/main.ts",
      "scripts/ops/main.ts",
      "bench/main.ts",
      "test/until.ts",
    ],
    refused: {},
    allowed: [...owned, ...developers, ...http, ...rendering, "workers/index.ts"],
  },
];

/** A line that imports `what` (a package, or a file of the project, with `#name` for one export) into `file`. */
function importLine(file: string, what: string): string {
  const [target = "", name = "x"] = what.split("#");
  const path = relative(dirname(file), target);
  const specifier = /^[a-z]+\/.+\.ts$/.test(target) ? (path.startsWith(".") ? path : `./${path}`) : target;
  return `import { ${name} } from "${specifier}";`;
}

interface Diagnostic {
  category: string;
  message: string;
  location: { path: string; start: { line: number } };
}

const folder = mkdtempSync(join(tmpdir(), "jobping-borders-"));
const importsOf = ({ refused, allowed }: Border) => [...Object.values(refused).flat(), ...allowed];
let diagnostics: Diagnostic[] = [];

beforeAll(() => {
  copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
  for (const border of borders) {
    for (const file of border.files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(
        join(folder, file),
        importsOf(border)
          .map((what) => importLine(file, what))
          .join("\n"),
      );
    }
  }
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = ["--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json"];
  const { stdout } = spawnSync(process.execPath, [biome, "lint", ...options, "."], { cwd: folder, encoding: "utf8" });
  const found: Diagnostic[] = JSON.parse(stdout).diagnostics;
  diagnostics = found.filter(({ category }) => category === "lint/style/noRestrictedImports");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The lint error for each import of a file, in order; undefined = none. */
function verdicts(file: string, imports: readonly string[]): (string | undefined)[] {
  const here = diagnostics.filter(({ location }) => location.path === file);
  return imports.map((_, at) => here.find(({ location }) => location.start.line === at + 1)?.message);
}

describe.each(borders.flatMap((border) => border.files.map((file) => ({ file, border }))))(
  "$file",
  ({ file, border }) => {
    const imports = importsOf(border);
    const refusals = Object.entries(border.refused).flatMap(([reason, list]) => list.map((what) => ({ what, reason })));

    test("may not import what lies beyond its border, with the reason", () => {
      const said = verdicts(file, imports);
      const missing = refusals.filter(({ reason }, at) => !said[at]?.includes(reason));
      expect(missing, "not refused, or for another reason").toEqual([]);
    });

    test("may import the rest", () => {
      const said = verdicts(file, imports).slice(refusals.length);
      expect(border.allowed.filter((_, at) => said[at] !== undefined)).toEqual([]);
    });
  },
);

test("every border that biome.json draws is broken here", () => {
  const drawn = [...readFileSync(join(root, "biome.json"), "utf8").matchAll(/"message": "(.+)"/g)].map(
    ([, message]) => message,
  );
  const broken = new Set(diagnostics.map(({ message }) => message));
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn.filter((message) => message && !broken.has(message))).toEqual([]);
});
