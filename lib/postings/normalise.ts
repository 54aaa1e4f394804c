import { degreeOf } from "./degree.ts";
import { employmentOf } from "./employment.ts";
import { experienceOf } from "./experience.ts";
import { languageOf } from "./language.ts";
import { languageNeedsOf } from "./language-needs.ts";
import { rankOf } from "./level.ts";
import { workOf } from "./occupation.ts";
import { eligibleByText, eligibleByTitle } from "./place-eligible.ts";
import { placedByHeadquarters } from "./place-headquarters.ts";
import { placedByTitle } from "./place-title.ts";
import { placesOf, type Where } from "./places.ts";
import type { Posting, RawPosting, Remote, RemoteMode } from "./posting.ts";
import { salaryOf, statedSalary } from "./salary.ts";
import { cleanLine, plainText } from "./text.ts";
import { visaOf } from "./visa.ts";
import { modeOfTitle } from "./work-mode.ts";
import { isWorldwide, modeOfText } from "./work-mode-text.ts";

/** What the table keeps; a longer title or company is the source's mistake. */
const longestTitle = 300;
const longestCompany = 200;
const longestUrl = 2000;

/**
 * A source's posting, understood. Pure: equal input gives an equal posting. What is not stated stays unknown.
 * @param description its plain text
 * @param latestMs no posting is published after this: a later date is a start date, or a mistake
 * @returns null if it cannot be shown: no id, no title, or a link that is not http(s)
 */
export function normalise(
  raw: RawPosting,
  description = plainText(raw.description),
  latestMs = Number.POSITIVE_INFINITY,
): Posting | null {
  const title = cleanLine(unescaped(raw.title), longestTitle);
  const url = safeUrl(raw.url);
  const sourceId = cleanLine(raw.sourceId, 300);
  if (title === "" || url === null || sourceId === "") return null;
  const lang = languageOf(description) ?? languageOf(title) ?? codeOf(raw.language);
  const named = placedByTitle(title, placesOf(raw.location.map(unescaped), raw.homeCountry, lang));
  const where = placedByHeadquarters(description, named, raw.homeCountry, lang);
  const experienceYears = experienceOf(description);
  const hints = [raw.employmentHint ?? "", ...(raw.tags ?? [])].map((hint) => cleanLine(hint, 100));
  const rank = rankOf(title, hints, experienceYears, description);
  const countries = where.locations.flatMap(({ country }) => country ?? []);
  const work = workOf({ title, text: description, lang, tags: raw.tags });
  return {
    id: `${raw.source}:${sourceId}`,
    source: raw.source,
    sourceId,
    url,
    title,
    company: cleanLine(unescaped(raw.company), longestCompany),
    locations: where.locations,
    remote: remoteOf(raw, title, description, where),
    level: rank.level,
    programme: rank.programme,
    employment: employmentOf(raw.employmentHint, title),
    careerPaths: work.careerPaths,
    occupation: work.occupation,
    languages: languageNeedsOf(description, title),
    experienceYears,
    degree: degreeOf(description),
    visa: visaOf(description),
    salary: statedSalary(raw.salary) ?? salaryOf(description, countries) ?? salaryOf(`Salary ${title}`, countries),
    postedAt: instant(raw.postedAt, latestMs),
    validThrough: instant(raw.validThrough ?? null),
    description,
    lang,
    confidence: {
      place: where.confidence,
      occupation: work.confidence,
      level: rank.confidence,
      ...(rank.early !== undefined && { early: rank.early }),
      ...(work.by && { occupationBy: work.by }),
    },
  };
}

/** The longest a line can be with its markup; the HTML parser fails on far longer ones. */
const longestLine = 10_000;

/** Titles may be escaped for HTML (`R&amp;D`), some twice: undone until nothing changes. */
function unescaped(line: string): string {
  let text = line.slice(0, longestLine);
  for (let round = 0; round < 4 && /&(?:\w{2,8}|#\w{1,6});|<\/?\w/.test(text); round++) text = plainText(text, 1000);
  return text;
}

/** Mails and pages link to it: only http and https, and no password in it. */
function safeUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.href.length > longestUrl)
    return null;
  return url.href;
}

function instant(text: string | null, latestMs = Number.POSITIVE_INFINITY): string | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  const date = new Date(ms);
  return Number.isNaN(ms) || ms > latestMs || date.getUTCFullYear() < 1990 || date.getUTCFullYear() > 2100
    ? null
    : date.toISOString();
}

function codeOf(language: string | undefined): string | null {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(language?.trim() ?? "")?.[1]?.toLowerCase() ?? null;
}

/**
 * "(Remote Internship – IT)", "(Remote) HR": a department; but a country if others stand beside it: "(Remote,
 * DE/IT/ES)".
 */
const department = /(?<!\b(?!IT|HR)[A-Z]{2} ?[,/&] ?)\b(?:IT|HR)\b(?! ?[,/&] ?(?!IT|HR)[A-Z]{2}\b)/g;

/**
 * The source's field, the place, the title and the text, in this order; if the first two contradict each other, it is
 * unknown.
 */
function remoteOf(raw: RawPosting, title: string, description: string, { locations, remote }: Where): Remote {
  const inTitle = modeOfTitle(title);
  const mode = modeOf(raw.remoteHint, remote, inTitle.mode, description);
  if (mode !== "remote") return { ...remote, mode };
  // "Germany" as a remote job's only place is where one may live.
  const wide = locations.flatMap(({ geonameId, country }) => (geonameId === null && country !== null ? country : []));
  const said = new Set([...remote.countries, ...wide]);
  if (said.size > 0) return { mode, worldwide: null, countries: [...said].sort() };
  const scope = inTitle.scope.replace(department, " ");
  const { worldwide, countries } = remote.worldwide ? remote : placesOf([scope], raw.homeCountry).remote;
  if (worldwide || countries.length > 0) return { mode, worldwide, countries };
  const fromTitle = eligibleByTitle(title);
  const eligible = fromTitle.length > 0 ? fromTitle : eligibleByText(description);
  if (eligible.length === 0 && isWorldwide(description)) return { mode, worldwide: true, countries: [] };
  // "General Manager, Africa" in Dubai: Africa is the market.
  const fits = locations.every(({ country }) => country === null || eligible.includes(country));
  return { mode, worldwide, countries: fits ? eligible : [] };
}

function modeOf(hint: RawPosting["remoteHint"], place: Remote, inTitle: RemoteMode, description: string): RemoteMode {
  const elsewhere = place.mode === "unknown" && (place.countries.length > 0 || place.worldwide) ? "remote" : place.mode;
  if (hint && elsewhere !== "unknown" && elsewhere !== hint)
    return hint === "hybrid" || elsewhere === "hybrid" ? "hybrid" : "unknown";
  if (hint) return inTitle === "hybrid" ? "hybrid" : hint;
  if (place.mode !== "unknown") return place.mode;
  return inTitle !== "unknown" ? inTitle : modeOfText(description);
}
