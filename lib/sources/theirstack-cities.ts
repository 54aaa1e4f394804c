import table from "./theirstack-cities.json" with { type: "json" };

/*
 * TheirStack filters by GeoNames' ids. The table has Europe's cities from 100,000 inhabitants in the spellings that
 * lib/postings knows, `ID NAME|NAME, ...` by country: GeoNames (CC BY 4.0), folded.
 */
const ids = new Map(
  Object.entries(table).flatMap(([country, cities]) =>
    cities.split(", ").flatMap((entry) => {
      const space = entry.indexOf(" ");
      const names = entry.slice(space + 1).split("|");
      return names.map((name): [string, number] => [`${country} ${name}`, Number(entry.slice(0, space))]);
    }),
  ),
);

const letters: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", æ: "ae", đ: "d", ı: "i" };

const fold = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[ßøłæđı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[’'`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** A city's GeoNames id; null = not a large city of Europe: ask for the whole country. */
export function geonameIdOf(country: string, city: string): number | null {
  return ids.get(`${country} ${fold(city)}`) ?? null;
}
