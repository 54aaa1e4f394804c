import type { CatalogueEntry } from "./catalogue-entry.ts";
import { type Change, changesSince, type Position } from "./catalogue-feed.ts";
import { type PostingLists, postingLists, together } from "./catalogue-index.ts";
import { Columns } from "./columns.ts";

export type { CatalogueEntry } from "./catalogue-entry.ts";

/**
 * How long a reading stays fresh: after the next one the lists are rebuilt, which takes half a second for a million.
 */
const restMs = (size: number) => (size <= 10_000 ? 0 : size / 50);

function apply({ id, entry }: Change, to: Pick<Columns, "take" | "remove">): void {
  if (entry) to.take(entry);
  else to.remove(id);
}

/**
 * The live postings in this process's memory: a snapshot in pages, then what changed since. Storing a digest drops
 * postings that closed after the last refresh.
 */
export class Catalogue {
  #columns = new Columns();
  #lists: PostingLists | undefined;
  /** Changes since the columns were put in order. */
  #changed = 0;
  #position: Position | undefined;
  #refreshing: Promise<void> | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#columns.size;
  }

  /** Whether the first reading is complete. */
  get ready(): boolean {
    return this.#position !== undefined;
  }

  get columns(): Columns {
    return this.#columns;
  }

  get lists(): PostingLists {
    if (!this.#lists) {
      if (this.#changed * 8 > this.size) {
        this.#columns.arrange(together(this.#columns));
        this.#changed = 0;
      }
      this.#lists = postingLists(this.#columns);
    }
    return this.#lists;
  }

  take(entry: CatalogueEntry): void {
    this.#changed++;
    this.#lists = undefined;
    this.#columns.take(entry);
  }

  remove(id: string): void {
    this.#changed++;
    this.#lists = undefined;
    this.#columns.remove(id);
  }

  /** Exact for typed arrays, an estimate for the rest. */
  bytes(): number {
    const { starts, entries, groups } = this.lists;
    return this.#columns.bytes + starts.byteLength + entries.byteLength + groups.byteLength;
  }

  /** Reads what changed. Concurrent callers share one reading, which none of them can abort. */
  refresh(): Promise<void> {
    if (performance.now() - this.#refreshedAt < restMs(this.size)) return Promise.resolve();
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    // Nobody ranks before the first reading is complete; after that, nobody may see half of the changes.
    const fresh = this.#position ? undefined : new Columns();
    const changes: Change[] = [];
    let position = this.#position;
    for await (const page of changesSince(position)) {
      if (fresh) for (const change of page.changes) apply(change, fresh);
      if (!fresh) changes.push(...page.changes);
      position = page.position;
    }
    if (fresh) [this.#columns, this.#lists, this.#changed] = [fresh, undefined, fresh.size];
    for (const change of changes) apply(change, this);
    this.#position = position;
    this.#refreshedAt = performance.now();
  }
}
