import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { check } from "recheck";
import { parseAst } from "vitest/node";
import { minute, second } from "../lib/time.ts";

/** Checks that no pattern applied to sources' texts takes more than linear time. */
const folders = "lib/{postings,links}/*.ts";
/** The longest text that a pattern may get, in characters. */
const longest = 100_000;
/** Files whose patterns get only texts cut to this many characters. */
const cut: Readonly<Record<string, number>> = {
  // Our own list of names.
  "lib/postings/city-aliases.ts": 1000,
  // Our own patterns.
  "lib/postings/pattern-starts.ts": 2000,
};

/** Hundreds of times the slowest good pattern, as the processor may be busy; a quadratic one takes half a minute. */
const patienceMs = 1 * second;

interface Pattern {
  file: string;
  source: string;
  flags: string;
}

interface Node {
  type?: string;
  regex?: { pattern: string; flags: string } | null;
}

/** Every regular expression literal below a node of a syntax tree. */
function literalsIn(node: unknown): { pattern: string; flags: string }[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (node === null || typeof node !== "object") return [];
  const { type, regex } = node as Node;
  return type === "Literal" && regex ? [regex] : Object.values(node).flatMap(literalsIn);
}

const root = fileURLToPath(new URL("..", import.meta.url));
const files = globSync(folders, { cwd: root }).filter((file) => !file.endsWith(".test.ts"));

const literals = (): Pattern[] =>
  files.flatMap((file) =>
    literalsIn(parseAst(readFileSync(root + file, "utf8"), { lang: "ts" })).map(({ pattern: source, flags }) => ({
      file,
      source,
      flags,
    })),
  );

/** Every regular expression that modules build while loading. */
async function composed(): Promise<Pattern[]> {
  const found: Pattern[] = [];
  globalThis.RegExp = new Proxy(RegExp, {
    construct(target, args: [string | RegExp, string?]) {
      const made = new target(...args);
      const file = /\/(lib\/[\w/-]+\.ts)/.exec(new Error("here").stack ?? "")?.[1];
      // TextPattern's arguments are found as literals.
      if (file && files.includes(file) && !file.endsWith("/text-pattern.ts"))
        found.push({ file, source: made.source, flags: made.flags });
      return made;
    },
  });
  for (const file of files) await import(root + file);
  return found;
}

const roomOf = ({ file }: Pattern): number => cut[file] ?? longest;

/** Each once, wherever it is used and with whatever of the flags g and y. */
async function patterns(): Promise<Pattern[]> {
  const all = [...literals(), ...(await composed())].map(({ file, source, flags }) => ({
    file,
    // A sticky pattern is tried at one position only.
    source: flags.includes("y") ? `^(?:${source})` : source,
    flags: flags.replace(/[gy]/g, ""),
  }));
  return [...new Map(all.map((one) => [`${roomOf(one)}/${one.source}/${one.flags}`, one])).values()];
}

interface Attack {
  pumps: { prefix: string; pump: string }[];
  suffix: string;
}

/** Whether the worst text that recheck finds, at the maximum length, takes the pattern too long. */
function holdsUp(pattern: Pattern, { pumps, suffix }: Attack): boolean {
  const { source, flags } = pattern;
  const fixed = pumps.reduce((sum, { prefix }) => sum + prefix.length, suffix.length);
  const pumped = pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.max(1, Math.floor((roomOf(pattern) - fixed) / pumped));
  const text = pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join("") + suffix;
  try {
    runInNewContext("text.replace(pattern, '')", { text, pattern: new RegExp(source, flags) }, { timeout: patienceMs });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}

// Limited by steps, not by time: a search cut short on a busy machine would look like the beginning of an attack.
const steps = { incubationTimeout: null, randomSeed: 1 };
const ask = ({ source, flags }: Pattern, checker: "automaton" | "fuzz", timeout: number) =>
  check(source, flags, { ...steps, checker, timeout });

/**
 * Cached results of searches for patterns without a proof, by everything that determines them: a search takes seconds
 * and is repeatable. null = no attack found; else the text, which is tried each time. Failing patterns are not stored.
 */
const notes = fileURLToPath(new URL("regexes.json", import.meta.url));
const noted: Readonly<Record<string, Attack | null>> = JSON.parse(readFileSync(notes, "utf8"));
const searched = new Map<string, Attack | null>();
const { version } = createRequire(import.meta.url)("recheck/package.json") as { version: string };
const keyOf = ({ source, flags }: Pattern) =>
  createHash("sha256")
    .update(JSON.stringify([version, steps, source, flags]))
    .digest("base64url");

const passes = (pattern: Pattern, attack: Attack | null) => attack === null || holdsUp(pattern, attack);

/** @returns what is wrong with the pattern, or null */
async function fault(pattern: Pattern): Promise<string | null> {
  const key = keyOf(pattern);
  const known = noted[key];
  if (known !== undefined && passes(pattern, known)) {
    searched.set(key, known);
    return null;
  }
  // Usually a proof, within milliseconds. Fuzzing only searches and takes seconds, longer on a busy machine.
  let found = await ask(pattern, "automaton", 1 * second);
  const isProof = found.status !== "unknown";
  if (!isProof) found = await ask(pattern, "fuzz", 10 * minute);
  if (found.status === "unknown") return `recheck does not know: ${found.error.kind}`;
  const attack = found.status === "safe" ? null : attackOf(found.attack);
  if (found.status === "vulnerable" && !passes(pattern, attack))
    return `${found.complexity.summary}: ${found.attack.pattern}`;
  if (!isProof) searched.set(key, attack);
  return null;
}

const attackOf = ({ pumps, suffix }: Attack): Attack => ({
  pumps: pumps.map(({ prefix, pump }) => ({ prefix, pump })),
  suffix,
});

const all = await patterns();
const left = [...all];
let failed = 0;
async function checkOneAfterTheOther(): Promise<void> {
  for (let pattern = left.shift(); pattern !== undefined; pattern = left.shift()) {
    const wrong = await fault(pattern);
    if (wrong === null) continue;
    failed++;
    console.log(`${pattern.file}: /${pattern.source.slice(0, 100)}/${pattern.flags}\n  ${wrong.slice(0, 300)}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, checkOneAfterTheOther));
console.log(`${all.length - failed} of ${all.length} regular expressions hold up against ${longest} characters`);
const text = `${JSON.stringify(Object.fromEntries([...searched].sort()), null, 2)}\n`;
if (text !== readFileSync(notes, "utf8")) {
  if (process.env.CI)
    console.log("`npm run regexes` notes in scripts/regexes.json what was searched here: it is not done again.");
  else writeFileSync(notes, text);
}
process.exit(failed > 0 ? 1 : 0);
