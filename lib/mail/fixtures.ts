import type { DeliveryKind, DeliveryMail, DeliveryMatch } from "./delivery.ts";

// Invented people, companies and addresses.
const dataAnalyst: DeliveryMatch = {
  postingId: "0198c0de-0000-7000-8000-000000000001",
  rank: 1,
  score: 91,
  reasons: ["it is in Berlin, as you asked", "data and analytics is your career path"],
  gaps: ["German is asked for at B2; you did not say whether you speak it"],
  title: "Junior Data Analyst (f/m/d)",
  company: "Nordlicht Analytics GmbH",
  url: "https://boards.example/nordlicht/jobs/4411?ref=feed&lang=en",
  source: "greenhouse",
  attribution: { label: "Greenhouse", url: "https://www.greenhouse.com/" },
  locations: [
    { city: "Berlin", country: "DE", raw: "Berlin, Germany" },
    { city: "Hamburg", country: "DE", raw: "Hamburg" },
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
  sentence: "Data work in the city you named, and the languages are yours.",
};

const workingStudent: DeliveryMatch = {
  postingId: "0198c0de-0000-7000-8000-000000000002",
  rank: 2,
  score: 84,
  reasons: ["internships and student jobs are the level you asked for"],
  gaps: [],
  title: "Werkstudent Business Intelligence",
  company: "Müller & Söhne Logistik",
  url: "https://www.arbeitnow.example/jobs/werkstudent-business-intelligence-1234",
  source: "arbeitnow",
  attribution: { label: "Arbeitnow", url: "https://www.arbeitnow.com/" },
  locations: [{ city: "Leipzig", country: "DE", raw: "Leipzig" }],
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
  postingId: "0198c0de-0000-7000-8000-000000000003",
  rank: 3,
  score: 71,
  reasons: ["it can be done from Germany"],
  gaps: ["the posting does not say which level it is for"],
  title: "Growth Marketing Associate",
  company: "Olivar Digital",
  url: "https://olivar.example/careers/growth",
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

/** One mail of each kind, as the rows of the outbox describe them. */
export function mailFixture(kind: DeliveryKind, changes: Partial<DeliveryMail> = {}): DeliveryMail {
  return {
    id: "0198c0de-0000-7000-8000-0000000000aa",
    kind,
    period: kind === "digest" ? "2026-W47" : "0198c0de-0000-7000-8000-0000000000bb",
    email: "ana.ruiz@mail.example",
    name: "Ana Ruiz",
    subscriberId: "0198c0de-0000-7000-8000-0000000000cc",
    key: "AAECAwQFBgcICQoLDA0ODw",
    requestId: kind === "verification" ? "0198c0de-0000-7000-8000-0000000000bb" : null,
    createdAt: "2026-11-21T09:30:00.000Z",
    timeZone: "Europe/Berlin",
    wishes: {
      careerPaths: ["data-analytics", "marketing-growth"],
      levels: ["internship", "entry"],
      cities: [{ name: "Berlin", country: "DE" }],
      countries: ["ES"],
      workModes: ["onsite", "hybrid", "remote"],
    },
    matches: kind === "digest" ? [dataAnalyst, workingStudent, remoteGraduate] : [],
    lookedAt: kind === "digest" ? 1214 : null,
    more: kind === "digest" ? 4 : 0,
    ...changes,
  };
}

/** A digest of ten postings in which every text is longer than a mail shows. */
export function longestDigest(filler = "長い"): DeliveryMail {
  const long = (word: string) => `${word} ${filler.repeat(300)}`;
  const matches = Array.from({ length: 10 }, (_, index) => ({
    ...dataAnalyst,
    postingId: `0198c0de-0000-7000-8000-0000000001${String(index).padStart(2, "0")}`,
    rank: index + 1,
    title: long("Title"),
    company: long("Company"),
    url: `https://boards.example/${"a".repeat(1900)}?page=${index}`,
    reasons: [long("first"), long("second"), long("third")],
    gaps: [long("gap"), long("gap")],
    locations: ["Berlin", "Paris", "Madrid"].map((city) => ({ city: long(city), country: "DE", raw: long(city) })),
    remote: { mode: "remote", worldwide: false, countries: ["DE", "ES", "PT", "FR", "IT", "GB"] },
    sentence: long("sentence"),
  }));
  const cities = Array.from({ length: 5 }, () => ({ name: long("City").slice(0, 80), country: "DE" }));
  return mailFixture("digest", { matches, more: 20, wishes: { ...mailFixture("digest").wishes, cities } });
}
