import { z } from "zod";
import { second, wait } from "../../lib/time.ts";
import { en } from "../../lib/words/en.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";
import { cards } from "../../local/polar/catalogue.ts";
import type { Errand, PolarAct } from "./errands.ts";
import type { PolarReading, VisitState } from "./history.ts";
import type { World } from "./life.ts";
import type { Life } from "./plan.ts";
import { addressOf } from "./postbox.ts";

const everyMs = 400;
/** How long somebody who has paid and hears nothing waits before clicking again. */
const patienceMs = 20 * second;
const visited = z.object({ state: z.string(), url: z.string().optional() });
const subscriptions = z.array(
  z.object({
    ...{ id: z.string(), status: z.string() },
    customer: z.object({ external_id: z.string().nullable() }),
  }),
);
/** A visit's final states. */
const ended: readonly VisitState[] = ["started", "unneeded", "owed", "failed", "closed", "nobody", "unsold"];
/** States after which one has to click again to get premium. */
const inVain: readonly VisitState[] = ["paid", "failed", "closed"];

/** What people do about premium, on our pages and at the local Polar, whose address is `polar`. */
export class Till {
  readonly #polar: string;
  readonly #world: World;

  constructor(polar: string, world: World) {
    this.#polar = polar;
    this.#world = world;
  }

  async run(life: Life, errands: readonly Errand[]): Promise<void> {
    for (const [index, errand] of errands.entries()) {
      await wait(errand.afterMs, this.#world.signal);
      const dice = diceOf(life.seed, "errand", index);
      if (errand.do === "act") await this.#act(life.person, errand.act);
      else await this.#buy(life.person, errand, dice);
    }
  }

  /** Polar's data about everybody, readable also while it is away. */
  async read(): Promise<PolarReading> {
    const rows = subscriptions.parse(await this.#fetched("/subscriptions"));
    return {
      ...{ type: "polar", at: Date.now() },
      subscriptions: rows.map(({ id, status, customer }) => ({ id, status, subscriber: customer.external_id })),
    };
  }

  async #buy(person: number, { plan, clicks }: Errand & { do: "buy" }, dice: Dice): Promise<void> {
    const [letter] = this.#world.postbox.lettersTo(person, "digest");
    const { billing, mail } = letter ?? {};
    if (!billing || !mail?.subscriber) throw new Error(`the welcome of person ${person} has no link to premium`);
    const { history, signal } = this.#world;
    history.add({ type: "purchase", at: Date.now(), person, done: false });
    const before = await this.#bought(mail.subscriber);
    const path = `/billing/checkout?token=${billing}`;
    for (let url: string | null = null; url === null; ) {
      const pages = await Promise.all(Array.from({ length: clicks }, () => this.#click(person, path, plan, dice)));
      const { promise: open, resolve } = Promise.withResolvers<string | null>();
      for (const page of pages) if (page !== null) void this.#follow(person, page, resolve).catch(() => {});
      url = await open;
      // Told to wait for Polar, they do so for a while.
      if (url === null) await wait(patienceMs, signal);
      else if (url !== "")
        await this.#pay(person, url, () => this.#bought(mail.subscriber ?? "").then((now) => now > before));
    }
    history.add({ type: "purchase", at: Date.now(), person, done: true });
  }

  /** @returns the path of the page between ours and Polar's */
  async #click(person: number, path: string, plan: string, dice: Dice): Promise<string | null> {
    const { client, signal } = this.#world;
    for (;;) {
      const { status, location } = await client.post("checkout", person, { path, body: { plan } });
      if (status === 303) return location;
      if (status !== 503) return null;
      await wait(dice.between(1.5 * second, 3 * second), signal);
    }
  }

  /** Follows the page as a browser does. @returns the way to Polar; `""`: there is none, null: they have to wait */
  async #follow(person: number, page: string, open: (url: string | null) => void): Promise<void> {
    const { client, history, signal } = this.#world;
    const id = page.split("/").at(-1) ?? page;
    for (let last = ""; !signal.aborted; await wait(everyMs, signal)) {
      const { status, json } = await client.get(page, {}, person);
      const { data } = visited.safeParse(json);
      if (status !== 200 || !data) continue;
      const state = data.state as VisitState;
      if (data.url !== undefined) open(data.url);
      if (inVain.includes(state)) open(null);
      if (ended.includes(state)) open("");
      if (state !== last) {
        const said = state === "slow" && (await this.#says(person, page));
        history.add({ type: "visit", at: Date.now(), person, id, state, ...(said && { said }) });
      }
      last = state;
      if (ended.includes(state)) return;
    }
  }

  /** Whether the page says that Polar does not answer, or has meanwhile gone on. */
  async #says(person: number, page: string): Promise<boolean> {
    const { text } = await this.#world.client.get(page, { accept: "text/html" }, person);
    const { slow, waiting } = en.pages.billing.visit;
    return text.includes(slow.headline) ? text.includes("Nothing was charged") : !text.includes(waiting.headline);
  }

  /** Pays on Polar's page, once; if it does not answer, they reload it. */
  async #pay(person: number, url: string, isBought: () => Promise<boolean>): Promise<void> {
    const fields = { email: addressOf(person), name: "Drill Person", country: "DE", card: cards.good };
    while (!(await isBought())) {
      const body = new URLSearchParams(fields);
      await fetch(url, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(5 * second) }).catch(
        () => {},
      );
      if (await isBought()) return;
      await wait(second, this.#world.signal);
    }
  }

  /** Polar refuses acts that a subscription's state does not allow. */
  async #act(person: number, act: PolarAct): Promise<void> {
    const [letter] = this.#world.postbox.lettersTo(person, "digest");
    const { subscriptions: all } = await this.read();
    const theirs = all.filter(({ subscriber }) => subscriber === letter?.mail.subscriber).at(-1);
    if (theirs) await this.#fetched(`/subscriptions/${theirs.id}/${act}`, "POST");
  }

  async #bought(subscriber: string): Promise<number> {
    const { subscriptions: all } = await this.read();
    return all.filter((one) => one.subscriber === subscriber).length;
  }

  async #fetched(path: string, method = "GET"): Promise<unknown> {
    return (await fetch(this.#polar + path, { method, signal: AbortSignal.timeout(10 * second) })).json();
  }
}
