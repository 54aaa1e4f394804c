import { sinceLast, textBefore } from "./around.ts";
import { inAmerica } from "./place-group.ts";
import { placesCalled } from "./place-parts.ts";
import { inRegion, regionsNamed } from "./regions.ts";
import { fold } from "./text.ts";

/** Traditional abbreviations of American states and Canadian provinces, without full stops and spaces. */
const table = `AL ala;AZ ariz;AR ark;CA cal calif;CO col colo;CT conn;DE del;FL fla;ID ida;IL ill;IN ind;KS kan kans;MA mass;MI mich;MN minn;
  MS miss;MT mont;NE neb nebr;NV nev;OK okla;OR ore oreg;PA penn penna;TN tenn;TX tex;WA wash;WV wva;WI wis wisc;WY wyo;
  AB alta;MB man;NL nfld;ON ont;PE pei;QC que;SK sask`;

const codes: ReadonlyMap<string, string> = new Map(
  table.split(";").flatMap((line) => {
    const [code = "", ...names] = line.trim().split(" ");
    return names.map((name) => [name, code] as const);
  }),
);

/** Also words or towns: without a full stop only believed after a place in that state. */
const unclear = new Set("ala alta ark cal col del ill ind man mass miss mont ore pei que wash".split(" "));

const conjunction = " (?:or|and|oder|und) ";
/** "Tex.", "Calif", "N.Y.", "W. Va.", "Ga." after a name and before the next. */
const shortened = new RegExp(
  `(, {0,3}| )((?:[A-Z]\\. ?){1,2}[A-Z]a?\\.?|[A-Z][a-z]{1,4}\\.?)(?= {0,3}(?:$|[,;/|&()]|\\d{5}|${conjunction}))`,
  "g",
);
const borders = new RegExp(`[,;/|&()]|${conjunction}`);
const longestName = 60;

/** "Paris, Tex." becomes "Paris, TX"; an unclear one only if the state has such a place: "Trento, Ala" is in Italy. */
export function statesByCode(text: string): string {
  return text.replace(shortened, (written, before: string, state: string, at: number) => {
    const letters = state.replace(/[. ]/g, "");
    const short = letters.toLowerCase();
    const named = codes.get(short);
    const stopped = state.includes(".");
    if (named && before !== " " && (stopped || !unclear.has(short))) return `, ${named}`;
    const code = named ?? (stopped ? letters.toUpperCase() : "");
    const regions = regionsNamed(code).filter(inAmerica);
    if (regions.length === 0) return written;
    const name = sinceLast(textBefore(text, at, longestName), borders);
    const known = placesCalled(fold(name)).some((place) => inRegion(place, regions));
    return known ? `, ${code}` : written;
  });
}
