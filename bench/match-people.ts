import type { RankOptions } from "../lib/matching/rank.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import { type City, careerPaths } from "../lib/postings/posting.ts";
import { day } from "../lib/time.ts";
import { citiesIn, countries, Dice, languageOf } from "./match-world.ts";

/** What people type beside the menus: skills, roles, tools. */
const keywords =
  "python,sql,excel,react,java,data analyst,marketing,sales,finance,product manager,consulting,machine learning,sap,design,content,audit,strategy,logistics,energy,sustainability,business intelligence,cloud,customer success,growth,research,ux,accounting,insurance,crm,operations".split(
    ",",
  );

const pathShares = Object.fromEntries(
  careerPaths.map((path, at) => [path, [5, 15, 12, 13, 13, 7, 9, 22, 4][at] ?? 5]),
) as Record<(typeof careerPaths)[number], number>;

const cityOf = (dice: Dice): City => {
  // People look for their first job in the large cities.
  const { geonameId, name, country, lat, lon } = dice.of(
    [citiesIn(dice.weighted(countries))].map((all) => all[dice.zipf(60)]),
  ) as City;
  return { geonameId, name, country, lat, lon };
};
const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

/**
 * Of 100 subscribers 62 name a city, 18 two, 3 three, 10 one or two countries, 7 want remote work only, half of them from anywhere; 45 name one
 * career path, 30 two, 18 three, 7 none; 30 name keywords, 12 need a visa, 12 say what they must earn, 15 have taught
 * a taste, 5 exclude a company.
 */
export function someSeeker(number: number): Seeker {
  const dice = new Dice(number + 0x10_0000);
  const kind = dice.below(100);
  const count = kind < 62 ? 1 : kind < 80 ? 2 : kind < 83 ? 3 : 0;
  const cities = [...new Map(several(count, () => cityOf(dice)).map((city) => [city.geonameId, city])).values()];
  const homes = kind >= 83 && kind < 97 ? distinct(several(1 + dice.below(2), () => dice.weighted(countries))) : [];
  const home = cities[0]?.country ?? homes[0] ?? dice.weighted(countries);
  const paths = dice.weighted({ 1: 45, 2: 30, 3: 18, 0: 7 });
  const remoteOnly = kind >= 93;
  return {
    cities,
    countries: homes,
    careerPaths: paths === "0" ? ["unsure"] : distinct(several(Number(paths), () => dice.weighted(pathShares))),
    levels: dice.of([
      ...[["entry", "graduate"], ["entry", "graduate"], ["internship"], ["internship"]],
      ...[["internship", "graduate", "entry"], ["internship", "graduate", "entry"], ["entry"], []],
    ] as Seeker["levels"][]),
    workModes: remoteOnly ? ["remote"] : dice.of([[], [], [], ["hybrid", "onsite"], ["remote", "hybrid"]] as const),
    languages: dice.chance(0.85) ? distinct(["en", languageOf[home] ?? "en"]) : [],
    visa: dice.chance(0.12) ? "needed" : "unknown",
    keywords: dice.chance(0.3) ? distinct(several(1 + dice.below(3), () => dice.of(keywords))) : [],
    salaryMin: dice.chance(0.12)
      ? { amount: 30_000 + 1000 * dice.below(20), currency: "EUR", period: "year" }
      : undefined,
    excludedCompanies: dice.chance(0.05) ? [`Nord ${dice.below(1000)} GmbH`] : undefined,
    taste: dice.chance(0.15)
      ? {
          weights: { place: 1.2 },
          occupations: { sales: -0.5, data: 0.4 },
          companies: { "nord 12": -1, "blue 3": 0.5 },
        }
      : undefined,
  };
}

/** As workers/match.ts asks: one in five has premium, the others get postings a day later, and only checked links. */
export function someOptions(number: number, now: Date): Omit<RankOptions, "exclude"> {
  if (number % 5 === 0) return { limit: 10, now };
  return { limit: 5, now, firstSeenBefore: new Date(now.getTime() - day), onlyIfLive: aggregators };
}
const aggregators: ReadonlySet<string> = new Set(["adzuna", "jsearch"]);
