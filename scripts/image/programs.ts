import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { second } from "../../lib/time.ts";
import type { Environment } from "../../local/environment.ts";
import type { Leash } from "../../local/leash.ts";
import { Service } from "../../local/service.ts";
import type { Built } from "./builder.ts";

const nobody = fileURLToPath(new URL("nobody.sh", import.meta.url));

/** The image's own environment, and what its host adds. */
function environment({ config }: Built, env: Environment): Environment {
  const own = config.Env.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
  // For this machine's `unshare`, `mount` and the like.
  return { ...Object.fromEntries(own), PATH: process.env.PATH, ...env };
}

interface Options {
  env: Environment;
  /** Resolves once it takes work. */
  ready: string;
  logFile: string;
  leash: Leash;
}

/** `ingress` or `worker` of the image, as nobody, on a read-only file system. */
export function imageProgram(built: Built, name: string, { env, ready, logFile, leash }: Options): Service {
  return new Service({
    name,
    command: nobody,
    args: [built.root, ...built.config.Entrypoint, name],
    env: environment(built, env),
    logFile,
    leash,
    stage: "program",
    signal: "SIGTERM",
    stopLimitMs: 25 * second,
    probe: async () => (await fetch(ready, { signal: AbortSignal.timeout(2 * second) })).ok,
  });
}

export interface Ran {
  code: number;
  said: string;
}

/** Runs one command of the image to its end. */
export function inImage(built: Built, command: string[], env: Environment = {}, input = ""): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: environment(built, env) as NodeJS.ProcessEnv, timeout: 60 * second };
    const child = execFile(nobody, [built.root, ...command], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, said: stdout + stderr });
    });
    child.stdin?.on("error", () => {}).end(input);
  });
}
