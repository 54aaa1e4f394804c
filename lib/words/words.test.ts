import { createHash } from "node:crypto";
import countries from "i18n-iso-countries";
import { describe, expect, it } from "vitest";
import { consentWording } from "../subscribers/wishes.ts";
import { type Locale, locales, wordsOf } from "./index.ts";
import { namesIn } from "./names.ts";

/** What a native reader stumbles over, beside what holds for all languages. */
const slips: Record<Locale, RegExp[]> = {
  // One word for one thing: "email", with "an", also in many.
  en: [/\b(?:e-)?mails?\b/i, /\ba email/i],
  // "Du": a capital within a sentence is the formal "Sie", which we do not say.
  de: [/(?<=[\p{L},] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b/u, /\be-?mail\b/, /\bEmail/, /\bum \d\d?:\d\d(?! Uhr)/],
};
const everywhere = [/["']/, /\.\.\./, / {2}/, / [,.;:!?]/, /undefined|NaN|\[object/];

describe.each(locales)("%s", (locale) => {
  const { tag: _, reasons, ...rest } = wordsOf(locale);
  // What keeps a model's sentence in bounds is read by nobody.
  const { sentence: __, ...said } = reasons;

  it("is written as its readers write", () => {
    const texts = textsOf({ ...rest, reasons: said });
    expect(texts.length).toBeGreaterThan(500);
    const wrong = [...everywhere, ...slips[locale]];
    expect(texts.filter((text) => wrong.some((slip) => slip.test(text)))).toEqual([]);
  });

  it("has the article of each country that has one", () => {
    const { country, countryAfterIn } = namesIn(locale);
    const codes = Object.keys(countries.getAlpha2Codes()).filter((code) => !uninhabited.has(code));
    const named = codes.filter((code) => articled[locale].name.test(country(code)));
    expect(named.length).toBeGreaterThan(20);
    expect(named.map(countryAfterIn).filter((name) => !articled[locale].form.test(name))).toEqual([]);
  });
});

// Rows keep the version alone: it has to say which words somebody agreed to.
it("has one wording of the consent and the terms for each version", () => {
  const hashes = locales.map((locale) => {
    const { legal, signup } = wordsOf(locale).pages;
    const wording = [signup.consent, legal.terms.list, legal.terms.premium.list];
    return [locale, createHash("sha256").update(JSON.stringify(wording)).digest("hex").slice(0, 12)];
  });
  expect({ version: consentWording, ...Object.fromEntries(hashes) }).toEqual({
    ...{ version: "2026-11", en: "053e09bac03d", de: "896e58f026bc" },
  });
});

/** Nobody is hired there. */
const uninhabited = new Set(["AQ", "BV", "GS", "HM", "IO", "TF", "UM"]);

/** Which countries' names take an article after "in", and how they look with it. */
const articled: Record<Locale, { name: RegExp; form: RegExp }> = {
  en: {
    name: /(?:islands|republic|territor(?:y|ies)|kingdom|states|emirates|netherlands|bahamas|comoros|maldives|philippines|seychelles)$|^isle of/i,
    form: /^the /,
  },
  de: {
    name: /(?:inseln?|gebiete|staaten|emirate|niederlande|marianen|komoren|malediven|philippinen|salomonen|seychellen|bahamas|färöer|kei|golei|schweiz)$|republik|^\p{L}+es? /iu,
    form: /^(?:de[mnr]) \p{L}/u,
  },
};

/** All texts; those that carry values, with values that are several of something. */
function textsOf(words: object): string[] {
  return Object.values(words).flatMap((word) => {
    if (typeof word === "function") return [String(word("2", "3", "4"))];
    return typeof word === "string" ? [word] : textsOf(word);
  });
}
