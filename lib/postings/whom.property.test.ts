import { array, assert, constantFrom, integer, oneof, option, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { tableOfWhom } from "../../scripts/eval/whom-table.ts";
import { anyCharacter } from "../../test/any-character.ts";
import { degreeOf } from "./degree.ts";
import { experienceOf } from "./experience.ts";
import { languageOf } from "./language.ts";
import { languageNeedsOf } from "./language-needs.ts";
import { salaryOf } from "./salary.ts";
import { visaOf } from "./visa.ts";

const readings = [languageNeedsOf, experienceOf, degreeOf, visaOf, salaryOf, languageOf] as const;

/** Sentences that lead far into the patterns, between any other text. */
const sentences = tableOfWhom().map(({ text }) => text);
const words = [...new Set(sentences.flatMap((text) => text.split(" ")))];
const text = array(
  oneof(
    constantFrom(...sentences),
    constantFrom(...words, "€", "1.200", "k", "\n", ";"),
    string({ unit: anyCharacter, maxLength: 8 }),
  ),
  {
    maxLength: 60,
  },
).map((all) => all.join(" "));

test.each(readings.map((read) => [read.name, read] as const))(
  "%s reads whatever text, and what it read before the same way",
  async (_, read) => {
    await assert(
      property(text, text, (one, other) => {
        const first = read(one);
        read(other);
        expect(read(one)).toEqual(first);
      }),
    );
  },
);

test.each(readings.map((read) => [read.name, read] as const))(
  "%s reads 100,000 characters of nearly its own",
  (_, read) => {
    for (const word of [
      "sponsor",
      "eoffers ",
      "no we visa ",
      "1 year ",
      "exp 3 ",
      "english, ",
      "deutsch en ",
      "€ 1.000 - ",
      "salary ",
    ])
      expect(() => read(word.repeat(100_000 / word.length))).not.toThrow();
  },
);

test("years of experience that were read are read again from our own words", async () => {
  const years = tuple(integer({ min: 0, max: 15 }), option(integer({ min: 0, max: 30 })));
  await assert(
    property(years, ([min, more]) => {
      const read = experienceOf(`${more === null ? `${min}+` : `${min}-${min + more}`} years of experience`);
      expect(read).toEqual({ min, max: more === null ? null : min + more });
    }),
  );
});

test("pay that was read is read again from our own words", async () => {
  await assert(
    property(
      integer({ min: 20_000, max: 90_000 }),
      integer({ min: 1, max: 20_000 }),
      constantFrom("EUR", "GBP", "USD", "CHF"),
      (min, more, currency) => {
        const salary = { min, max: min + more, currency, period: "year" as const };
        const read = salaryOf(`Salary: ${salary.min} - ${salary.max} ${salary.currency} per ${salary.period}`);
        expect(read).toEqual(salary);
      },
    ),
  );
});

test("a language need that was read is read again from our own words", async () => {
  const names = { en: "English", de: "German", fr: "French", nl: "Dutch", pl: "Polish" } as const;
  await assert(
    property(
      constantFrom("en", "de", "fr", "nl", "pl" as const),
      constantFrom("A2", "B1", "B2", "C1", "C2"),
      constantFrom(true, false),
      (code, level, required) => {
        const said = `${names[code as keyof typeof names]} language skills at level ${level}${required ? "" : " are a plus"}.`;
        expect(languageNeedsOf(said)).toEqual([{ code, required, level }]);
      },
    ),
  );
});
