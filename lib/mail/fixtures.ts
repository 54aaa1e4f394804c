import type { Locale } from "../words/index.ts";
import {
  type DeliveryKind,
  type DeliveryMail,
  type DeliveryMatch,
  deliveryKinds,
  type PremiumOffer,
} from "./delivery.ts";

/** Reasons and sentences are stored in the subscriber's language. */
const said = {
  en: {
    analyst: ["In Berlin", "Data and analytics, as you asked"],
    analystGap: "German B2 required, you listed English",
    sentence: "You wanted data work in the city, and this is a first job in it.",
    student: ["Working student role, you asked for internships"],
    growth: ["Remote, from Germany"],
    growthGap: "Level not stated",
  },
  de: {
    analyst: ["In Berlin", "Daten und Analyse, wie gewünscht"],
    analystGap: "Deutsch B2 verlangt, du hast Englisch angegeben",
    sentence: "Du wolltest Arbeit mit Daten in der Stadt, und das hier ist eine erste Stelle dafür.",
    student: ["Werkstudentenstelle, du suchst Praktika"],
    growth: ["Remote, aus Deutschland"],
    growthGap: "Karrierestufe nicht genannt",
  },
} as const satisfies Record<Locale, object>;

// Invented people, companies and addresses.
const dataAnalyst: DeliveryMatch = {
  matchId: "0198c0de-0000-7000-8000-0000000000a1",
  postingId: "0198c0de-0000-7000-8000-000000000001",
  rank: 1,
  score: 91,
  reasons: [...said.en.analyst],
  gaps: [said.en.analystGap],
  title: "Junior Data Analyst (f/m/d)",
  company: "Nordlicht Analytics GmbH",
  url: "https://boards.test/nordlicht/jobs/4411?ref=feed&lang=en",
  source: "greenhouse",
  attribution: { label: "Greenhouse", url: "https://www.greenhouse.com/" },
  locations: [
    { geonameId: 2950159, city: "Berlin", country: "DE", raw: "Berlin, Germany" },
    { geonameId: 2911298, city: "Hamburg", country: "DE", raw: "Hamburg" },
  ],
  remote: { mode: "hybrid", worldwide: null, countries: [] },
  level: "entry",
  programme: null,
  salary: { min: 45_000, max: 52_000, currency: "EUR", period: "year" },
  postedAt: "2026-11-17",
  firstSeenAt: "2026-11-17T09:00:00.000Z",
  repostedAt: null,
  checkedAt: "2026-11-20T23:30:00Z",
  linkStatus: null,
  sameCompany: 3,
  sentence: said.en.sentence,
};

const workingStudent: DeliveryMatch = {
  matchId: "0198c0de-0000-7000-8000-0000000000a2",
  postingId: "0198c0de-0000-7000-8000-000000000002",
  rank: 2,
  score: 84,
  reasons: [...said.en.student],
  gaps: [],
  title: "Werkstudent Business Intelligence",
  company: "Müller & Söhne Logistik",
  url: "https://www.arbeitnow.test/jobs/werkstudent-business-intelligence-1234",
  source: "arbeitnow",
  attribution: { label: "Arbeitnow", url: "https://www.arbeitnow.com/" },
  locations: [{ geonameId: 2879139, city: "Leipzig", country: "DE", raw: "Leipzig" }],
  remote: { mode: "onsite", worldwide: null, countries: [] },
  level: "internship",
  programme: "working-student",
  salary: { min: 15.5, max: 17, currency: "EUR", period: "hour" },
  postedAt: "2026-11-19T08:12:00Z",
  firstSeenAt: "2026-11-17T09:00:00.000Z",
  repostedAt: null,
  checkedAt: "2026-11-21T05:00:00Z",
  linkStatus: null,
  sameCompany: 0,
  sentence: null,
};

const remoteGraduate: DeliveryMatch = {
  matchId: "0198c0de-0000-7000-8000-0000000000a3",
  postingId: "0198c0de-0000-7000-8000-000000000003",
  rank: 3,
  score: 71,
  reasons: [...said.en.growth],
  gaps: [said.en.growthGap],
  title: "Growth Marketing Associate",
  company: "Olivar Digital",
  url: "https://olivar.test/careers/growth",
  source: "himalayas",
  attribution: { label: "Himalayas", url: "https://himalayas.app/" },
  locations: [],
  remote: { mode: "remote", worldwide: false, countries: ["DE", "ES", "PT", "FR", "IT"] },
  level: "unknown",
  programme: null,
  salary: null,
  postedAt: null,
  firstSeenAt: "2026-11-17T09:00:00.000Z",
  repostedAt: null,
  checkedAt: "2026-11-21T05:00:00Z",
  linkStatus: null,
  sameCompany: 0,
  sentence: null,
};

function matchesIn(locale: Locale): DeliveryMatch[] {
  const { analyst, analystGap, sentence, student, growth, growthGap } = said[locale];
  return [
    { ...dataAnalyst, reasons: [...analyst], gaps: [analystGap], sentence },
    { ...workingStudent, reasons: [...student] },
    { ...remoteGraduate, reasons: [...growth], gaps: [growthGap] },
  ];
}

