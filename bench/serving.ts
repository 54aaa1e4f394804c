import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };

/** A server in a process of its own. */
export interface Serving {
  url: string;
  child: ChildProcess;
}

interface Program {
  /** Beside this file. */
  module: string;
  flags?: string[];
}

/** The ingress as it is deployed, freshly built: what tsx adds to each function is not part of the product. */
export function builtIngress(): Program {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
  return {
    module: "../dist/ingress/main.js",
    flags: packageJson.scripts.ingress.split(" ").filter((word) => word.startsWith("--")),
  };
}

/** Starts a module that says where it listens. The load comes from many networks, as a real crowd does. */
export async function serve({ module, flags = [] }: Program, env: Readonly<Record<string, string>>): Promise<Serving> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), {
    execArgv: flags,
    env: { PATH: process.env.PATH, PORT: "0", TRUSTED_PROXIES: "127.0.0.1/32", ...env },
    // Logs are written as in production; nobody reads them here.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = (await once(child, "message")) as [{ listening: string }];
  return { url: message.listening, child };
}

export async function end({ child }: Serving): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
