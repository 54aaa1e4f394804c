import { companyName, legalForms, withInitials } from "../company-name.ts";
import { cutTo } from "./cut.ts";
import { remembering } from "./remembering.ts";

/**
 * Words for how a company is registered or which part of it hires, left out also inside a name. "EG Technology" has
 * none.
 */
const forms = [...legalForms].filter((form) => form !== "eg").join("|");
const beside = new RegExp(
  `(?:^| )(?:${forms}|holding|group|gruppe|groep|deutschland|germany|international|europe)(?= |$)`,
  "g",
);

/** A company's name without its legal form, "group" and countries. "SE" alone stays. */
export const companyKey = remembering((company) => {
  const name = withInitials(companyName(company));
  let bare = name;
  for (let round = 0; round < 3; round++) bare = bare.replace(beside, " ").replace(/ +/g, " ").trim();
  return bare === "" ? name : bare;
});

/** One spelling for "Müller" and "Mueller", "Ålborg" and "Aalborg". Takes folded text. */
export const oneSpelling = (folded: string): string => folded.replace(/(?<=[aou])e|(?<=a)a/g, "");

/**
 * A company's names, between slashes: the long one, and the short one it may have in brackets ("Royal Something (RS)").
 */
export const companyNames = remembering((company) => {
  const short = /\(([A-Z][A-Z&.]{1,7})\)/.exec(company);
  const names = short ? [company.replace(short[0], " "), short[1] ?? ""] : [company];
  return names
    .map(companyKey)
    .filter((name) => !nobody.test(name))
    .map((name) => cutTo(oneSpelling(name.replace(joining, "")), longestName))
    .filter((name) => name !== "")
    .join("/");
});

/** Employers that stay anonymous: two of them are not one employer. */
const nobody =
  /^(?:(?:company|client|employer|unternehmen|arbeitgeber|kunde|firma) )?(?:confidential|undisclosed|not disclosed|anonymous|vertraulich|anonym|vertrouwelijk|anoniem|confidentiel|anonyme|confidencial|anonimo|riservato|poufne)(?: (?:client|employer|advertiser|recruiter))?$/;

/** "&" and "und" are equal: both are left out. */
const joining = / (?:and|und|et|en|y|og|och)(?= )/g;

const longestName = 28;

/** After a name these say which part of the company hires, or what it makes. */
const units = new Set(
  "nl nederland netherlands benelux belgium belgie belgique luxembourg france espana spain iberia portugal italia italy polska poland osterreich austria schweiz suisse switzerland dach uk ireland sverige sweden danmark denmark norge norway nordics suomi finland europa emea global worldwide companies technologies technology groupe grupo gruppo".split(
    " ",
  ),
);

export type CompanyRelation = "same" | "related" | "unlike";

/**
 * Whether two names are one company's. "Kiezwerk Cloud" is related to "Kiezwerk", as a subsidiary or a longer form: the
 * same employer only if there is other evidence.
 */
export function companyRelation(a: string, b: string): CompanyRelation {
  if (a === "" || b === "") return "unlike";
  let closest: CompanyRelation = "unlike";
  for (const one of a.split("/")) {
    for (const other of b.split("/")) {
      const [short, long] = one.length < other.length ? [one, other] : [other, one];
      const whole = withoutUnits(long);
      if (short === long || short === whole) return "same";
      if ((short.length >= 2 && long.startsWith(`${short} `)) || withoutUnits(short) === whole) closest = "related";
    }
  }
  return closest;
}

function withoutUnits(name: string): string {
  let end = name.length;
  for (let space = name.lastIndexOf(" "); space > 0; space = name.lastIndexOf(" ", end - 1)) {
    if (!units.has(name.slice(space + 1, end))) break;
    end = space;
  }
  return name.slice(0, end);
}
