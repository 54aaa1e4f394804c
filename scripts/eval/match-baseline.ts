import type { Seeker } from "../../lib/matching/seeker.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import type { JudgedSet, Ranker } from "./match-set.ts";

/**
 * A job alert by keyword and city: postings in the cities or countries that contain a keyword, those with it in the
 * title first, then by date. It uses our understanding of places and, without keywords, the path's own words.
 */
export function baselineRanker({ postings }: JudgedSet): Ranker {
  const texts = [...postings].map(([id, posting]) => ({
    id,
    posting,
    title: posting.title.toLowerCase(),
    text: posting.description.toLowerCase(),
  }));
  return ({ seeker }) => {
    const words = wordsOf(seeker);
    return texts
      .filter(({ posting }) => isThere(seeker, posting))
      .map((each) => ({
        ...each,
        hits: words.some((word) => each.title.includes(word))
          ? 2
          : words.some((word) => each.text.includes(word))
            ? 1
            : 0,
      }))
      .filter(({ hits }) => hits > 0)
      .sort((a, b) => b.hits - a.hits || (b.posting.postedAt ?? "").localeCompare(a.posting.postedAt ?? ""))
      .map(({ id }) => id);
  };
}

function wordsOf({ keywords, careerPaths }: Seeker): string[] {
  const asked = keywords.length > 0 ? keywords : careerPaths.flatMap((path) => path.split("-"));
  return asked.map((word) => word.toLowerCase());
}

function isThere({ cities, countries }: Seeker, { locations, remote }: Posting): boolean {
  return (
    locations.some(({ geonameId }) => cities.some((city) => city.geonameId === geonameId)) ||
    locations.some(({ country }) => country !== null && countries.includes(country)) ||
    remote.countries.some((country) => countries.includes(country))
  );
}
