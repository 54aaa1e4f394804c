import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes, up to 4096. From a pool: asking the system for a few at a time costs as much as using them. */
export function randomBytes(size: number): Buffer {
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + size));
  // What was given away does not lie around in memory.
  pool.fill(0, used, used + size);
  used += size;
  return bytes;
}

/** An opaque id of 22 characters, 128 bits: nobody guesses one, and no two are ever the same. */
export const randomId = (): string => randomBytes(16).toString("base64url");
