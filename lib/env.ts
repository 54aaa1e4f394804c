import { z } from "zod";
import { takeNeeds } from "./env-needs.ts";
import { refusals } from "./env-production.ts";
import { environmentVariables, type Variables } from "./env-variables.ts";

type Name = keyof Variables;
export type Env = Readonly<{ [N in Name]: z.output<Variables[N]["schema"]> }>;

/**
 * Reads an environment. Empty strings count as absent, as in an .env file's `NAME=`.
 * @param needed variables that must be set here, though not everywhere
 * @returns the environment, or a sentence for every variable that is wrong or missing.
 */
export function parseEnv(
  source: Readonly<Record<string, string | undefined>>,
  needed: readonly Name[] = [],
): { env: Env } | { problems: string[] } {
  const production = source.NODE_ENV === "production";
  const shape = Object.entries(environmentVariables).map(([name, variable]) => {
    const fallback = production ? variable.production : variable.development;
    return [name, fallback === undefined ? variable.schema : variable.schema.prefault(fallback)];
  });
  const given = Object.fromEntries(Object.keys(environmentVariables).map((name) => [name, source[name] || undefined]));
  const parsed = z.object(Object.fromEntries(shape)).safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    const told = given[name] === undefined ? "is not set" : (wrappedIn(given[name]) ?? issue.message);
    return `${name}: ${told} (${environmentVariables[name]?.purpose})`;
  });
  const faulty = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  for (const [name, value] of Object.entries(given)) {
    const wrapping = faulty.has(name) || value === undefined ? undefined : wrappedIn(value);
    if (wrapping) problems.push(`${name}: ${wrapping} (${environmentVariables[name]?.purpose})`);
  }
  const missing = needed.filter((name) => given[name] === undefined);
  problems.push(...missing.map((name) => `${name}: is not set (${environmentVariables[name]?.purpose})`));
  problems.push(...halfSet(given));
  const { NODE_TLS_REJECT_UNAUTHORIZED } = source;
  if (production) problems.push(...refusals({ ...given, NODE_TLS_REJECT_UNAUTHORIZED }));
  // A list with two wrong items is one problem.
  return problems.length > 0 ? { problems: [...new Set(problems)] } : { env: Object.freeze(parsed.data) as Env };
}

/**
 * What a shell, an .env file or `echo … | base64` left around a value. Refused, not stripped: for whoever was given the
 * bare value, a secret with a line break is another secret.
 */
function wrappedIn(value: string): string | undefined {
  if (/^\s|\s$/.test(value)) return "begins or ends with a space or a line break: leave it out";
  return /^(["']).*\1$/s.test(value) ? "is in quotation marks: leave them out" : undefined;
}

/** Premium is sold with both plans or not at all: nobody who clicks on a plan shall learn that it has no product. */
function halfSet(given: Readonly<Record<string, string | undefined>>): string[] {
  const plans = ["POLAR_PRODUCT_MONTHLY", "POLAR_PRODUCT_QUARTERLY"];
  const needs = [...plans, "POLAR_ACCESS_TOKEN"].find((name) => given[name] !== undefined);
  const ids = plans.flatMap((name) =>
    (given[name] ?? "")
      .toLowerCase()
      .split(",")
      .flatMap((id) => id.trim() || []),
  );
  if (new Set(ids).size < ids.length) return [`${plans.join(", ")}: the same product twice`];
  return plans.flatMap((name) =>
    needs !== undefined && given[name] === undefined ? `${name}: is not set, and ${needs} needs it` : [],
  );
}

/** Ends the process and says why. */
export function endUnusable(problems: readonly string[]): never {
  process.stderr.write(
    `The environment is not usable:\n${problems.map((line) => `  ${line}\n`).join("")}See .env.example.\n`,
  );
  process.exit(1);
}

function readEnv(): Env {
  const result = parseEnv(process.env, takeNeeds());
  return "env" in result ? result.env : endUnusable(result.problems);
}

/** The process's environment, checked once. An unusable one ends the process with every reason at once. */
export const env: Env = readEnv();
