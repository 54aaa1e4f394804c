import { blockingKeys } from "./blocking.ts";
import type { Identity } from "./identity.ts";
import { nearness } from "./job-url.ts";
import type { Posting } from "./posting.ts";
import { sameJob, sameLink } from "./same.ts";
import { elsewhere } from "./whereabouts.ts";

/** How many versions of a group a new posting is compared with; further ones are too alike to add anything. */
const mostVersions = 8;
/**
 * If more groups share a key, only the newest are looked at, as in the table: true duplicates share another key too.
 */
const mostOfKey = 50;

interface Group {
  name: string;
  versions: Identity[];
}

/** Groups of versions of one posting, in memory: for `ops dedupe` and within one page. */
export class Groups {
  readonly #byKey = new Map<number, Group[]>();

  /** Joins the newest group that accepts this posting as the same job, or else founds one under its id. */
  place(id: string, identity: Identity, keys = blockingKeys(identity)): string {
    const group = this.#groupOf(keys, identity) ?? { name: id, versions: [] };
    this.#enter(group, keys, identity);
    return group.name;
  }

  /**
   * Adds a posting that already has a group: later ones are compared with it, but it is not compared with those already
   * here.
   * @param keys those of its keys by which it was found: here it is met by no others
   */
  found(id: string, identity: Identity, keys: readonly number[]): void {
    this.#enter({ name: id, versions: [] }, keys, identity);
  }

  #enter(group: Group, keys: readonly number[], identity: Identity): void {
    if (group.versions.length >= mostVersions) return;
    group.versions.push(identity);
    for (const key of keys) {
      const block = this.#byKey.get(key);
      if (!block) this.#byKey.set(key, [group]);
      else if (!block.slice(-mostOfKey).includes(group)) block.push(group);
    }
  }

  #groupOf(keys: readonly number[], identity: Identity): Group | undefined {
    const seen = new Set<Group>();
    for (const key of keys) {
      for (const group of this.#byKey.get(key)?.slice(-mostOfKey).reverse() ?? []) {
        if (!seen.has(group) && accepts(group, identity)) return group;
        seen.add(group);
      }
    }
    return undefined;
  }
}

/**
 * One shared link is enough. Otherwise half of the versions must be the same job, and none of the others elsewhere: a
 * version without a place must not bridge two cities.
 */
function accepts({ versions }: Group, identity: Identity): boolean {
  if (versions.some((version) => sameLink(version, identity))) return true;
  const others = versions.filter((version) => !sameJob(version, identity));
  return others.length * 2 <= versions.length && !others.some(({ places }) => elsewhere(places, identity.places));
}

/**
 * How good a version is to show, judged by itself: the employer's own first, then one that links to it, then others';
 * within these the longer text, where a few words make no difference. At most 2,070.
 */
export const qualityOf = (posting: Posting): number =>
  nearness(posting) * 1000 + Math.round(Math.log2(posting.description.length + 1) * 4);
