import type { Catalogue } from "./catalogue.ts";
import { Digest } from "./diversity.ts";
import type { RankOptions } from "./rank.ts";
import { Scorer } from "./score.ts";
import { Prepared } from "./score-seeker.ts";
import type { Seeker } from "./seeker.ts";

/**
 * Puts a digest together in an order that was given, with the shares that the person's cities and career paths have in
 * every digest. Postings that have left the catalogue are left out.
 * @param order ids of postings, best first
 * @returns at most `options.limit` of them
 */
export function chosenInOrder(
  order: readonly string[],
  seeker: Seeker,
  catalogue: Catalogue,
  options: RankOptions,
): string[] {
  const prepared = new Prepared(seeker);
  const { columns } = catalogue;
  const scorer = new Scorer(prepared, columns, options);
  const digest = new Digest(prepared, scorer.fits, columns, options.limit);
  const fits = order.flatMap((id, at) => {
    const slot = columns.ids.find(id);
    return slot < 0 ? [] : [{ slot, score: -at }];
  });
  for (const fit of fits) digest.takeWanted(fit);
  for (const fit of fits) if (!digest.full && !digest.chosen.includes(fit)) digest.take(fit);
  return digest.chosen.toSorted((a, b) => b.score - a.score).map(({ slot }) => columns.ids.idOf(slot));
}
