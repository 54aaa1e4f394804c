import { Groups } from "../lib/postings/groups.ts";
import { identityOf } from "../lib/postings/identity.ts";
import type { Posting } from "../lib/postings/posting.ts";
import { thereVerdict } from "../lib/searches/judge-place.ts";
import type { Attribution, SearchResult } from "../lib/searches/results.ts";
import { type Question, scoreOf } from "../lib/searches/score.ts";
import { type PostingPlace, placeNames } from "../lib/words/postings.ts";

/** A posting that a source of a search gave. */
export interface Found {
  posting: Posting;
  /** The source. */
  name: string;
  /** Who must be named beside it. */
  via: Attribution;
}

/**
 * Best first; among equals those at the place itself before remote ones, then the newest. The same posting from two
 * sources is listed once, with both named.
 */
export function resultsOf(found: readonly Found[], question: Question): SearchResult[] {
  const results = new Map<string, SearchResult>();
  const there = new Set<string>();
  const groups = new Groups();
  for (const [at, each] of found.entries()) {
    const group = groups.place(String(at), identityOf(each.posting));
    const result = resultOf(each, question);
    const before = results.get(group);
    const [better, other] = before && before.score >= result.score ? [before, result] : [result, before];
    results.set(group, { ...better, via: distinct([...better.via, ...(other?.via ?? [])]) });
    if (thereVerdict(each.posting, question.place, question.fold) === "met") there.add(result.id);
  }
  const isThere = ({ id }: SearchResult) => Number(there.has(id));
  return [...results.values()].sort(
    (a, b) =>
      b.score - a.score ||
      isThere(b) - isThere(a) ||
      (b.postedAt ?? "").localeCompare(a.postedAt ?? "") ||
      a.id.localeCompare(b.id),
  );
}

const distinct = (via: readonly Attribution[]) => [...new Map(via.map((each) => [each.label, each])).values()];

function resultOf({ posting, name, via }: Found, question: Question): SearchResult {
  const { id, title, company, remote, employment, salary, postedAt, url } = posting;
  const places = placesOf(posting);
  return {
    ...{ id, source: name, title, company, employment, salary, postedAt, url, via: [via] },
    locations: placeNames(places, "en"),
    places,
    remote: remote.mode,
    ...scoreOf(posting, question),
  };
}

/** For remote work without a place, the countries where one may live. */
function placesOf({ locations, remote }: Posting): PostingPlace[] {
  if (locations.length === 0) {
    return remote.countries.map((country) => ({ country, city: null, geonameId: null, raw: null }));
  }
  return locations.map(({ city, geonameId, country, raw }) => ({ city, geonameId, country, raw }));
}
