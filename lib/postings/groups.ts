import { blockingKeys } from "./blocking.ts";
import type { Identity } from "./identity.ts";
import { nearness } from "./job-url.ts";
import type { Posting } from "./posting.ts";
import { sameJob, sameLink } from "./same.ts";
import { elsewhere } from "./whereabouts.ts";

/** Versions of a group that a new posting is compared with; later ones are too alike to tell more. */
const mostVersions = 8;
/** Of a key that more share only the newest are looked at, as in the table: what is the same has another key too. */
const mostOfKey = 50;

interface Group {
  name: string;
  versions: Identity[];
}

/** Groups of versions of one posting, in memory: for `ops dedupe` and within one page. */
export class Groups {
  readonly #byKey = new Map<number, Group[]>();

  /** Joins the newest group that accepts this posting as its job, else founds one under its id. */
  place(id: string, identity: Identity, keys = blockingKeys(identity)): string {
    const group = this.#groupOf(keys, identity) ?? { name: id, versions: [] };
    this.#enter(group, keys, identity);
    return group.name;
  }

  /**
   * Founds a group for a posting that is one already: it is compared with what comes, and with none that is here.
   * @param keys those of its own by which it was found: by no other is it met here.
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
 * One link is enough; else half of the versions are the same job, and none of the others is elsewhere: a version that
 * names no place is no bridge between two cities.
 */
function accepts({ versions }: Group, identity: Identity): boolean {
  if (versions.some((version) => sameLink(version, identity))) return true;
  const others = versions.filter((version) => !sameJob(version, identity));
  return others.length * 2 <= versions.length && !others.some(({ places }) => elsewhere(places, identity.places));
}

/**
 * How good a version is to show, as far as it alone says: the employer's own before what leads there before others', then
 * the longer text; a few words more or less make none better. At most 2,070.
 */
export const qualityOf = (posting: Posting): number =>
  nearness(posting) * 1000 + Math.round(Math.log2(posting.description.length + 1) * 4);
