import { mkdirSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, isExecutable } from "./find-program.ts";
import type { Leash } from "./leash.ts";
import { onFreePort } from "./ports.ts";
import { Service } from "./service.ts";

export interface RedisOptions {
  /** The folder of the append-only file. */
  folder: string;
  logFile: string;
  leash: Leash;
  port?: number;
  /** Settings in addition to production's. */
  settings?: Readonly<Record<string, string>>;
}

export interface LocalRedis {
  service: Service;
  port: number;
  url: string;
}

/** Where scripts/setup unpacks Redis if none is installed. */
const unpacked = fileURLToPath(new URL("../.local/redis", import.meta.url));

/** The redis-server of the system, or the one that scripts/setup unpacked. */
function findRedis(): { command: string; env: Record<string, string | undefined> } {
  const onPath = findProgram("redis-server", "valkey-server");
  if (onPath) return { command: onPath, env: process.env };
  const own = join(unpacked, "usr/bin/redis-server");
  if (!isExecutable(own)) throw new Error("There is no redis-server. Run: node scripts/setup.mjs");
  // Debian's library folder is named after the architecture.
  const libraries = join(unpacked, "usr/lib");
  const folders = [libraries, ...readdirSync(libraries).map((name) => join(libraries, name))];
  return { command: own, env: { ...process.env, LD_LIBRARY_PATH: folders.join(delimiter) } };
}

/** PING over a bare socket: true once Redis answers and has its data in memory. */
function pingRedis(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write("PING\r\n"));
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
    socket.once("error", () => end(false));
  });
}

/**
 * Redis as in production: append-only file, no eviction. Loopback only and without a password: it holds only ids and
 * sealed payloads.
 */
export async function startRedis({ folder, logFile, leash, port, settings: more }: RedisOptions): Promise<LocalRedis> {
  const { command, env } = findRedis();
  mkdirSync(folder, { recursive: true });
  return onFreePort(port ?? 0, async (free) => {
    const settings = {
      port: `${free}`,
      bind: "127.0.0.1",
      dir: folder,
      appendonly: "yes",
      appendfsync: "everysec",
      save: "",
      "maxmemory-policy": "noeviction",
      ...more,
    };
    const service = new Service({
      name: "Redis",
      command,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      env,
      logFile,
      leash,
      stage: "service",
      signal: "SIGTERM",
      probe: () => pingRedis(free),
    });
    await service.start();
    return { service, port: free, url: `redis://127.0.0.1:${free}` };
  });
}
