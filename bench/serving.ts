import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface Serving {
  url: string;
  child: ChildProcess;
}

/** The ingress as it is deployed, made anew: what tsx adds to each function is no part of the product. */
export function builtIngress(): string {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
  return "../dist/ingress/main.js";
}

/** Starts a module that says where it listens. The load comes from many networks, as a real crowd does. */
export async function serve(module: string, env: Readonly<Record<string, string>>): Promise<Serving> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), {
    execArgv: [],
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
