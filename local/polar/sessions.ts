import { randomBytes, randomUUID } from "node:crypto";
import { hour } from "../../lib/time.ts";
import type { Books, Customer, Session } from "./books.ts";

/** As long as at the vendor. */
const sessionLifeMs = 1 * hour;

/** Sessions of the portal. */
export class Sessions {
  readonly #books: Books;
  readonly #clock: () => number;

  constructor(books: Books, clock: () => number) {
    this.#books = books;
    this.#clock = clock;
  }

  open(customer: Customer, returnUrl: string | null): Session {
    const now = this.#clock();
    const session: Session = {
      ...{ id: randomUUID(), token: `polar_cst_${randomBytes(24).toString("base64url")}` },
      ...{ customerId: customer.id, returnUrl, createdAt: new Date(now).toISOString() },
      expiresAt: new Date(now + sessionLifeMs).toISOString(),
    };
    this.#books.sessions.set(session.id, session);
    this.#books.changed();
    return session;
  }

  /** undefined = no such session, or its hour is over. */
  find(token: string): Session | undefined {
    return this.#books.sessions
      .values()
      .find((one) => one.token === token && Date.parse(one.expiresAt) > this.#clock());
  }
}
