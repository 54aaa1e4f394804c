import { companyRelation } from "./company-relation.ts";
import type { Identity } from "./identity.ts";
import { marksClash, namesCity, type TitleRelation, titleRelation } from "./job-title.ts";
import { employerSystem, hasNumber } from "./job-url.ts";
import { covered, likeness } from "./text-print.ts";
import { elsewhere, placeRelation } from "./whereabouts.ts";

/** Most of the shorter text is in the longer: more than what an employer says about itself everywhere. */
const mostOfIt = 0.9;
/** Only a date, a line or a place differs. */
const nearly = 0.9;
/** The same if the companies' names differ: an agency, a subsidiary or a franchise. */
const nearlyAll = 0.93;
/** A line differs, as the name of a city would make it. */
const wordForWord = 0.95;
/**
 * Whether both are the same job, published twice. Symmetric; no if in doubt, as a wrong merge hides a job. First the
 * employer's number and the link; then company, title and place, which the texts must not contradict. Two cities are
 * one posting only if the texts match word for word: whoever sees one then sees both cities.
 */
export function sameJob(a: Identity, b: Identity): boolean {
  if (sameLink(a, b)) return true;
  const titles = titlesOf(a, b);
  if (titles === "different") return false;
  return a.text !== null && b.text !== null ? sameText(a, b, titles === "same") : titles === "same" && sameUntold(a, b);
}

/** Certain: an employer's number belongs to one job whatever its title; any other URL may be a list of jobs. */
export const sameLink = (a: Identity, b: Identity): boolean =>
  a.url === b.url &&
  (employerSystem(a.url) !== null || (titlesOf(a, b) !== "different" && (hasNumber(a.url) || !toldApart(a, b))));

/**
 * A different place and a different text: an employer that hires for the same job in two cities, and links to all its
 * jobs.
 */
function toldApart(a: Identity, b: Identity): boolean {
  if (a.text === null || b.text === null || !elsewhere(a.places, b.places)) return false;
  return covered(likeness(a.text, b.text), a.words, b.words) < mostOfIt;
}

function titlesOf(a: Identity, b: Identity): TitleRelation {
  return a.rank !== b.rank || marksClash(a.marks, b.marks) ? "different" : titleRelation(a.title, b.title);
}

/** Both texts are known and decide. */
function sameText(a: Identity, b: Identity, titleToo: boolean): boolean {
  const alike = likeness(a.text ?? "", b.text ?? "");
  if (covered(alike, a.words, b.words) < mostOfIt) return false;
  const company = companyRelation(a.company, b.company);
  const place = placeRelation(a.places, b.places);
  if (place === "elsewhere") return false;
  if (twice(a, b)) return titleToo && place === "same" && alike >= wordForWord;
  if (place === "near" || place === "apart")
    return titleToo && company === "same" && alike >= wordForWord && !namesCity(a.marks) && !namesCity(b.marks);
  if (company === "unlike") return titleToo && place === "same" && alike >= nearlyAll;
  return titleToo || alike >= nearly;
}

/** At least one text is not known. */
function sameUntold(a: Identity, b: Identity): boolean {
  const company = companyRelation(a.company, b.company);
  if (company === "unlike" || twice(a, b)) return false;
  const place = placeRelation(a.places, b.places);
  return place === "same" || (company === "same" && (place === "open" || place === "near"));
}

/** Two numbers of one employer mean two vacancies, or the same one again: then word for word. */
const twice = (a: Identity, b: Identity): boolean => {
  const system = employerSystem(a.url);
  return system !== null && system === employerSystem(b.url);
};
