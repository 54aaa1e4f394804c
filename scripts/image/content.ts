import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./builder.ts";

/** What an image is made of. */
export interface Content {
  megabytes: Record<string, number>;
  packages: number;
  /** The faults, as sentences; [] = none. */
  faults: string[];
}

const megabyte = 2 ** 20;
/** Everything in /app. */
const ours = ["dist", "node_modules"];
const command = "/usr/local/bin/jobping";
/** Files that do not belong there, by name: a laptop's values, sources, tests. */
const unwanted = /(^|\/)(\.env[^/]*|\.git|\.local|\.npmrc|secrets\.json|[^/]*\.pem|[^/]*\.key)$|\.test\.[jt]sx?$/;

function* walk(folder: string, path = ""): Generator<{ path: string; mode: number; bytes: number }> {
  for (const name of readdirSync(join(folder, path))) {
    const at = `${path}/${name}`;
    const { mode, size } = lstatSync(join(folder, at));
    const isFolder = (mode & 0o170000) === 0o040000;
    const isLink = (mode & 0o170000) === 0o120000;
    yield { path: at, mode: isLink ? 0 : mode, bytes: isFolder ? 0 : size };
    if (isFolder) yield* walk(folder, at);
  }
}

/** Packages that only development and the local stack need. */
function forDevelopers(): string[] {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  const dev = Object.entries(packages).filter(([, { dev }]) => dev);
  return dev.map(([path]) => path);
}

/** Checks every file of the image. @param base the base image, whose files are not checked */
export function contentOf(root: string, base: string, config: Config): Content {
  const app = join(root, "app");
  const isOfBase = new Set([...walk(base)].map(({ path }) => path));
  const sizes: Record<string, number> = { base: 0 };
  const faults: string[] = [];
  for (const { path, mode, bytes } of walk(root)) {
    const [, top = "", part = ""] = path.split("/");
    const place = top === "app" && part !== "" ? part : "base";
    sizes[place] = (sizes[place] ?? 0) + bytes;
    if (isOfBase.has(path)) continue;
    if (top !== "app" && !command.startsWith(path)) faults.push(`${path} is neither ours nor of the base`);
    if (mode & 0o022) faults.push(`${path} can be written by others than root`);
    if (part !== "node_modules" && unwanted.test(path)) faults.push(`${path} does not belong in an image`);
  }
  const strangers = readdirSync(app).filter((name) => !ours.includes(name));
  const there = new Set(readdirSync(join(app, "node_modules"), { recursive: true, encoding: "utf8" }));
  const dev = forDevelopers().filter((path) => there.has(path.replace(/^node_modules\//, "")));
  faults.push(
    ...strangers.map((name) => `/app/${name} is not needed`),
    ...dev.map((path) => `/app/${path} is a package for developers`),
    ...(config.User === "10001:10001" ? [] : [`it runs as ${config.User || "root"}`]),
    ...(config.Healthcheck?.Test ? [] : ["it has no health check"]),
    ...config.Env.filter((line) => /(SECRET|TOKEN|PASSWORD|_KEY)[^=]*=/.test(line)),
  );
  const packages = [...there].filter((path) => /^(@[^/]+\/)?[^/@.][^/]*$/.test(path)).length;
  const rounded = Object.entries(sizes).map(([name, bytes]) => [name, Math.round((bytes / megabyte) * 10) / 10]);
  return { megabytes: Object.fromEntries(rounded), packages, faults };
}
