import type { City } from "./cities.ts";
import type { Company } from "./companies.ts";
import type { Dice } from "./dice.ts";
import { fields } from "./words/fields.ts";
import { languages } from "./words/index.ts";
import type { LanguageCode, Mode, Path, Rank } from "./words/language.ts";

/** What a posting is about, before its text is written. */
export interface Vacancy {
  company: Company;
  city: City;
  path: Path;
  rank: Rank;
  mode: Mode;
  language: LanguageCode;
}

/** A section of a posting's text: paragraphs, then bullet points, with an optional heading. */
export interface Block {
  heading?: string;
  paragraphs: string[];
  points: string[];
}

const early: readonly Rank[] = ["internship", "working-student", "apprenticeship", "graduate", "entry"];
const paidByMonth: readonly Rank[] = ["internship", "working-student", "apprenticeship"];

/** What it pays, in the currency of its country. */
export interface Pay {
  min: number;
  max: number;
  period: "year" | "month";
}

/** Share of a country's entry salary. */
const payOf: Record<Rank, number> = {
  internship: 0.42,
  "working-student": 0.36,
  apprenticeship: 0.4,
  graduate: 1,
  entry: 1,
  mid: 1.35,
  senior: 1.75,
  lead: 2.2,
};

const nameOf: Record<LanguageCode, string> = {
  en: "English",
  de: "German",
  fr: "French",
  es: "Spanish",
  it: "Italian",
  nl: "Dutch",
  pl: "Polish",
  pt: "Portuguese",
  sv: "Swedish",
  da: "Danish",
};

/** Fills in `{names}`. An unknown name is an error in the word lists and throws. */
function fill(template: string, words: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`no word for {${name}} in: ${template}`);
    return word;
  });
}

/** Title, text and the pay named in the text (null: none). The same dice give the same result. */
export function describe(vacancy: Vacancy, dice: Dice): { title: string; blocks: Block[]; pay: Pay | null } {
  const language = languages[vacancy.language];
  const { words, pay } = wordsOf(vacancy, dice);
  const say = (choices: readonly string[]) => fill(dice.pick(choices), words);
  const list = (choices: readonly string[], count: number) =>
    dice.some(choices, count).map((choice) => fill(choice, words));
  const title = say(language.titles[vacancy.rank]);

  const tasks = vacancy.language === "en" ? [...fields[vacancy.path].tasks, ...language.tasks] : language.tasks;
  const profile = language.profile[early.includes(vacancy.rank) ? "early" : "experienced"];
  const intro = [
    say(language.about),
    ...(dice.chance(0.7) ? [say(language.team)] : []),
    say(language.modes[vacancy.mode]),
  ];
  const payLine = dice.chance(0.4) ? [fill(language.pay[pay.period], words)] : [];
  const blocks: Block[] = [
    { paragraphs: intro, points: [] },
    { heading: language.headings.tasks, paragraphs: [], points: list(tasks, dice.between(3, 5)) },
    {
      heading: language.headings.profile,
      paragraphs: [],
      points: [...list(profile, dice.between(2, 3)), ...speech(vacancy, dice)],
    },
  ];
  if (dice.chance(0.75) || payLine.length > 0) {
    blocks.push({
      heading: language.headings.offer,
      paragraphs: payLine,
      points: list(language.offer, dice.between(2, 4)),
    });
  }
  const last = [...visa(vacancy, dice), ...(dice.chance(0.8) ? [say(language.closing)] : [])];
  if (last.length > 0) blocks.push({ paragraphs: last, points: [] });
  return {
    title: title.charAt(0).toLocaleUpperCase(language.locale) + title.slice(1),
    blocks,
    pay: payLine.length > 0 ? pay : null,
  };
}

function wordsOf({ company, city, path, rank, language }: Vacancy, dice: Dice) {
  const { locale, paths } = languages[language];
  const skills = dice.some(fields[path].skills, dice.between(2, 3));
  const words: Record<string, string> = {
    company: company.name,
    business: company.business,
    offices: String(Math.max(2, company.offices.length)),
    city: language === "en" ? city.name : city.local,
    country: inSentence(city),
    area: dice.pick(paths[path].area),
    role: dice.pick(paths[path].role),
    skills: new Intl.ListFormat(locale, { type: "conjunction" }).format(skills),
    people: String(dice.between(3, 90) * 10),
    year: String(dice.between(1998, 2023)),
    years: String(rank === "mid" ? dice.between(2, 4) : dice.between(5, 10)),
    holidays: String(dice.between(25, 32)),
  };
  const pay = rangeOf(city, rank, dice);
  const { currency } = city.country;
  const money = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 });
  return { words: { ...words, salary: money.formatRange(pay.min, pay.max) }, pay };
}

function rangeOf({ country }: City, rank: Rank, dice: Dice): Pay {
  const yearly = country.entrySalary * payOf[rank] * (0.92 + 0.16 * dice.next());
  const period = paidByMonth.includes(rank) ? "month" : "year";
  const min = roundAmount(period === "month" ? yearly / 12 : yearly);
  return { min, max: roundAmount(min * (1.08 + 0.12 * dice.next())), period };
}

/** Rounded to two significant figures, as people name salaries. */
function roundAmount(amount: number): number {
  const step = 10 ** (Math.floor(Math.log10(amount)) - 1);
  return Math.round(amount / step) * step;
}

function speech({ city, language }: Vacancy, dice: Dice): string[] {
  const own = dice.pick(languages[language].speech);
  const local = city.country.languages[0]?.[0];
  if (language !== "en" || !local || local === "en") return [own];
  const also = [
    `${nameOf[local]} (B2) is required`,
    `${nameOf[local]} is a plus, not a must`,
    `No ${nameOf[local]} needed`,
  ];
  return dice.chance(0.6) ? [own, dice.pick(also)] : [own];
}

function visa({ city, language }: Vacancy, dice: Dice): string[] {
  if (language !== "en" || dice.chance(0.7)) return [];
  return dice.chance(0.5)
    ? ["We sponsor work visas and help with the move."]
    : [`We cannot sponsor a visa for this role; you need the right to work in ${inSentence(city)}.`];
}

/** The country's name with its article: the United Kingdom, the Netherlands, Denmark. */
function inSentence({ country: { code, name } }: City): string {
  return code === "GB" || code === "NL" ? `the ${name}` : name;
}
