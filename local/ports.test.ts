import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort, isFree, nextFreePort, onFreePort } from "./ports.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function take(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    servers.push(server);
  });
}

test("a taken port is not free, and the next ones are tried", async () => {
  const port = await take(0);
  expect(await isFree(port)).toBe(false);
  expect(await freePort(port)).not.toBe(port);
  expect(await nextFreePort(port)).toBeGreaterThan(port);
});

test("a free port that is preferred is taken", async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
  expect(await nextFreePort(port)).toBe(port);
});

test("a start that lost its port to somebody else begins again on another", async () => {
  const tried: number[] = [];
  const port = await onFreePort(0, async (free) => {
    tried.push(free);
    if (tried.length === 1) {
      await take(free);
      throw new Error("address in use");
    }
    return free;
  });
  expect(tried).toHaveLength(2);
  expect(port).toBe(tried[1]);
});

test("a start that fails for another reason fails", async () => {
  await expect(onFreePort(0, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
});
