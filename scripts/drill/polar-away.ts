import { connect, createServer, type Server, type Socket } from "node:net";
import { second } from "../../lib/time.ts";

/** How Polar can be away: nobody listens, it fails, it does not answer, or it acts but its answer is lost. */
export const absences = ["refuses", "fails", "hangs", "loses answers", "is full"] as const;
export type Absence = (typeof absences)[number];

const faults: Record<Exclude<Absence, "refuses">, object> = {
  fails: { status: 503 },
  hangs: { delayMs: 60 * second },
  "loses answers": { drop: true },
  "is full": { status: 429 },
};

/** The local Polar behind a proxy, which can be taken away. */
export class PolarAway {
  readonly #polar: URL;
  readonly #sockets = new Set<Socket>();
  #door: Server;
  #port = 0;

  constructor(polar: string) {
    this.#polar = new URL(polar);
    this.#door = this.#made();
  }

  /** @returns the proxy's address */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#door.listen(this.#port, "127.0.0.1", resolve));
    const address = this.#door.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    return `http://127.0.0.1:${this.#port}`;
  }

  async away(how: Absence): Promise<void> {
    if (how !== "refuses") return this.#put("/faults", faults[how]);
    await this.#put("/faults", { down: true });
    await this.close();
  }

  /** @param lost how many of the next events are never sent */
  async back(how: Absence, lost: number): Promise<void> {
    await this.#put("/webhooks", { lose: lost, reorder: lost % 2 === 0, duplicate: lost % 3 === 0 ? 1 : 0 });
    await this.#put("/faults", how === "refuses" ? { down: false } : {});
    if (how !== "refuses") return;
    this.#door = this.#made();
    await this.open();
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#door.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    return closed;
  }

  async #put(path: string, body: object): Promise<void> {
    const put = await fetch(new URL(path, this.#polar), {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!put.ok) throw new Error(`Polar refused ${path}: ${put.status} ${await put.text()}`);
  }

  #made(): Server {
    return createServer((socket) => {
      const inner = connect(Number(this.#polar.port), this.#polar.hostname);
      for (const [from, to] of [
        [socket, inner],
        [inner, socket],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }
}