const facts = {
  premium_started: { plan: "quarterly", until: "2027-02-21T09:30:00Z", cadence: "mon-wed-fri" },
  payment_failed: { plan: "quarterly", until: "2026-11-28T09:30:00Z" },
  premium_ended: { plan: "quarterly", until: "2026-11-21T09:30:00Z" },
} as const;

/** As in subscribers/entitlements. */
export const offer: PremiumOffer = { sold: true, jobs: 10, freeJobs: 5, freeDelayHours: 24 };

/** A mail of this kind, as a row of the ledger describes it. */
export function mailFixture(kind: DeliveryKind, changes: Partial<DeliveryMail> = {}): DeliveryMail {
  const request = "0198c0de-0000-7000-8000-0000000000bb";
  const moves = kind === "address_confirmation" || kind === "address_change";
  const email = "ana.ruiz@mail.test";
  return {
    id: "0198c0de-0000-7000-8000-0000000000aa",
    kind,
    period: kind === "digest" ? "2026-W47" : request,
    locale: "en",
    recipient: kind === "address_confirmation" ? "ana@new.test" : email,
    email,
    name: "Ana Ruiz",
    subscriberId: "0198c0de-0000-7000-8000-0000000000cc",
    key: "AAECAwQFBgcICQoLDA0ODw",
    requestId: kind === "verification" ? request : null,
    addressChangeId: moves ? request : null,
    about: kind in facts ? facts[kind as keyof typeof facts] : null,
    tier: "free",
    newAddress: kind === "address_change" ? "a***@new.test" : null,
    createdAt: "2026-11-21T09:30:00.000Z",
    issuedAt: "2026-11-21T09:30:00.000Z",
    timeZone: "Europe/Berlin",
    wishes: {
      careerPaths: ["data-analytics", "marketing-growth"],
      levels: ["internship", "entry"],
      cities: [{ geonameId: 2950159, name: "Berlin", country: "DE" }],
      countries: ["ES"],
      workModes: ["onsite", "hybrid", "remote"],
    },
    matches: kind === "digest" ? matchesIn(changes.locale ?? "en") : [],
    lookedAt: kind === "digest" || kind === "still_looking" ? 1214 : null,
    more: kind === "digest" ? 4 : 0,
    why: [],
    ...changes,
  };
}

/** A digest of ten postings whose texts are all longer than a mail shows. */
export function longestDigest(filler = "長い", locale: Locale = "en"): DeliveryMail {
  const long = (word: string) => `${word} ${filler.repeat(300)}`;
  const matches = Array.from({ length: 10 }, (_, index) => ({
    ...dataAnalyst,
    matchId: `0198c0de-0000-7000-8000-0000000002${String(index).padStart(2, "0")}`,
    postingId: `0198c0de-0000-7000-8000-0000000001${String(index).padStart(2, "0")}`,
    rank: index + 1,
    title: long("Title"),
    company: long(`Company ${index}`),
    url: `https://boards.test/${"a".repeat(1900)}?page=${index}`,
    reasons: [long("first"), long("second"), long("third")],
    gaps: [long("gap"), long("gap")],
    locations: ["Berlin", "Paris", "Madrid"].map((city) => ({
      geonameId: null,
      city: long(city),
      country: "DE",
      raw: long(city),
    })),
    remote: { mode: "remote", worldwide: false, countries: ["DE", "ES", "PT", "FR", "IT", "GB"] },
    repostedAt: "2026-11-16T09:00:00.000Z",
    linkStatus: "uncertain",
    sentence: long("sentence"),
  }));
  const cities = Array.from({ length: 5 }, () => ({ geonameId: null, name: long("City").slice(0, 80), country: "DE" }));
  const wishes = { ...mailFixture("digest").wishes, cities };
  return mailFixture("digest", { locale, matches, more: 20, wishes });
}

/** Every mail, by name: each kind, and the variants of a digest. */
export function everyMail(locale: Locale): Record<string, DeliveryMail> {
  const [first] = matchesIn(locale);
  const why = [
    { code: "place", count: 1021 },
    { code: "career-path", count: 180 },
    { code: "level", count: 13 },
  ];
  return {
    ...Object.fromEntries(deliveryKinds.map((kind) => [kind, mailFixture(kind, { locale })])),
    "digest of one": mailFixture("digest", { locale, more: 0, ...(first && { matches: [first] }) }),
    welcome: mailFixture("digest", { locale, period: "welcome", more: 20 }),
    "welcome, nothing yet": mailFixture("digest", { locale, period: "welcome", more: 0, matches: [], why }),
    "longest digest": longestDigest("長い", locale),
    "links, after a move": mailFixture("links", { locale, period: "address-0198c0de-0000-7000-8000-0000000000bb" }),
    "premium, once a week": mailFixture("premium_started", { locale, about: { plan: "monthly", cadence: "weekly" } }),
    "premium, cancelled at once": mailFixture("premium_started", {
      ...{ locale, about: { plan: "monthly", until: "2026-12-21T09:30:00Z", cadence: "daily", ends: true } },
    }),
    "premium, and left": mailFixture("premium_started", { locale, about: { left: true } }),
    "payment failed, and left": mailFixture("payment_failed", { locale, about: { left: true } }),
    "premium ended, unpaid": mailFixture("premium_ended", { locale, about: { unpaid: true } }),
    "premium ended, and left": mailFixture("premium_ended", { locale, about: { left: true } }),
  };
}
