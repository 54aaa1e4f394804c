import { companyKey, companyNames } from "./company-relation.ts";
import { cutTo } from "./cut.ts";
import { jobTitle } from "./job-title.ts";
import { jobUrl } from "./job-url.ts";
import { rankOf } from "./level.ts";
import type { Posting } from "./posting.ts";
import { fold } from "./text.ts";
import { printOf } from "./text-print.ts";
import { whereabouts } from "./whereabouts.ts";

/** What a posting is recognised by: plain JSON, at most 400 bytes, kept beside the posting in the table. */
export interface Identity {
  /** Which job its link shows, see jobUrl. */
  url: string;
  /** Names without legal forms, see companyNames. */
  company: string;
  /** The words that name the job, see jobTitle. */
  title: string;
  /** What else its title says, see JobTitle. */
  marks: string;
  /** The level or programme that the title names; "" = none. */
  rank: string;
  /** See whereabouts; [] = unknown. */
  places: readonly string[];
  /** A print of the text, see printOf; null = too little text. */
  text: string | null;
  /** How many the text has. */
  words: number;
  /** The date only. */
  postedAt: string | null;
}

/** "(Junior) Data Analyst" is for others too: another version may leave the bracket out. */
const optional = /^\((?:junior|jr\.?|medior|senior|sr\.?)\) /i;

export function identityOf(posting: Posting): Identity {
  const cities = posting.locations.map(({ city, raw }) => fold(city ?? raw));
  const { words: title, marks } = jobTitle(posting.title, companyKey(posting.company), cities);
  const { level, programme } = rankOf(posting.title.replace(optional, ""), [], null);
  return {
    url: cutTo(jobUrl(posting), 44),
    company: companyNames(posting.company),
    title: cutTo(title, 64),
    marks: marks.slice(0, 24),
    rank: programme ?? (level === "unknown" ? "" : level),
    places: whereabouts(posting),
    ...printOf(posting.description),
    postedAt: posting.postedAt?.slice(0, 10) ?? null,
  };
}
