import { second } from "../../lib/time.ts";

/** A vendor's limit of requests per window and key; a window begins with a request. */
export class RateLimit {
  readonly #windows = new Map<string, { endsAt: number; used: number }>();
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #clock: () => number;

  constructor(limit: number, windowMs: number, clock: () => number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  /** Counts a request. `headers` belong on its answer, whatever that is. */
  take(key: string): { allowed: boolean; headers: Record<string, string> } {
    const now = this.#clock();
    for (const [other, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(other);
    const window = this.#windows.get(key) ?? { endsAt: now + this.#windowMs, used: 0 };
    this.#windows.set(key, window);
    window.used += 1;
    const allowed = window.used <= this.#limit;
    const resetSeconds = String(Math.ceil((window.endsAt - now) / second));
    return {
      allowed,
      headers: {
        "ratelimit-limit": String(this.#limit),
        "ratelimit-policy": `${this.#limit};w=${this.#windowMs / second}`,
        "ratelimit-remaining": String(Math.max(0, this.#limit - window.used)),
        "ratelimit-reset": resetSeconds,
        ...(allowed ? {} : { "retry-after": resetSeconds }),
      },
    };
  }
}
