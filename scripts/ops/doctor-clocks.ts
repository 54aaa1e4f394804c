import { redisTime } from "../../lib/redis.ts";
import { second } from "../../lib/time.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

/** Signed requests are valid for 300 s, leases for 15 s. A Date header has whole seconds. */
const [badMs, lateMs] = [15 * second, 2 * second];

/** Redis' clock, on which locks and budgets depend. */
export const redisClock = () => compared("Redis", redisTime);

/** How far a clock is off this machine's. `ask` returns its milliseconds since 1970, in steps of `grainMs`. */
export async function compared(whose: string, ask: () => Promise<number>, grainMs = 0): Promise<Finding> {
  const askedAt = Date.now();
  const told = (await ask()) + grainMs / 2;
  const offMs = Math.round(told - (askedAt + Date.now()) / 2);
  // It is unknown how the round trip divides into request and answer.
  const surelyMs = Math.max(0, Math.abs(offMs) - (Date.now() - askedAt) / 2 - grainMs / 2);
  const check = `clock of ${whose}`;
  const says = `${offMs >= 0 ? "+" : ""}${offMs} ms from this machine's`;
  if (surelyMs <= lateMs) return pass(check, says);
  const todo = "timedatectl status on both: NTP has to be on.";
  return surelyMs > badMs ? fail(check, says, todo) : warn(check, says, todo);
}

/** The clock of the ingress, which signs and verifies tokens; also whether the ingress answers. */
export async function ingressClock(): Promise<Finding> {
  const url = process.env.INGRESS?.replace(/\/+$/, "");
  const check = "ingress";
  if (!url) return warn(check, "not asked", "Set INGRESS to its address.");
  try {
    return await compared(
      "ingress",
      async () => {
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5 * second), redirect: "error" });
        await answer.body?.cancel();
        if (!answer.ok) throw new Error(`/readyz answers ${answer.status}`);
        return Date.parse(answer.headers.get("date") ?? "");
      },
      1 * second,
    );
  } catch (error) {
    return fail(check, `${url} does not answer as it should: ${(error as Error).message}`, "Does it run? See its log.");
  }
}
