import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { fold } from "../../lib/postings/text.ts";
import { type Evaluation, type Measure, share } from "./measure.ts";
import { faultOf, tableOfPlaces } from "./place-table.ts";
import { csvRows, hasSet } from "./shared-data.ts";

const gold = "gold_location/location_gold.dev.csv.gz";
const namesakes = "gold_location/city_name_collisions.dev.csv";

const europe = new Set(
  "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split(" "),
);

/** A posting with only a place, as a source would send it. */
function placed(location: string): Posting | null {
  const said = { title: "Analyst", company: "", description: "", postedAt: null };
  return normalise({ source: "eval", sourceId: "1", url: "https://example.com/1", location: [location], ...said });
}

const bare = (name: string | null | undefined) => fold(name ?? "").replaceAll(" ", "");

interface Judged {
  source: string;
  /** null = no country is stated, and none was derived. */
  country: boolean | null;
  /** null = the row has no city, or one that is not in the string. */
  city: boolean | null;
  ambiguous: boolean;
}

function judge(row: Record<string, string>): Judged {
  const { source = "", raw_location: raw = "", city, country_iso2: country = "", note } = row;
  const posting = placed(raw);
  const locations = posting?.locations ?? [];
  const named = [...locations.map((each) => each.country), ...(posting?.remote.countries ?? [])];
  const found = named.filter((each) => each !== null);
  const cities = locations.map((each) => bare(each.city)).filter((name) => name !== "");
  const clean = note === "city_in_raw" || source === "linkedin_eu" || source === "uber";
  const wanted = bare(city);
  return {
    source,
    country: found.length === 0 ? null : found.includes(country),
    city: clean && wanted !== "" ? cities.some((name) => name.includes(wanted) || wanted.includes(name)) : null,
    ambiguous: locations.some(({ candidates }) => candidates !== undefined),
  };
}

function measuresOf(judged: readonly Judged[], what: string): Measure[] {
  const withCity = judged.filter(({ city }) => city !== null);
  const right = judged.filter(({ country }) => country === true).length;
  return [
    { what: `country${what}`, figure: share(right, judged.length), on: `${judged.length} strings` },
    ...(withCity.length > 0
      ? [
          {
            what: `city${what}`,
            figure: share(withCity.filter(({ city }) => city).length, withCity.length),
            on: `${withCity.length} strings`,
          },
        ]
      : []),
  ];
}

function ofGold(): Measure[] {
  // A hospital's name states no country; other rows without a country are unlabelled.
  const rows = csvRows(gold).filter(({ source, country_iso2: country }) => source !== "nhs" && country !== "");
  const judged = rows.map(judge);
  const [country, city] = measuresOf(judged, "");
  const wrong = judged.filter((each) => each.country === false).length;
  const ambiguous = judged.filter((each) => each.ambiguous).length;
  const on = `${judged.length} strings`;
  return [
    ...(country ? [{ ...country, atLeast: 0.98 }] : []),
    { what: "country not wrong", figure: share(judged.length - wrong, judged.length), atLeast: 0.99, on },
    ...(city ? [{ ...city, atLeast: 0.96 }] : []),
    { what: "left open between namesakes", figure: share(ambiguous, judged.length), on },
    ...[...new Set(judged.map(({ source }) => source))].flatMap((source) =>
      measuresOf(
        judged.filter((each) => each.source === source),
        ` of ${source}`,
      ),
    ),
  ];
}

/** "London OR Paris" is not in Oregon, and "Berlin, DE" is not in Delaware, which has no such town. */
const mislabelled = / OR |, DE\b/;

function ofNamesakes(): { measure: Measure; wrong: string[] } {
  const strings = csvRows(namesakes)
    .map(({ raw_location: raw = "" }) => raw)
    .filter((raw) => !mislabelled.test(raw));
  const wrong = strings.filter((raw) => placed(raw)?.locations.some(({ country }) => country && europe.has(country)));
  const on = `${strings.length} strings with a state`;
  return {
    measure: { what: "namesakes that became European", figure: wrong.length, atMost: 0, on },
    wrong: wrong.map((raw) => `${JSON.stringify(raw)} became European`),
  };
}

export function run(): Evaluation {
  const table = tableOfPlaces();
  const faults = table.map(faultOf).filter((fault) => fault !== null);
  const byHand = {
    what: "table by hand",
    figure: share(table.length - faults.length, table.length),
    on: `${table.length} lines`,
  };
  const kept = hasSet(namesakes) ? ofNamesakes() : null;
  return {
    measures: [...(hasSet(gold) ? ofGold() : []), ...(kept ? [kept.measure] : []), { ...byHand, atLeast: 0.98 }],
    leftOut: [gold, namesakes].filter((name) => !hasSet(name)),
    wrong: [...faults, ...(kept?.wrong ?? [])],
  };
}
