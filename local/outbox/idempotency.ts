import { createHash } from "node:crypto";
import { day } from "../../lib/time.ts";
import { ApiError } from "./errors.ts";
import type { Journal } from "./journal.ts";

/** What a first request was answered, for its repetitions. */
export interface Reply {
  body: unknown;
  messageIds: string[];
}

/** The vendor's own term. */
const keyLifeMs = 1 * day;
const maxKeyLength = 256;

/** A key that was used. */
interface Claim {
  /** Fingerprint of the first request. */
  payload: string;
  at: number;
  reply?: Reply;
}

/** The vendor's idempotency keys: one covers a whole request, a batch too. */
export class IdempotencyKeys {
  readonly #claims = new Map<string, Claim>();
  readonly #journal: Journal<[key: string, Claim]>;
  readonly #clock: () => number;

  constructor(clock: () => number, journal: Journal<[key: string, Claim]>) {
    this.#clock = clock;
    this.#journal = journal;
    for (const [key, claim] of journal.read()) {
      // A key that was used again after its day stands where it was used last, as they expire in this order.
      this.#claims.delete(key);
      this.#claims.set(key, claim);
    }
    if (this.#expire()) journal.rewrite(this.#claims);
  }

  /**
   * Runs a request at most once for its key; without a key, always.
   * A request that throws leaves its key free, as if it had never come.
   * @throws ApiError when the key is malformed, used for another payload, or still at work
   */
  async once(
    key: string | undefined,
    payload: unknown,
    run: () => Promise<Reply>,
  ): Promise<Reply & { replayed: boolean }> {
    if (key === undefined) return { ...(await run()), replayed: false };
    if (key.length < 1 || key.length > maxKeyLength) {
      throw new ApiError("invalid_idempotency_key", "The key must be between 1-256 chars.");
    }
    const fingerprint = fingerprintOf(payload);
    this.#expire();
    const earlier = this.#claims.get(key);
    if (earlier) return { ...repeat(earlier, fingerprint), replayed: true };
    const claim: Claim = { payload: fingerprint, at: this.#clock() };
    this.#claims.set(key, claim);
    try {
      claim.reply = await run();
    } catch (error) {
      this.#claims.delete(key);
      throw error;
    }
    // Not written down it counts all the same: the request has been done.
    this.#journal.append([key, claim]);
    return { ...claim.reply, replayed: false };
  }

  /** @returns whether there was something to forget */
  #expire(): boolean {
    const before = this.#claims.size;
    const oldest = this.#clock() - keyLifeMs;
    // Claims stand in the order they were made, so the expired ones are in front.
    for (const [expired, { at }] of this.#claims) {
      if (at > oldest) break;
      this.#claims.delete(expired);
    }
    return this.#claims.size < before;
  }
}

function repeat(earlier: Claim, fingerprint: string): Reply {
  if (earlier.payload !== fingerprint) {
    throw new ApiError("invalid_idempotent_request", "Same idempotency key used with a different request payload.");
  }
  if (!earlier.reply) {
    throw new ApiError(
      "concurrent_idempotent_requests",
      "Same idempotency key used while original request is still in progress.",
    );
  }
  return earlier.reply;
}

/** The same for the same JSON in whatever order its keys stand. Texts are hashed as they are: a batch has megabytes. */
function fingerprintOf(payload: unknown): string {
  const hash = createHash("sha256");
  const add = (value: unknown): void => {
    if (typeof value !== "object" || value === null) {
      const text = String(value);
      // Its kind and length in front, so that no two values run together to the same.
      hash.update(`${typeof value}${text.length}:`).update(text);
    } else if (Array.isArray(value)) {
      hash.update(`[${value.length}`);
      value.forEach(add);
    } else {
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      hash.update(`{${entries.length}`);
      for (const [name, item] of entries) {
        add(name);
        add(item);
      }
    }
  };
  add(payload);
  return hash.digest("base64");
}
