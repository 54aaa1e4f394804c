import type { SignupBody } from "../lib/subscribers/wishes.ts";
import type { Locale } from "../lib/words/index.ts";
import { namesakesOf } from "./cities.ts";
import { mailQuestion } from "./mailbox-hints.ts";
import type { Questions } from "./pages/signup-questions.tsx";

/** What to ask before a form's signup goes on; undefined = nothing. Asked once: if it is sent again, it is meant. */
export function questionsAbout(body: SignupBody, form: URLSearchParams, locale: Locale): Questions | undefined {
  if (form.has("asked")) return undefined;
  const mail = mailQuestion(body.email);
  const cities = citiesInQuestion(body, locale);
  return mail || cities.length > 0 ? { mail, cities } : undefined;
}

/** The cities with namesakes that somebody may well mean. */
export function citiesInQuestion(
  { cities, countries }: Pick<SignupBody, "cities" | "countries">,
  locale: Locale,
): Questions["cities"] {
  return cities.flatMap((name) => {
    const choices = typeof name === "string" ? namesakesOf(name, countries, locale) : [];
    return choices.length > 0 ? [{ name: String(name), choices }] : [];
  });
}
