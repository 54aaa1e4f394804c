import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { check } from "recheck";
import { parseAst } from "vitest/node";
import { second } from "../lib/time.ts";

/** What a source sends is understood in time that grows with its length: every pattern that reads it is tried here. */
const folders = "lib/{postings,links}/*.ts";
/** The longest text that reaches a pattern, in characters. */
const longest = 100_000;
/** Files whose patterns read only what was cut to so many characters before. */
const cut: Readonly<Record<string, number>> = {};

/** A hundred times what the slowest good pattern takes, a hundredth of what one that grows with the square does. */
const patienceMs = 250;

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

function patterns(): Pattern[] {
  const files = globSync(folders, { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  return files.flatMap((file) =>
    literalsIn(parseAst(readFileSync(root + file, "utf8"), { lang: "ts" })).map(({ pattern: source, flags }) => ({
      file,
      source,
      flags,
    })),
  );
}

/** Whether the worst text that recheck finds, at the length that may come, keeps the pattern busy. */
function holdsUp({ source, flags, file }: Pattern, attack: { pumps: Pump[]; suffix: string }): boolean {
  const room = cut[file] ?? longest;
  const fixed = attack.pumps.reduce((sum, { prefix }) => sum + prefix.length, attack.suffix.length);
  const pumped = attack.pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.max(1, Math.floor((room - fixed) / pumped));
  const text = attack.pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join("") + attack.suffix;
  try {
    runInNewContext("text.replace(pattern, '')", { text, pattern: new RegExp(source, flags) }, { timeout: patienceMs });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
interface Pump {
  prefix: string;
  pump: string;
}

/** @returns what is wrong with the pattern, or null */
async function fault(pattern: Pattern): Promise<string | null> {
  const found = await check(pattern.source, pattern.flags, { timeout: 20 * second, randomSeed: 1 });
  if (found.status === "safe") return null;
  if (found.status === "unknown") return `recheck does not know: ${found.error.kind}`;
  return holdsUp(pattern, found.attack) ? null : `${found.complexity.summary}: ${found.attack.pattern}`;
}

const all = patterns();
let failed = 0;
for (const pattern of all) {
  const wrong = await fault(pattern);
  if (wrong === null) continue;
  failed++;
  console.log(`${pattern.file}: /${pattern.source.slice(0, 100)}/${pattern.flags}\n  ${wrong.slice(0, 300)}`);
}
console.log(`${all.length - failed} of ${all.length} regular expressions hold up against ${longest} characters`);
process.exit(failed > 0 ? 1 : 0);
