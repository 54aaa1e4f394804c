import { afterAll, beforeAll, beforeEach } from "vitest";
import { closeChannels } from "../lib/channels.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { startBoards } from "../local/boards/main.ts";
import { startOutbox } from "../local/outbox/main.ts";
import { emptied, play, startDatabase, type TestDatabase } from "./services.ts";

export interface SentMail {
  id: string;
  to: string | string[];
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  idempotencyKey: string | null;
}

export interface World {
  sql: TestDatabase["sql"];
  database: TestDatabase;
  outbox: {
    url: string;
    /** Newest first. */
    mails(to?: string): Promise<SentMail[]>;
    /** How the next requests fail; `{}` ends it. */
    faults(faults: object): Promise<void>;
    clear(): Promise<void>;
  };
  boards: { url: string };
  /** Deletes what a test wrote, so that each begins with nothing. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

interface WorldOptions {
  boards?: Omit<Parameters<typeof startBoards>[0], "port">;
  requestsPerSecond?: number;
}

/** The world outside the workers: a database of this file's own, an outbox and job boards, over the network. */
export async function startWorld({
  boards: options = {},
  requestsPerSecond = 1000,
}: WorldOptions = {}): Promise<World> {
  const [database, outbox, boards] = await Promise.all([
    startDatabase(),
    startOutbox({ port: 0, requestsPerSecond }),
    startBoards({ port: 0, ...options }),
  ]);
  play("outbox", outbox.url);
  play("boards", boards.url);
  const clear = async () => void (await fetch(`${outbox.url}/messages`, { method: "DELETE" }));
  const faults = async (body: object) => {
    const put = await fetch(`${outbox.url}/faults`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!put.ok) throw new Error(`the outbox refused the faults: ${put.status} ${await put.text()}`);
  };
  return {
    sql: database.sql,
    database,
    boards: { url: boards.url },
    outbox: {
      url: outbox.url,
      async mails(to) {
        const all = (await (await fetch(`${outbox.url}/messages`)).json()) as SentMail[];
        return to === undefined ? all : all.filter((mail) => [mail.to].flat().includes(to));
      },
      faults,
      clear,
    },
    async reset() {
      await faults({});
      await clear();
      // A pause that the vendor asked for in the test before.
      await (await connected()).del(redisKey("mail", "pause"));
      await emptied(database.sql, "subscribers", "suppressions", "email_batches", "postings", "source_runs");
    },
    async close() {
      await closeChannels();
      await closeQueues();
      await closeRedis();
      await Promise.all([database.stop(), outbox.close(), boards.close()]);
    },
  };
}

/** The same for the tests of a file, each of which begins with nothing. */
export function worldOfFile(options?: WorldOptions): World {
  const world = {} as World;
  beforeAll(async () => {
    Object.assign(world, await startWorld(options));
  });
  beforeEach(() => world.reset());
  afterAll(() => world.close());
  return world;
}
