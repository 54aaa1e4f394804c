import { type ChildProcess, spawn } from "node:child_process";

/** How a process ends when its owner is gone: programs first, then the services that they use. */
export interface Held {
  stage: "program" | "service";
  signal: "SIGTERM" | "SIGINT";
}

/** Ends what it holds, and removes `folder`, as soon as this process is gone, however it went. */
export interface Leash {
  readonly pid: number;
  hold(pid: number, held: Held): void;
  release(pid: number): void;
  close(): Promise<void>;
}

// Each line on stdin is the whole list, `pid:stage:SIGNAL ...`; the end of stdin is our death.
// Three seconds a stage: an idle program drains in far less, and Postgres needs one checkpoint.
const script = `
trap '' HUP INT TERM
held=
while IFS= read -r line; do held=$line; done
for stage in program service; do
  pids=
  for one in $held; do
    case $one in
      *:$stage:*) kill -s "\${one##*:}" "\${one%%:*}" 2>/dev/null && pids="$pids \${one%%:*}" ;;
    esac
  done
  tenths=0
  while [ $tenths -lt 30 ]; do
    alive=
    for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=1; done
    [ -n "$alive" ] || break
    sleep 0.1
    tenths=$((tenths + 1))
  done
  for pid in $pids; do kill -s KILL "$pid" 2>/dev/null; done
done
[ -z "$1" ] || rm -rf "$1"
`;

/**
 * One small shell in a process group of its own watches over all children, so that neither
 * Ctrl-C nor SIGKILL of this process reaches it, and children end in the right order.
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
    shell = spawn("/bin/sh", ["-c", script, "jobping-leash", folder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    shell.unref();
    // A pipe to a shell that was killed is replaced by the exit handler, not by this error.
    shell.stdin?.on("error", () => {});
    (shell.stdin as unknown as { unref?(): void })?.unref?.();
    shell.once("exit", () => {
      if (closing) return;
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
