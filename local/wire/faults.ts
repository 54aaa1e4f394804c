import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { minute, wait } from "../../lib/time.ts";
import { hangUp } from "./server.ts";

const faultSchema = z.strictObject({
  /** Answer with this status and do nothing else. */
  status: z.int().min(400).max(599).optional(),
  /** The vendor's error name; default: the one for the status. */
  name: z.string().max(64).optional(),
  delayMs: z
    .int()
    .min(0)
    .max(10 * minute)
    .optional(),
  /** Carry out the request, then close the connection without an answer: a lost reply. */
  drop: z.boolean().optional(),
  /** Close the connection without doing anything. */
  dropBefore: z.boolean().optional(),
  /**
   * How many requests it affects; default: all if it is the only fault, one in a script. Without other fields, they
   * pass.
   */
  times: z.int().min(1).optional(),
});

/** What PUT /faults takes: one fault, a script of faults, or `{}` for none. */
export const faultsBody = z.union([faultSchema, z.array(faultSchema).max(10_000)]);

export type Fault = z.output<typeof faultSchema>;

/** The faults for the next requests. */
export class Faults {
  #script: { fault: Fault; left: number }[] = [];

  set(body: z.output<typeof faultsBody>): void {
    const script = Array.isArray(body) ? body.map((fault) => ({ times: 1, ...fault })) : [body];
    this.#script = script.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  next(): Fault {
    const first = this.#script[0];
    if (!first) return {};
    first.left -= 1;
    if (first.left <= 0) this.#script.shift();
    return first.fault;
  }

  waiting(): Fault[] {
    return this.#script.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }
}

export interface FaultEnv {
  Bindings: HttpBindings;
  Variables: {
    /**
     * Waits for the fault's delay. A route may call it where slowness matters most; otherwise it comes before the
     * answer.
     */
    hold(): Promise<void>;
    /** The connection was closed without an answer. */
    dropped: boolean;
  };
}

/**
 * Applies the next fault to a request.
 * @param answer makes the vendor's error reply to a fault with a status
 * @param stopped ends delays when the server closes
 */
export function strike<Env extends FaultEnv>(
  faults: Faults,
  answer: (c: Context<Env>, fault: Fault & { status: number }) => Response,
  stopped: AbortSignal,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const fault = faults.next();
    let held = false;
    const hold = async () => {
      if (held || !fault.delayMs) return;
      held = true;
      await wait(fault.delayMs, stopped);
    };
    c.set("hold", hold);
    c.set("dropped", Boolean(fault.drop || fault.dropBefore));
    if (fault.status === undefined && !fault.dropBefore) await next();
    await hold();
    if (c.get("dropped")) c.res = hangUp(c);
    else if (fault.status !== undefined) c.res = answer(c, { ...fault, status: fault.status });
  };
}

/** PUT /faults sets faults, GET /faults shows those to come. */
export function faultRoutes(faults: Faults): Hono {
  return new Hono()
    .put("/faults", async (c) => {
      const body = faultsBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json({ message: z.prettifyError(body.error) }, 422);
      faults.set(body.data);
      return c.json(faults.waiting());
    })
    .get("/faults", (c) => c.json(faults.waiting()));
}
