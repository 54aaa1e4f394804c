import { type Gateway, startGateway } from "../local/gateway.ts";

export type OutsideName = "database" | "outbox" | "boards" | "polar";

/** Addresses of a test file's outside world, known before anything listens behind them. */
interface Outside {
  urlOf(name: OutsideName): string;
  play(name: OutsideName, url: string | null): void;
  /** The end of a file: no service is simulated any more. @returns what was requested while nothing stood behind it */
  forget(): string[];
}

let opened: (Outside & { gateway: Gateway }) | undefined;

/**
 * lib/env reads addresses at import, tests start servers later: this stands between them. `/NAME/...` goes to the
 * server for NAME; a request for one that is missing fails the file.
 */
export async function openOutside(): Promise<Outside> {
  if (opened) return opened;
  const players = new Map<string, string>();
  const unexpected: string[] = [];
  const gateway = await startGateway((path) => {
    const [, name = "", rest = ""] = /^\/([a-z]+)(.*)$/s.exec(path) ?? [];
    const player = players.get(name);
    if (!player) unexpected.push(path.split("?")[0] ?? path);
    return player ? player + rest : null;
  });
  opened = {
    gateway,
    urlOf: (name) => `${gateway.url}/${name}`,
    play: (name, url) => (url === null ? players.delete(name) : players.set(name, url)),
    forget: () => {
      players.clear();
      return unexpected.splice(0);
    },
  };
  return opened;
}

/** Removes all of it, for a process whose next file opens its own. */
export async function closeOutside(): Promise<void> {
  await opened?.gateway.close();
  opened = undefined;
}

/**
 * Puts a server behind RESEND_BASE_URL ("outbox"), SOURCES ("boards"), POLAR_BASE_URL or SUPABASE_URL ("database");
 * null removes it.
 */
export function play(name: OutsideName, url: string | null): void {
  if (!opened) throw new Error("test/setup.ts has not run");
  opened.play(name, url);
}
