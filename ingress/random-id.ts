import { randomFillSync } from "node:crypto";

// 128 bits: nobody guesses one, and no two are ever the same.
const idBytes = 16;
const pool = Buffer.alloc(256 * idBytes);
let used = pool.length;

/** An opaque id of 22 characters. Random bytes come by the hundred: asking for each alone costs as much as sealing. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString("base64url", used, used + idBytes);
  // What was given away does not lie around in memory.
  pool.fill(0, used, used + idBytes);
  used += idBytes;
  return id;
}
