import { companyRelation } from "./company-name.ts";
import type { Identity } from "./identity.ts";
import { marksClash, namesCity, type TitleRelation, titleRelation } from "./job-title.ts";
import { employerSystem, hasNumber } from "./job-url.ts";
import { covered, likeness } from "./text-print.ts";
import { elsewhere, placeRelation } from "./whereabouts.ts";

/** Most of the shorter text is in the longer: more than an employer's own words about itself. */
const mostOfIt = 0.9;
/** Nothing but a date, a line or a place differs. */
const nearly = 0.9;
/** As nearly, where the companies have other names: an agency's, a subsidiary's or a franchise's. */
const nearlyAll = 0.93;
/** A line differs, as the name of a city does. */
const wordForWord = 0.95;
/**
 * Whether both are the same job, published twice. Symmetric; in doubt no: a merge that is wrong hides a job. First the
 * employer's number and the link; then company, title and place, which the texts must not contradict. Two cities are
 * one posting only where the texts are the same word for word: who shows one of both shows the cities of both.
 */
export function sameJob(a: Identity, b: Identity): boolean {
  if (sameLink(a, b)) return true;
  const titles = titlesOf(a, b);
  if (titles === "different") return false;
  return a.text !== null && b.text !== null ? sameText(a, b, titles === "same") : titles === "same" && sameUntold(a, b);
}

/** Beyond doubt: an employer's number is one job's whatever it is called; another's address may be that of a list of jobs. */
export const sameLink = (a: Identity, b: Identity): boolean =>
  a.url === b.url &&
  (employerSystem(a.url) !== null || (titlesOf(a, b) !== "different" && (hasNumber(a.url) || !toldApart(a, b))));

/** Another place and another text: an employer that looks for the same in two cities, and links to all its jobs. */
function toldApart(a: Identity, b: Identity): boolean {
  if (a.text === null || b.text === null || !elsewhere(a.places, b.places)) return false;
  return covered(likeness(a.text, b.text), a.words, b.words) < mostOfIt;
}

function titlesOf(a: Identity, b: Identity): TitleRelation {
  return a.rank !== b.rank || marksClash(a.marks, b.marks) ? "different" : titleRelation(a.title, b.title);
}

/** By the texts: their words are there on both sides. */
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

/** An employer that gives two numbers means two vacancies, or the same one again: then word for word. */
const twice = (a: Identity, b: Identity): boolean => {
  const system = employerSystem(a.url);
  return system !== null && system === employerSystem(b.url);
};
