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
  /** The occupation that a keyword names: finer than a path, and read from the whole posting. */
  occupation: 10,
  /** An early application is read; the link is still alive. */
  freshness: 10,
  /** Asked for explicitly, but rarely decisive between two postings of one city. */
  mode: 6,
  /** A language that one does not speak ends an application early. */
  languages: 15,
  /** Only asked by those who cannot work without it. */
  visa: 10,
  /** A wish, and titles name things in many ways. */
  keywords: 10,
  /** Most postings do not state it, so it must not outweigh what they do state. */
  pay: 6,
  /** Between two that fit alike, prefers the one that says more about itself and whose occupation is not a guess. */
  quality: 5,
  /** What the person's own verdicts taught: it moves postings among those that fit, and cannot make one fit. */
  taste: 10,
} as const;

export type Part = keyof typeof weights;

/**
 * The weight of the mode for people who take only remote work: a posting next door that does not say it is remote must
 * not beat one that does, anywhere.
 */
export const onlyRemoteWeight = 30;

/** Shares (0-1) of postings that fit only partly. Unknown lies below a fit and above a misfit. */
export const shares = {
  place: {
    /** At the edge of the circle around a city. */
    edge: 0.75,
    /** Elsewhere in a country that was asked for besides cities. */
    country: 0.85,
    /** Remote, and the person's country is named. */
    remote: 0.9,
    /** Remote in a region that includes the person's country: many more will apply. */
    remoteRegion: 0.8,
    /** Remote from anywhere: the whole world will apply. */
    remoteAnywhere: 0.7,
    /** Remote with an office in the person's country, but from where is not said. */
    remoteNearby: 0.7,
    /** Remote, but from where is not said. */
    remoteUnsaid: 0.25,
    /** In the country of a city that was asked for, the city not stated. */
    somewhereInCountry: 0.45,
    /** In the country of a city that was asked for, but not near: only for people who read on, never in a digest. */
    elsewhere: 0.3,
    /** It could be anywhere, so it is hardly where the person asked. */
    unknown: 0.1,
  },
  /**
   * `beside`: taken off for each further path, as the work is less wholly what was asked for. `unknown`: any of nine.
   */
  path: { beside: 0.1, unsure: 0.8, unknown: 0.15, offMenu: 0.1 },
  /**
   * Internships mostly say so: for people who ask for nothing else, a posting that names no level is hardly one. What
   * speaks against beginners without naming a level is not a certain misfit: it lies between unknown and misfit.
   */
  level: {
    ...{ workingStudent: 0.9, otherProgramme: 0.5, neighbour: 0.6, misfit: 0.05 },
    ...{ unknown: 0.45, unknownForInterns: 0.2 },
  },
  /** Keywords name an occupation: the posting has another, or an unknown one. */
  occupation: { other: 0.15, unknown: 0.4 },
  /**
   * If no level was asked for, nothing is excluded, but this service is for beginners, so their levels count more.
   * `noJob`: a talent pool, volunteering, freelance work.
   */
  anyLevel: { early: 1, unknown: 0.9, mid: 0.85, senior: 0.75, noJob: 0.5 },
  /** Remote postings mostly say so: for people who take nothing else, one that does not say is hardly remote. */
  mode: { unknown: 0.5, unknownForRemote: 0.1 },
  languages: { missing: 0, written: 0.35, readable: 1, unknown: 0.9 },
  visa: { unknown: 0.35 },
  keywords: { first: 0.6 },
  pay: { unknown: 0.5, below: 0.3 },
  freshness: { unknown: 0.35 },
} as const;

/** A city includes its surroundings: as far as people commute daily. */
export const cityRadiusKm = 30;
/** Within this distance, being closer makes no difference. */
export const cityCentreKm = 5;
/** A posting counts as new for a day, and is too old after a month. */
export const newForMs = 1 * day;
export const oldAfterMs = 30 * day;
/** More would make the digest one employer's. */
export const maxPerCompany = 2;
/** A digest is sent if at least one posting has this score: below it, "fits" would not be honest. */
export const leastScore = 60;
/** How many more fit is counted up to this, and the mail says so: to count all would cost more than to rank. */
export const mostCounted = 20;
