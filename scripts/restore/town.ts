import { z } from "zod";
import { second, wait } from "../../lib/time.ts";

const message = z.object({
  to: z.union([z.string(), z.array(z.string())]),
  text: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
});
const patienceMs = 40 * second;

/** People by name, who act through the ingress and know only what is in their mailbox. */
export class Town {
  readonly #ingress: string;
  readonly #outbox: string;
  #visitors = 0;

  constructor(ingress: string, outbox: string) {
    this.#ingress = ingress;
    this.#outbox = outbox;
  }

  /** From the signup to the welcome, all at once. */
  async arrive(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const before = await this.#lettersTo(name);
        const came = async (more: number) => {
          for (const deadline = Date.now() + patienceMs; ; await wait(second / 5)) {
            const letters = await this.#lettersTo(name);
            if (letters.length >= before.length + more) return letters;
            if (Date.now() > deadline) throw new Error(`${name} waits for mail ${more} in vain`);
          }
        };
        await this.#post("/signups", signup(name));
        const [verification] = await came(1);
        await this.#post(`/verify?token=${/\/verify\?token=([\w.-]+)/.exec(verification?.text ?? "")?.[1]}`);
        await came(2);
      }),
    );
  }

  /** By the mail program's button. */
  async leave(name: string): Promise<void> {
    const [newest] = await this.#lettersTo(name);
    const token = /[?&]token=([\w.-]+)/.exec(newest?.headers["List-Unsubscribe"] ?? "")?.[1];
    await this.#post(`/unsubscribe?token=${token}`);
  }

  /** How many digests each of them has got so far. */
  async digests(): Promise<Map<string, number>> {
    const digests = (await this.#messages("")).filter((mail) => kindOf(mail) === "digest");
    return new Map([...Map.groupBy(digests, nameOf)].map(([name, theirs]) => [name, theirs.length]));
  }

  /** Delays the answer to the next request to the vendor. */
  async slowVendor(delayMs: number): Promise<void> {
    const body = JSON.stringify([{ delayMs, times: 1 }]);
    await fetch(`${this.#outbox}/faults`, { method: "PUT", headers: { "content-type": "application/json" }, body });
  }

  /** Newest first. */
  #lettersTo = (name: string) => this.#messages(`?to=${addressOf(name)}`);

  async #messages(query: string) {
    return z.array(message).parse(await (await fetch(`${this.#outbox}/messages${query}`)).json());
  }

  async #post(path: string, body?: object): Promise<void> {
    const answer = await fetch(this.#ingress + path, {
      method: "POST",
      // Everybody has their own address.
      headers: {
        "x-forwarded-for": `10.1.${++this.#visitors >> 8}.${this.#visitors & 255}`,
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path.split("?")[0]} answered ${answer.status}: ${await answer.text()}`);
  }
}

export const addressOf = (name: string) => `${name}@drill.example`;
type Mail = z.output<typeof message>;
const nameOf = ({ to }: Mail) => [to].flat()[0]?.split("@")[0] ?? "";
const kindOf = ({ tags }: Mail) => tags.find(({ name }) => name === "kind")?.value;

/** Wishes that many postings fit. */
const signup = (name: string) => ({
  email: addressOf(name),
  countries: ["DE", "GB", "FR", "NL", "ES"],
  careerPaths: ["unsure"],
  levels: ["internship", "graduate", "entry"],
  cadence: "weekly",
  timeZone: "Europe/Berlin",
  consent: true,
});
