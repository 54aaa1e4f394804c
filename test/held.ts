import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that holds back requests and answers: a request comes late, an answer is old. */
export async function holdBetween(target: string) {
  const held: (() => void)[] = [];
  let holding = false;
  const turn = () => (holding ? new Promise<void>((resolve) => held.push(resolve)) : undefined);
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { authorization = "", "content-type": type = "application/json" } = incoming.headers;
    await turn();
    const reply = await fetch(target + incoming.url, {
      method: incoming.method ?? "GET",
      headers: { authorization, "content-type": type },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    }).catch(() => null);
    const body = reply ? Buffer.from(await reply.arrayBuffer()) : Buffer.alloc(0);
    await turn();
    if (!reply) return void answer.destroy();
    const { "transfer-encoding": _, "content-encoding": __, ...headers } = Object.fromEntries(reply.headers);
    answer.writeHead(reply.status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** From now on each request waits, and then its answer. */
    hold() {
      holding = true;
    },
    /** How many wait. */
    waiting: () => held.length,
    /** Lets one of them pass, picked by this number. */
    release(which: number) {
      const [one] = held.splice(which % Math.max(1, held.length), 1);
      one?.();
    },
    /** Lets all pass, also future ones. */
    pass() {
      holding = false;
      for (const one of held.splice(0)) one();
    },
    async close() {
      this.pass();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
