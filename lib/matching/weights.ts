import { day } from "../time.ts";

/**
 * What a posting is judged by, and how much each counts. A part that the person did not ask about is left out,
 * and the others share its weight: the score is the share of what was asked, 0-100.
 */
export const weights = {
  /** The loudest complaint about job alerts is the wrong place. */
  place: 30,
  /** The second: the wrong kind of job. */
  path: 25,
  /** The third: "entry level" that asks for five years. */
  level: 20,
  /** What a keyword names as a kind of work: finer than a path, and read from the whole posting. */
  occupation: 10,
  /** An early application is read; the link is still alive. */
  freshness: 10,
  /** Asked for in so many words, but rarely decisive between two postings of one city. */
  mode: 6,
  /** A language that one does not speak ends an application early. */
  languages: 15,
  /** Only asked by those who cannot work without it. */
  visa: 10,
  /** A wish, and titles name things in many ways. */
  keywords: 10,
  /** Most postings do not say it, so it must not drown those that do not. */
  pay: 6,
  /** Between two that fit alike, the one that says more about itself, and whose work is not guessed. */
  quality: 5,
  /** What the person's own verdicts taught: it moves postings among those that fit, and cannot make one fit. */
  taste: 10,
} as const;

export type Part = keyof typeof weights;

/** Of the mode for who takes remote work only: what does not say that it is, next door, is no better than what does, anywhere. */
export const onlyRemoteWeight = 30;

/** Shares (0-1) where a posting fits less than wholly. Unknown lies below a fit and above a misfit. */
export const shares = {
  place: {
    /** At the edge of the circle around a city. */
    edge: 0.75,
    /** Elsewhere in a country that was asked for beside cities. */
    country: 0.85,
    /** Remote, and the person's country is named. */
    remote: 0.9,
    /** Remote in a region that has the person's country in it: many more will apply. */
    remoteRegion: 0.8,
    /** Remote from anywhere: the whole world will. */
    remoteAnywhere: 0.7,
    /** Remote from an office in the person's country; from where is not said. */
    remoteNearby: 0.7,
    /** Remote, and from where is not said. */
    remoteUnsaid: 0.25,
    /** In the country of a city that was asked for, the city not stated. */
    somewhereInCountry: 0.45,
    /** In the country of a city that was asked for, and not near: for who reads on, never for a digest. */
    elsewhere: 0.3,
    /** Of all the places there are, it is hardly one that was asked for. */
    unknown: 0.1,
  },
  /** `beside`: less for each path beside those asked for, as the work is less wholly of them. `unknown`: any of nine. */
  path: { beside: 0.1, unsure: 0.8, unknown: 0.15, offMenu: 0.1 },
  /**
   * What is an internship mostly says so: for who asks for nothing else, what does not say it is hardly one. What speaks
   * against beginners without naming a level lies between unknown and misfit: it is no certain misfit.
   */
  level: {
    ...{ workingStudent: 0.9, otherProgramme: 0.5, neighbour: 0.6, misfit: 0.05 },
    ...{ unknown: 0.45, unknownForInterns: 0.2 },
  },
  /** Keywords name another occupation; which it is, is not known. */
  occupation: { other: 0.15, unknown: 0.4 },
  /**
   * Where no level was asked for: nothing was excluded, but this service is for beginners, and theirs counts more. `noJob`: a
   * talent pool, volunteering, freelance work.
   */
  anyLevel: { early: 1, unknown: 0.9, mid: 0.85, senior: 0.75, noJob: 0.5 },
  /** What is remote mostly says so: for who takes nothing else, what does not say it is hardly meant. */
  mode: { unknown: 0.5, unknownForRemote: 0.1 },
  languages: { missing: 0, written: 0.35, readable: 1, unknown: 0.9 },
  visa: { unknown: 0.35 },
  keywords: { first: 0.6 },
  pay: { unknown: 0.5, below: 0.3 },
  freshness: { unknown: 0.35 },
} as const;

/** A city means its surroundings: what a daily commute bears. */
export const cityRadiusKm = 30;
/** Within this distance it is simply there. */
export const cityCentreKm = 5;
/** A posting counts as new for a day and as nothing after a month. */
export const newForMs = 1 * day;
export const oldAfterMs = 30 * day;
/** More would make a digest an employer's. */
export const maxPerCompany = 2;
/** A digest leaves with at least one posting of such a score: below it "fits" is no honest word. */
export const leastScore = 60;
/** How many more fit is counted so far, and the mail says so: to count all would cost more than to rank. */
export const mostCounted = 20;
