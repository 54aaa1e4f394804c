import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { blockingKeys } from "../lib/postings/blocking.ts";
import { Groups } from "../lib/postings/groups.ts";
import { type Identity, identityOf } from "../lib/postings/identity.ts";
import type { PageItem } from "../lib/postings/page-item.ts";
import { sameJob, sameLink } from "../lib/postings/same.ts";

/** An item with what identifies it, and the stored posting that it is, if there is one. */
interface PlacedItem extends PageItem {
  /** JSON as text, and an array as Postgres writes it, so that it need not parse what it only stores. */
  identity: string;
  keys: string;
  sameAs?: string;
  /**
   * For one that is stored already: whether its words say so, not only its link. Then its places are added to that
   * posting.
   */
  sameWords?: boolean;
}

/** One that may be new. */
interface Fresh {
  item: PlacedItem;
  identity: Identity;
  keys: number[];
}

interface Placed {
  items: PlacedItem[];
  /** The state of the table with which the items were compared; null = nothing was asked. */
  upTo: number | null;
}

/**
 * Finds the items that are stored already, from other sources or under other ids, and those that are the same posting
 * among themselves. One round trip, and none where no item is new.
 */
export async function place(
  items: readonly PageItem[],
  isNew: (item: PageItem) => boolean,
  signal: AbortSignal,
): Promise<Placed> {
  const fresh: Fresh[] = [];
  const placed = items.map((one): PlacedItem => {
    const identity = identityOf(one.posting);
    const keys = blockingKeys(identity);
    const item = { ...one, identity: JSON.stringify(identity), keys: `{${keys.join()}}` };
    if (isNew(one)) fresh.push({ item, identity, keys });
    return item;
  });
  if (fresh.length === 0) return { items: placed, upTo: null };
  const p_keys = [...new Set(fresh.flatMap(({ keys }) => keys))];
  const { upTo, found, keys } = await serviceDb().call("similar_postings", { p_keys }, similar, { signal });
  group(
    fresh,
    found.map(([id, identity], at) => ({ id, identity, keys: keys[at] ?? [] })),
  );
  return { items: placed, upTo };
}

const identity = z.custom<Identity>((value) => typeof value === "object" && value !== null);
const similar = z.object({
  upTo: z.int(),
  found: z.array(z.tuple([z.string(), identity])),
  /** For each one found, which of the requested keys it has. */
  keys: z.array(z.array(z.int())),
});

/** A stored posting. */
interface Found {
  id: string;
  identity: Identity;
  keys: readonly number[];
}

/** The best of each group leads: the others take its key, which makes them one posting when they are stored. */
function group(fresh: readonly Fresh[], found: readonly Found[]): void {
  const groups = new Groups();
  const known = new Map<string, Identity>();
  const fields = Object.keys(fresh[0]?.identity ?? {});
  // Groups are searched from the last one founded, and these come open before closed, newest before older.
  for (const { id, identity, keys } of found.toReversed()) {
    // Written by a version that identified postings by other fields: cannot be compared.
    if (!fields.every((field) => field in identity)) continue;
    groups.found(id, identity, keys);
    known.set(id, identity);
  }
  const leaders = new Map<string, Fresh>();
  const bestFirst = fresh.toSorted((a, b) => b.item.quality - a.item.quality);
  for (const [at, each] of bestFirst.entries()) {
    const { item, identity, keys } = each;
    const name = groups.place(`new ${at}`, identity, keys);
    const leader = leaders.get(name);
    const shown = known.get(name) ?? leader?.identity;
    if (shown) item.sameWords = !sameLink(shown, identity) && sameJob(shown, identity);
    if (known.has(name)) item.sameAs = name;
    else if (leader) item.dedupeKey = leader.item.dedupeKey;
    else leaders.set(name, each);
  }
}
