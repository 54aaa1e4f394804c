import { execFile, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const much = { maxBuffer: 64 * 2 ** 20 };

/** An image's run configuration. */
export interface Config {
  User: string;
  Env: string[];
  Entrypoint: string[];
  Healthcheck: { Test: string[] };
}

export interface Built {
  /** The folder where its files are mounted. */
  root: string;
  config: Config;
  ms: number;
}

/** Builds with Debian's buildah: no engine, no daemon, no kernel feature except chroot. */
export class Builder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a base image from this machine. @returns its name */
  async base(): Promise<string> {
    const root = this.baseRoot;
    mkdirSync(root, { recursive: true });
    await run("scripts/image/base.sh", [root]);
    await this.#buildah(["bud", "--quiet", "--tag", "base", root]);
    return "localhost/base";
  }

  get baseRoot(): string {
    return join(this.#folder, "base");
  }

  /** @param cache npm's cache, so that nothing is downloaded twice */
  async build(base: string, commit: string, cache: string): Promise<Built> {
    const startedAt = performance.now();
    const args = { NODE_IMAGE: base, COMMIT: commit };
    await this.#buildah([
      // Docker's format, as OCI's has no health check.
      ...["bud", "--format", "docker", "--isolation", "chroot", "--pull-never", "--tag", "jobping"],
      ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
      ...["--volume", `${cache}:/root/.npm`, "."],
    ]);
    const ms = performance.now() - startedAt;
    const container = await this.#buildah(["from", "--pull-never", "localhost/jobping"]);
    const told = JSON.parse(await this.#buildah(["inspect", "--type", "image", "localhost/jobping"]));
    return { root: await this.#buildah(["mount", container]), config: told.Docker.config, ms };
  }

  async #buildah(args: string[]): Promise<string> {
    const where = ["--storage-driver", "vfs", "--root", join(this.#folder, "store"), "--runroot"];
    const command = [...where, join(this.#folder, "run"), ...args];
    if (args[0] !== "bud") return (await run("buildah", command, much)).stdout.trim();
    // The build's output says what is wrong.
    const child = spawn("buildah", command, { stdio: ["ignore", 2, 2] });
    const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
    if (code !== 0) throw new Error(`buildah ${args[0]} ended with ${code}`);
    return "";
  }
}
