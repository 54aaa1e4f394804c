import { z } from "zod";

const occupations = [
  "software",
  "data",
  "it_infra",
  "finance",
  "marketing",
  "sales",
  "product",
  "operations",
  "consulting",
  "hr",
  "legal",
  "design",
  "customer_support",
  "engineering",
  "admin",
  "education",
  "healthcare",
  "retail",
  "hospitality",
  "trades_manual",
  "sustainability",
  "other",
] as const;
export type Occupation = (typeof occupations)[number];

/** The signup's career paths without `unsure`, which is for people, not postings. */
export const careerPaths = [
  "strategy-business-design",
  "data-analytics",
  "sales-client-success",
  "marketing-growth",
  "finance-investment",
  "operations-supply-chain",
  "product-innovation",
  "tech-transformation",
  "sustainability-esg",
] as const;
export type CareerPath = (typeof careerPaths)[number];

const levels = ["internship", "graduate", "entry", "mid", "senior", "lead", "unknown"] as const;
const programmes = [
  "internship",
  "working-student",
  "apprenticeship",
  "thesis",
  "traineeship",
  "graduate-scheme",
] as const;
export const remoteModes = ["onsite", "hybrid", "remote", "unknown"] as const;
const employments = ["full-time", "part-time", "contract", "temporary"] as const;
const languageLevels = ["A1", "A2", "B1", "B2", "C1", "C2", "native"] as const;
const degrees = ["vocational", "bachelor", "master", "doctorate"] as const;
export const salaryPeriods = ["hour", "day", "month", "year"] as const;

export type Level = (typeof levels)[number];
export type Programme = (typeof programmes)[number];
export type RemoteMode = (typeof remoteModes)[number];
export type Employment = (typeof employments)[number];
export type Degree = (typeof degrees)[number];

const country = z.string().regex(/^[A-Z]{2}$/);
const instant = z.iso.datetime();
const share = z.number().min(0).max(1);

const location = z.strictObject({
  /**
   * The most local place named. One that the gazetteer lacks, a village or a region, has no id and no coordinates; a
   * borough keeps its name but has its city's id.
   */
  city: z.string().nullable(),
  geonameId: z.number().int().nullable(),
  country: country.nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  /** What the source wrote. */
  raw: z.string(),
  /** Possible places, likeliest first, if several have the name and nothing decides: city and country are then null. */
  candidates: z.array(z.strictObject({ geonameId: z.number().int(), name: z.string(), country })).optional(),
});
export type Location = z.output<typeof location>;

const remote = z.strictObject({
  mode: z.enum(remoteModes),
  /** From anywhere. null = not said. */
  worldwide: z.boolean().nullable(),
  /** Where one may live; [] = not said. */
  countries: z.array(country),
});
export type Remote = z.output<typeof remote>;

const languageNeed = z.strictObject({
  code: z.string().regex(/^[a-z]{2}$/),
  /** false = a plus, not required. */
  required: z.boolean(),
  level: z.enum(languageLevels).nullable(),
});
export type LanguageNeed = z.output<typeof languageNeed>;

const salary = z.strictObject({
  min: z.number().nullable(),
  max: z.number().nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  period: z.enum(salaryPeriods),
});
export type Salary = z.output<typeof salary>;

/** A normalised posting, as in CONTRACT.md and as the table keeps it: plain JSON, both ways. */
export const postingSchema = z.strictObject({
  id: z.string().min(1),
  source: z.string().min(1),
  sourceId: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  title: z.string().min(1),
  company: z.string(),
  locations: z.array(location),
  remote,
  level: z.enum(levels),
  programme: z.enum(programmes).nullable(),
  employment: z.enum(employments).nullable(),
  careerPaths: z.array(z.enum(careerPaths)),
  occupation: z.enum(occupations),
  languages: z.array(languageNeed),
  experienceYears: z.strictObject({ min: z.number(), max: z.number().nullable() }).nullable(),
  degree: z.enum(degrees).nullable(),
  visa: z.enum(["offered", "refused", "unknown"]),
  salary: salary.nullable(),
  postedAt: instant.nullable(),
  validThrough: instant.nullable(),
  description: z.string(),
  lang: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable(),
  confidence: z.strictObject({
    place: share,
    occupation: share,
    level: share,
    /** If no level is named and something speaks against it: how likely it is for beginners. */
    early: share.optional(),
    /** What decided the occupation: words of the title, the model over title and text, or the source's own tags. */
    occupationBy: z.enum(["lexicon", "model", "tags"]).optional(),
  }),
});
export type Posting = z.output<typeof postingSchema>;

/** What a source's parser returns: the source's own words, not yet interpreted. */
export interface RawPosting {
  source: string;
  sourceId: string;
  url: string;
  title: string;
  company: string;
  location: readonly string[];
  /** HTML or text; HTML may be entity-escaped once or twice. */
  description: string;
  /** ISO instant or date; null = not said. */
  postedAt: string | null;
  updatedAt?: string;
  validThrough?: string;
  /** Only if the source has a field for it. */
  remoteHint?: "onsite" | "hybrid" | "remote";
  /** The source's own words, e.g. `Full-time`. */
  employmentHint?: string;
  /** From the source's own fields only; normalise reads the text. */
  salary?: Salary | null;
  tags?: readonly string[];
  /** ISO 639-1, as the source says. */
  language?: string;
  /** The country of the source or employer: decides between places of the same name, never adds a place. */
  homeCountry?: string;
}

export interface City {
  geonameId: number;
  name: string;
  country: string;
  lat: number;
  lon: number;
}
