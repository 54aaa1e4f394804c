import type { SignupBody } from "../lib/subscribers/wishes.ts";
import type { Locale } from "../lib/words/index.ts";
import { namesakesOf } from "./cities.ts";
import { mailQuestion } from "./mailbox-hints.ts";
import type { Questions } from "./pages/signup-questions.tsx";

/** What to ask before a form's signup goes on, once: what is sent again is meant. undefined = nothing. */
export function questionsAbout(body: SignupBody, form: URLSearchParams, locale: Locale): Questions | undefined {
  if (form.has("asked")) return undefined;
  const mail = mailQuestion(body.email);
  const cities = citiesInQuestion(body, locale);
  return mail || cities.length > 0 ? { mail, cities } : undefined;
}

/** The cities that have namesakes somebody may well mean. */
export function citiesInQuestion(
  { cities, countries }: Pick<SignupBody, "cities" | "countries">,
  locale: Locale,
): Questions["cities"] {
  return cities.flatMap((name) => {
    const choices = typeof name === "string" ? namesakesOf(name, countries, locale) : [];
    return choices.length > 0 ? [{ name: String(name), choices }] : [];
  });
}
