import { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { minute } from "../time.ts";

/** The vendor refuses our key, our domain or the address of its API: mails wait until an operator mends that. */
export interface Refused {
  /** The vendor's name for it, such as invalid_api_key. */
  reason: string;
  since: string;
}

const refusedShape = z.object({ reason: z.string(), since: z.iso.datetime() }).nullable().catch(null);
/** The vendor is asked again every 5 minutes; if nobody asks any more, nobody knows. */
const knownMs = 15 * minute;

const key = () => redisKey("mail", "refused");

/** What an answer of the vendor says about us: noted for whoever runs this. Redis away: the next answer says it again. */
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

/** Null: it takes our mails, as far as is known. */
export async function sendingRefused(): Promise<Refused | null> {
  const noted = await (await connected()).get(key());
  return refusedShape.parse(noted === null ? null : JSON.parse(noted));
}
