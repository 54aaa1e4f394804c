import { z } from "zod";
import { isCountry } from "../country.ts";
import { typedLine } from "../words/one-line.ts";
import { isZone } from "../zone.ts";

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
  "unsure",
] as const;
export const levels = ["internship", "graduate", "entry"] as const;
export const workModes = ["onsite", "hybrid", "remote"] as const;
export const cadences = ["weekly", "mon-wed-fri", "daily"] as const;
export const visaNeeds = ["needed", "not-needed", "unknown"] as const;

/** The consent text's version that a signup accepts; the row keeps it. Change it with the wording (lib/words/words.test.ts compares). */
export const consentWording = "2026-11";

/** No name or word needs more than a line. */
export const line = (max: number) =>
  z.string().trim().max(max).regex(typedLine, "must not contain line breaks or control characters");

export const unique = <Item extends z.ZodType>(item: Item, max: number, min = 0) =>
  z
    .array(item)
    .min(min)
    .max(max)
    .transform((items) => items.filter((item, at) => items.indexOf(item) === at));

/** Names that browsers send: looking one up is cheaper than asking Temporal. */
const canonicalZones = new Set(Intl.supportedValuesOf("timeZone"));
const timeZone = z
  .string()
  .max(64)
  .refine((name) => canonicalZones.has(name) || isZone(name), "must be an IANA time zone such as Europe/Berlin")
  .describe("IANA");

const twoLetters = /^[a-z]{2}$/;
const noLanguage = "must be an ISO 639-1 code such as en";
/** Two-letter codes, found once: asking Intl for each costs more than the rest of the validation. */
const languages = languageCodes();

function languageCodes(): ReadonlySet<string> {
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  return new Set(pairs.filter((code) => names.of(code) !== undefined));
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

const salary = z.strictObject({
  amount: z.number().positive().max(10_000_000),
  // No pay could ever be compared with any other code, and nobody would know why.
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => currencies.has(code), "must be an ISO 4217 code such as EUR")
    .describe("ISO 4217"),
  period: z.enum(["hour", "day", "month", "year"]),
});

/** A mailbox, trimmed and case-folded once, here: everything behind compares it as it is. */
export const mailbox = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("must be an e-mail address such as name@example.org"))
  // RFC 5321: no server takes more, and the mail would never arrive.
  .refine((address) => address.indexOf("@") <= 64, "must have at most 64 characters before the @")
  .meta({ format: "email" });

/** Every field of the signup body, also for later changes of some of them. */
export const wishFields = z.strictObject({
  email: mailbox,
  name: line(100).optional(),
  cities: unique(
    z.union([line(80).min(1), z.number().int().positive()]).describe("a name, or its GeoNames id"),
    5,
  ).default([]),
  countries: unique(
    z.string().trim().toUpperCase().refine(isCountry, "must be an ISO 3166-1 code such as DE").describe("ISO 3166-1"),
    5,
  ).default([]),
  careerPaths: unique(z.enum(careerPaths), 3, 1),
  levels: unique(z.enum(levels), levels.length).default([]),
  workModes: unique(z.enum(workModes), workModes.length).default([]),
  languages: unique(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(twoLetters, noLanguage)
      .refine((code) => languages.has(code) || !twoLetters.test(code), noLanguage)
      .describe("ISO 639-1"),
    20,
  ).default([]),
  visa: z.enum(visaNeeds).default("unknown"),
  keywords: unique(line(40).min(1), 10).default([]),
  salaryMin: salary.optional(),
  cadence: z.enum(cadences).default("weekly"),
  timeZone: timeZone.default("Europe/Berlin"),
  consent: z.literal(true, "is needed: we may not write to you without it"),
});

/** The signup body of CONTRACT.md. Unknown keys are refused. */
export const signupBody = wishFields.refine(namesPlace, {
  path: ["cities"],
  message: "name at least one city or country, or ask for remote work only",
});

/** Whether the wishes say where, or that only remote work is wanted. */
export function namesPlace(wishes: {
  cities: readonly unknown[];
  countries: readonly string[];
  workModes: readonly string[];
}): boolean {
  const { cities, countries, workModes: modes } = wishes;
  return cities.length > 0 || countries.length > 0 || (modes.length === 1 && modes[0] === "remote");
}

export type SignupBody = z.output<typeof signupBody>;

/** Codes of no language were accepted once: they are dropped. */
export const onceSpoken = z.array(z.string()).transform((codes) => codes.filter((code) => languages.has(code)));

/** Validated where they were typed: another release knows other zones, countries and currencies. */
export const judgedBefore = {
  countries: z.array(z.string()),
  timeZone: z.string(),
  salaryMin: salary.extend({ currency: z.string() }).nullable(),
};
const keptAsJudged = {
  countries: judgedBefore.countries.default([]),
  timeZone: judgedBefore.timeZone.default("Europe/Berlin"),
  salaryMin: judgedBefore.salaryMin.unwrap().optional(),
  languages: onceSpoken.default([]),
};

/**
 * The body as it travels: a newer ingress may send fields that this worker does not know, an older one accepted more.
 */
export const travellingBody = z.object({ ...wishFields.shape, ...keptAsJudged, email: z.email() });

/** What a subscriber asked for, as the row keeps it: the signup without personal data, its cities resolved. */
export const storedWishes = z.object({
  ...wishFields.omit({ email: true, name: true, consent: true, cities: true }).shape,
  ...keptAsJudged,
  cities: z.array(
    z.object({
      geonameId: z.int(),
      name: z.string(),
      country: z.string(),
      lat: z.number(),
      lon: z.number(),
    }),
  ),
});
export type StoredWishes = z.output<typeof storedWishes>;
