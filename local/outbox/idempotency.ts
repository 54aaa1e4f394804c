import { createHash } from "node:crypto";
import { day } from "../../lib/time.ts";
import { ApiError } from "./errors.ts";
import type { Journal } from "./journal.ts";

/** The answer to a first request, for its repetitions. */
export interface Reply {
  body: unknown;
  messageIds: string[];
}

/** How long the vendor keeps keys. */
const keyLifeMs = 1 * day;
const maxKeyLength = 256;

/** A used key. */
interface Claim {
  /** Fingerprint of the first request. */
  payload: string;
  at: number;
  reply?: Reply;
}

/** The vendor's idempotency keys: each covers a whole request, also a batch. */
export class IdempotencyKeys {
  readonly #claims = new Map<string, Claim>();
  readonly #journal: Journal<[key: string, Claim]>;
  readonly #clock: () => number;

  constructor(clock: () => number, journal: Journal<[key: string, Claim]>) {
    this.#clock = clock;
    this.#journal = journal;
    for (const [key, claim] of journal.read()) {
      // A key used again after it expired moves to the end, as keys expire in this order.
      this.#claims.delete(key);
      this.#claims.set(key, claim);
    }
    if (this.#expire()) journal.rewrite(this.#claims);
  }

  /**
   * Runs a request at most once for its key; without a key, always.
   * A request that throws leaves its key free.
   * @throws ApiError if the key is malformed, was used for another payload, or its request is still running
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
    // Even if it cannot be stored it counts, as the request has been carried out.
    this.#journal.append([key, claim]);
    return { ...claim.reply, replayed: false };
  }

  /** @returns whether there was a key to forget */
  #expire(): boolean {
    const before = this.#claims.size;
    const oldest = this.#clock() - keyLifeMs;
    // Claims are in the order they were made, so the expired ones come first.
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

/** Equal for equal JSON, whatever the order of keys. Strings are hashed directly, as a batch has megabytes. */
function fingerprintOf(payload: unknown): string {
  const hash = createHash("sha256");
  const add = (value: unknown): void => {
    if (typeof value !== "object" || value === null) {
      const text = String(value);
      // Prefixed by type and length, so that different values never concatenate to the same text.
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
