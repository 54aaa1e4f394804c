import { day, hour, minute } from "../../lib/time.ts";
import { type City, cities } from "./cities.ts";
import { type Company, companies } from "./companies.ts";
import { type Block, describe, type Pay, type Vacancy } from "./description.ts";
import { diceOf, itemAt } from "./dice.ts";
import type { LanguageCode, Mode, Path, Rank } from "./words/language.ts";

export { boardTokens } from "./companies.ts";

/** An invented posting. */
export interface Posting extends Vacancy {
  id: number;
  /** The last path segment of its page: readable, and ends with the id. */
  slug: string;
  title: string;
  blocks: Block[];
  /** null: it names none. */
  pay: Pay | null;
  /** A second place, which few postings name. */
  second: City | null;
  openedAt: number;
  closesAt: number;
}

/**
 * A slot in the catalogue, always for the same kind of posting. When a posting closes, after a pause the next one fills
 * it, of another company and with other words.
 */
interface Slot {
  city: City;
  path: Path;
  rank: Rank;
  /** From one opening to the next. */
  periodMs: number;
  firstMs: number;
  lifeMs: number;
}

const ranks: (readonly [Rank, number])[] = [
  ["internship", 15],
  ["working-student", 7],
  ["apprenticeship", 4],
  ["graduate", 13],
  ["entry", 21],
  // Noise that an early-career search must leave out: 40 %.
  ["mid", 22],
  ["senior", 14],
  ["lead", 4],
];
const modes: (readonly [Mode, number])[] = [
  ["onsite", 40],
  ["hybrid", 42],
  ["remote", 18],
];
const paths: (readonly [Path, number])[] = [
  ["tech-transformation", 18],
  ["data-analytics", 16],
  ["strategy-business-design", 9],
  ["sales-client-success", 10],
  ["marketing-growth", 10],
  ["finance-investment", 10],
  ["operations-supply-chain", 9],
  ["product-innovation", 9],
  ["sustainability-esg", 9],
];
/** Cities that people trying the product name first: many of the postings that they ask for. */
const richCities = ["Berlin", "London"];
const richPaths: (readonly [Path, number])[] = [["tech-transformation", 16], ["data-analytics", 18], ...paths];

/** Greenhouse ids have ten digits. */
const firstId = 4_000_000_000;
const slotsPerGeneration = 1_000;

export class Catalogue {
  readonly #slots: Slot[];
  readonly #seed: string;
  readonly #clock: () => number;
  #known = new Map<number, Posting>();

  /** The same seed and time always give the same postings, also after a restart. */
  constructor({ seed = "jobping", clock = Date.now }: { seed?: string; clock?: () => number } = {}) {
    this.#seed = seed;
    this.#clock = clock;
    this.#slots = cities.flatMap((city) =>
      Array.from({ length: city.weight }, (_, index) => slotOf(seed, city, index)),
    );
  }

  /** The postings that are open now, newest first. */
  live(): Posting[] {
    const now = this.#clock();
    const current = this.#slots.flatMap((slot, index) => {
      const generation = Math.floor((now - slot.firstMs) / slot.periodMs);
      return this.#known.get(idOf(generation, index)) ?? this.#posting(index, generation) ?? [];
    });
    // Cached: writing them takes a tenth of a second, and nearly all are the same next time.
    this.#known = new Map(current.map((posting) => [posting.id, posting]));
    return current.filter(({ closesAt }) => closesAt > now).sort((a, b) => b.openedAt - a.openedAt || b.id - a.id);
  }

  /** A posting by id, also a closed one, but none that has yet to open. */
  find(id: number): Posting | undefined {
    const number = id - firstId;
    if (!Number.isSafeInteger(number) || number < 0) return undefined;
    const posting = this.#posting(number % slotsPerGeneration, Math.floor(number / slotsPerGeneration));
    return posting && posting.openedAt <= this.#clock() ? posting : undefined;
  }

  isOpen(posting: Posting): boolean {
    return posting.closesAt > this.#clock();
  }

  #posting(index: number, generation: number): Posting | undefined {
    const slot = this.#slots[index];
    if (!slot) return undefined;
    const { city, path, rank } = slot;
    const dice = diceOf(this.#seed, "posting", index, generation);
    const company = dice.weighted(employersIn(city));
    const vacancy = { company, city, path, rank, mode: dice.weighted(modes), language: languageOf(city, dice.next()) };
    const id = idOf(generation, index);
    const { title, blocks, pay } = describe(vacancy, dice);
    const openedAt = slot.firstMs + generation * slot.periodMs;
    return {
      ...vacancy,
      id,
      slug: `${slugOf(`${title} ${city.name}`)}-${id}`,
      title,
      blocks,
      pay,
      second: dice.chance(0.06) ? secondOf(company, city, dice.next()) : null,
      openedAt,
      closesAt: openedAt + slot.lifeMs,
    };
  }
}

function slotOf(seed: string, city: City, index: number): Slot {
  const dice = diceOf(seed, "slot", city.name, index);
  const periodMs = dice.between(10 * 24 * 60, 20 * 24 * 60) * minute;
  return {
    city,
    path: dice.weighted(richCities.includes(city.name) ? richPaths : paths),
    rank: dice.weighted(ranks),
    periodMs,
    firstMs: dice.between(0, periodMs / minute - 1) * minute,
    // With up to two days between postings, every posting stays younger than 20 days.
    lifeMs: periodMs - dice.between(4, (2 * day) / hour) * hour,
  };
}

function idOf(generation: number, index: number): number {
  return firstId + generation * slotsPerGeneration + index;
}

/** The few companies with boards of their own post twice as much, so that a board is worth a visit. */
function employersIn(city: City): (readonly [Company, number])[] {
  return companies
    .filter(({ offices }) => offices.includes(city.name))
    .map((company) => [company, company.board ? 2 : 1]);
}

function languageOf(city: City, fall: number): LanguageCode {
  return itemAt(city.country.languages, fall) ?? "en";
}

function secondOf(company: Company, city: City, fall: number): City | null {
  const others = cities.filter(({ name }) => name !== city.name && company.offices.includes(name));
  return others[Math.floor(fall * others.length)] ?? null;
}

/** Lower-case ASCII words with hyphens. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
