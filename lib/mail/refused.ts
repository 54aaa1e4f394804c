import { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { minute } from "../time.ts";

/** The vendor refuses our key, our domain or the API's address: mails wait until an operator fixes that. */
export interface Refused {
  /** The vendor's error name, such as invalid_api_key. */
  reason: string;
  since: string;
}

const refusedShape = z.object({ reason: z.string(), since: z.iso.datetime() }).nullable().catch(null);
/** Refused mails are tried again every 5 minutes; without news for this long, the state is unknown. */
const knownMs = 15 * minute;

const key = () => redisKey("mail", "refused");

/** Notes for operators whether the vendor refuses us (null: no). If Redis is away, the next answer will do. */
export async function noteRefused(reason: string | null): Promise<void> {
  await connected()
    .then(async (redis) => {
      if (reason === null) return redis.del(key());
      const noted = refusedShape.parse(JSON.parse((await redis.get(key())) ?? "null"));
      const since = noted?.reason === reason ? noted.since : new Date().toISOString();
      return redis.set(key(), JSON.stringify({ reason, since }), "PX", knownMs);
    })
    .catch(() => {});
}

/** null = as far as we know, it accepts our mails. */
export async function sendingRefused(): Promise<Refused | null> {
  const noted = await (await connected()).get(key());
  return refusedShape.parse(noted === null ? null : JSON.parse(noted));
}
