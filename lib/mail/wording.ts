import type { DeliveryMatch, DeliveryWishes } from "./delivery.ts";
import { listed, oneLine } from "./text.ts";

const regions = new Intl.DisplayNames("en-GB", { type: "region", fallback: "code" });

const careerPathNames: Readonly<Record<string, string>> = {
  "strategy-business-design": "strategy and business design",
  "data-analytics": "data and analytics",
  "sales-client-success": "sales and client success",
  "marketing-growth": "marketing and growth",
  "finance-investment": "finance and investment",
  "operations-supply-chain": "operations and supply chain",
  "product-innovation": "product and innovation",
  "tech-transformation": "tech and transformation",
  "sustainability-esg": "sustainability and ESG",
  unsure: "any career path",
};

const levelNames: Readonly<Record<string, string>> = {
  internship: "Internship",
  graduate: "Graduate",
  entry: "Entry level",
  mid: "Mid level",
  senior: "Senior",
  lead: "Lead",
};

const workModeNames: Readonly<Record<string, string>> = { onsite: "on site", hybrid: "hybrid", remote: "remote" };
const periods = new Set(["hour", "day", "week", "month", "year"]);

/** "DE" as "Germany"; what is no region code stays as it is. */
export function countryName(code: string): string {
  return /^[A-Za-z]{2}$/.test(code) ? (regions.of(code.toUpperCase()) ?? code) : oneLine(code, 40);
}

/** "Berlin, Germany and 2 more places", or what the source wrote, or that it does not say. */
export function placeOf({ locations, remote }: Pick<DeliveryMatch, "locations" | "remote">): string {
  const names = [...new Set(locations.map(locationName).filter((name) => name !== ""))];
  const shown = names.slice(0, 2);
  if (shown.length === 0) return remote.mode === "remote" ? "" : "Place not stated";
  const rest = names.length - shown.length;
  return `${shown.join("; ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function locationName({ city, country, raw }: DeliveryMatch["locations"][number]): string {
  const parts = [city, country === null ? null : countryName(country)].filter((part) => part !== null && part !== "");
  return oneLine(parts.length > 0 ? parts.join(", ") : (raw ?? ""), 60);
}

/** How far from the office one may work, in words; unknown is said, not guessed. */
export function remoteScope({ mode, worldwide, countries }: DeliveryMatch["remote"]): string {
  if (mode === "onsite") return "On site";
  if (mode === "hybrid") return "Hybrid";
  if (mode !== "remote") return "On site or remote: not stated";
  if (worldwide === true) return "Remote, worldwide";
  if (countries.length === 0) return "Remote, countries not stated";
  const shown = countries.slice(0, 3).map(countryName);
  return `Remote within ${listed(countries.length > 3 ? [...shown, `${countries.length - 3} more`] : shown)}`;
}

/** "€45,000–€55,000 a year", or "Pay not stated". */
export function payOf(salary: DeliveryMatch["salary"]): string {
  const { min = null, max = null, currency = null, period = null } = salary ?? {};
  const amount = amountOf(min, max, currency);
  if (amount === null) return "Pay not stated";
  return period !== null && periods.has(period) ? `${amount} ${period === "hour" ? "an" : "a"} ${period}` : amount;
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

function amountOf(min: number | null, max: number | null, currency: string | null): string | null {
  const format = moneyFormat(currency);
  if (min !== null && max !== null)
    return min === max ? format.format(min) : format.formatRange(Math.min(min, max), Math.max(min, max));
  if (min !== null) return `from ${format.format(min)}`;
  return max === null ? null : `up to ${format.format(max)}`;
}

function moneyFormat(currency: string | null): Intl.NumberFormat {
  const code = currency !== null && /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : "";
  const known = moneyFormats.get(code);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat("en-GB", {
    ...(code === "" ? {} : { style: "currency", currency: code }),
    // 15.50 an hour, but 45,000 a year.
    trailingZeroDisplay: "stripIfInteger",
  });
  moneyFormats.set(code, made);
  return made;
}

/** "Graduate · graduate scheme", or that the level is not stated. */
export function levelOf({ level, programme }: Pick<DeliveryMatch, "level" | "programme">): string {
  const name = levelNames[level] ?? "Level not stated";
  return programme === null || programme === level ? name : `${name} (${oneLine(programme.replaceAll("-", " "), 40)})`;
}

/** What the subscriber asked for, in a sentence's worth of words. */
export function wishesInWords({ careerPaths, levels, cities, countries, workModes }: DeliveryWishes): string {
  const places = [
    ...cities.map(({ name, country }) => [name, ...(country === null ? [] : [countryName(country)])].join(", ")),
    ...countries.map(countryName),
  ];
  const parts = [
    careerPaths.map((path) => careerPathNames[path] ?? path),
    levels.map((level) => levelNames[level]?.toLowerCase() ?? level),
    places,
    workModes.map((mode) => workModeNames[mode] ?? mode),
  ];
  return oneLine(
    parts
      .filter((part) => part.length > 0)
      .map((part) => part.join("; "))
      .join(" · "),
    400,
  );
}
