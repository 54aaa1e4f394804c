import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The order in which processes end when their owner is gone: programs first, then the services that they use. */
export interface Held {
  stage: "program" | "service";
  signal: "SIGTERM" | "SIGINT";
}

/** Ends its processes and removes `folder` as soon as this process is gone, for whatever reason. */
export interface Leash {
  readonly pid: number;
  hold(pid: number, held: Held): void;
  release(pid: number): void;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL("leash.sh", import.meta.url));

/**
 * A small shell in its own process group watches over all children: neither Ctrl-C nor SIGKILL of this process reaches
 * it, and the children end in the right order.
 */
export function openLeash(folder = ""): Leash {
  const held = new Map<number, Held>();
  let closing = false;
  let shell: ChildProcess;
  const tell = () => {
    const line = [...held].map(([pid, { stage, signal }]) => `${pid}:${stage}:${signal.slice(3)}`).join(" ");
    shell.stdin?.write(`${line}\n`);
  };
  const open = () => {
    shell = spawn("/bin/sh", [script, folder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    shell.unref();
    // If the shell was killed, the exit handler starts another; this error needs no handling.
    shell.stdin?.on("error", () => {});
    (shell.stdin as unknown as { unref?(): void })?.unref?.();
    shell.once("exit", (code) => {
      if (closing) return;
      // It exits by itself only if it cannot run at all, and without it our death would leave processes behind.
      if (code !== null) throw new Error(`local/leash.sh ended with exit code ${code}`);
      open();
      tell();
    });
  };
  open();
  return {
    get pid() {
      return shell.pid ?? 0;
    },
    hold(pid, how) {
      held.set(pid, how);
      tell();
    },
    release(pid) {
      if (held.delete(pid)) tell();
    },
    async close() {
      closing = true;
      if (shell.exitCode !== null || shell.signalCode !== null) return;
      const gone = new Promise((resolve) => shell.once("exit", resolve));
      shell.ref();
      shell.stdin?.end();
      await gone;
    },
  };
}
