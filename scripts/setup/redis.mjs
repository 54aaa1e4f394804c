import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, isExecutable, run, say, Unready } from "./unready.mjs";

/**
 * Makes sure that there is a redis-server: on the PATH, else from the system's package manager (as root), else from
 * Debian's packages unpacked into .local/redis, where local/redis.ts finds it.
 * @param {URL} root of the checkout
 */
export async function ensureRedis(root) {
  const unpacked = fileURLToPath(new URL(".local/redis", root));
  if (hasRedis(unpacked)) return;
  if (process.getuid?.() === 0) installAsRoot();
  if (!hasRedis(unpacked) && findProgram("apt-get") && findProgram("dpkg")) unpack(unpacked);
  if (!hasRedis(unpacked)) throw new Unready(howTo);
}

function hasRedis(unpacked) {
  if (findProgram("redis-server") ?? findProgram("valkey-server")) return true;
  return isExecutable(join(unpacked, "usr/bin/redis-server"));
}

const howTo = `JobPing needs Redis, and there is no redis-server on the PATH. Install it and run the same command again:
  Debian, Ubuntu   sudo apt-get install redis-server
  Fedora           sudo dnf install redis
  macOS            brew install redis
  Windows          inside WSL (wsl --install): sudo apt-get install redis-server`;

const quiet = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" } };

function installAsRoot() {
  const apt = ["apt-get", "install", "-y", "--no-install-recommends", "redis-server"];
  const ways = {
    "apt-get": [apt, ["apt-get", "update"], apt],
    dnf: [
      ["dnf", "install", "-y", "redis"],
      ["dnf", "install", "-y", "valkey"],
    ],
    apk: [["apk", "add", "--no-cache", "redis"]],
    pacman: [
      ["pacman", "-Sy", "--noconfirm", "redis"],
      ["pacman", "-Sy", "--noconfirm", "valkey"],
    ],
  };
  const manager = Object.keys(ways).find(findProgram);
  if (!manager) return;
  say(`installing Redis with ${manager} ...`);
  withoutStartingServices(() => {
    for (const [command, ...args] of ways[manager]) {
      const isInstall = args[0] !== "update";
      if (run(command, args, quiet).ok && isInstall) return;
    }
    say(`${manager} could not install Redis.`);
  });
}

/** Debian's packages start their service when installed; this file is the official way to prevent it. */
function withoutStartingServices(install) {
  const veto = "/usr/sbin/policy-rc.d";
  const ours = findProgram("dpkg") !== null && !existsSync(veto);
  if (ours) {
    writeFileSync(veto, "#!/bin/sh\nexit 101\n");
    chmodSync(veto, 0o755);
  }
  try {
    install();
  } finally {
    if (ours) rmSync(veto, { force: true });
  }
}

/** Downloads and unpacks Debian's Redis with the libraries that this system lacks; needs no root. */
function unpack(target) {
  say("unpacking Redis into .local/redis (no administrator rights needed) ...");
  const work = `${target}.download`;
  rmSync(work, { recursive: true, force: true });
  for (const folder of ["lists/partial", "cache/archives/partial", "debs"])
    mkdirSync(join(work, folder), { recursive: true });
  const own = [
    ...["-o", `Dir::State::Lists=${join(work, "lists")}`, "-o", `Dir::Cache=${join(work, "cache")}`],
    ...["-o", "Debug::NoLocking=true", "-o", "APT::Sandbox::User="],
  ];
  const debs = join(work, "debs");
  const steps = [
    ["apt-get", [...own, "update"]],
    ["apt-get", [...own, "download", ...packages(own)], { cwd: debs }],
  ];
  for (const [command, args, options] of steps) {
    const { ok, lastWords } = run(command, args, { ...quiet, ...options });
    if (!ok) throw new Unready(`${howTo}\n\nUnpacking Debian's packages without rights failed too:\n${lastWords}`);
  }
  const fresh = join(work, "root");
  for (const deb of readdirSync(debs)) run("dpkg", ["-x", join(debs, deb), fresh]);
  finish(fresh, target, work);
}

/** What Debian 12's Redis needs beyond libc, and whatever else apt would install on this system. */
function packages(own) {
  const { stdout } = run(
    "apt-get",
    [...own, "--simulate", "--no-install-recommends", "install", "redis-server"],
    quiet,
  );
  const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  return [...new Set(["redis-server", "redis-tools", "libjemalloc2", "liblzf1", "libatomic1", ...missing])];
}

function finish(fresh, target, work) {
  const libraries = join(fresh, "usr/lib");
  const folders = existsSync(libraries) ? readdirSync(libraries).map((name) => join(libraries, name)) : [];
  const env = { ...process.env, LD_LIBRARY_PATH: [libraries, ...folders].join(":") };
  const { ok, lastWords } = run(join(fresh, "usr/bin/redis-server"), ["--version"], { env });
  if (!ok) throw new Unready(`${howTo}\n\nThe Redis that was unpacked without rights does not run:\n${lastWords}`);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  rmSync(work, { recursive: true, force: true });
}
