import { z } from "zod";
import { signup } from "../../jobs/signup.ts";
import { resolveCity } from "../../lib/postings/places.ts";
import { enqueue } from "../../lib/queue.ts";
import { randomId } from "../../lib/random.ts";
import { seal } from "../../lib/seal.ts";
import { recordDetails } from "../../lib/subscribers/progress.ts";
import type { SealedSignup } from "../../lib/subscribers/signup.ts";
import { consentWording, type SignupBody, signupBody } from "../../lib/subscribers/wishes.ts";
import { isoNow } from "../../lib/time.ts";
import type { Locale } from "../../lib/words/index.ts";
import { signupFromForm } from "../forms/signup.ts";
import { localeOf, pathIn } from "../locale.ts";
import { opaqueKey } from "../opaque-key.ts";
import { pageOf } from "../origin.ts";
import { renderPage } from "../pages/render.tsx";
import { signupPage } from "../pages/signup.tsx";
import { liveFor, liveInWords } from "../preview.ts";
import { type FieldError, Problem } from "../problem.ts";
import { formLedOn, json, route, seeOther } from "../route.ts";
import { questionsAbout } from "../signup-questions.ts";

/**
 * zod compiles the schema: a valid body, which most are, then costs an eighth. An invalid one is parsed as usual and
 * refused in the same words. `strict` fails if a later field cannot be compiled, rather than being slow unnoticed.
 */
const compiledBody = z.compile(signupBody, { strict: true });

/**
 * The only hot route. It never checks whether the mailbox is known: the answer or its timing would tell.
 * @see CONTRACT.md, "Signup body"
 */
export const createSignup = route({
  method: "POST",
  path: "/signups",
  summary: "Sign up for job alerts",
  caller: "all",
  limit: "signup",
  origins: "listed",
  body: {
    capBytes: 32 * 1024,
    schema: compiledBody,
    fromForm: signupFromForm,
    mailbox: ({ email }) => email,
  },
  answers: {
    202: {
      description: "Accepted; the same for known and unknown addresses",
      schema: z.object({ id: z.string(), status: z.string() }),
    },
    303: { description: "Accepted, for a form: Location is the status page" },
  },
  prepare(x) {
    const { body, sent, ipHash, headers } = x;
    refuseUnknownCities(body, sent.kind === "json" ? sent.value : undefined);
    const consent = { wording: consentWording, at: isoNow(), ipHash, source: pageOf(headers) };
    return {
      signupId: randomId(),
      sealed: seal({ body, locale: localeOf(x), consent } satisfies SealedSignup, "signup"),
      // The schema sorts the keys, so that equal wishes give equal text.
      submission: opaqueKey(JSON.stringify(body), "submission"),
    };
  },
  async handle(x, payload) {
    const { body, wantsPage } = x;
    const locale = localeOf(x);
    const form = formLedOn(x);
    const questions = form && wantsPage ? questionsAbout(body, form, locale) : undefined;
    if (form && questions) {
      return renderPage(422, signupPage({ locale, typed: form, questions, live: liveOf(body, locale) }));
    }
    const id = await enqueue(signup, payload, { jobId: payload.signupId });
    const status = `/signups/${id}`;
    if (form === null) return { ...json(202, { id, status }), jobId: id };
    const live = liveFor(body);
    // Only for the status page; the signup does not depend on it.
    if (live !== undefined) await recordDetails(id, { live }).catch(() => {});
    return {
      ...seeOther(new URL(x.request.url).searchParams.has("lang") ? pathIn(locale, status) : status),
      jobId: id,
    };
  },
  problemPage(x, problem) {
    if (x.sent.kind !== "form" || ![422, 429, 503].includes(problem.status)) return undefined;
    const body: Partial<Places> = signupFromForm(x.sent.fields);
    const told = problem.code === "not-valid" ? withUnknownCities(problem, body) : problem;
    const locale = localeOf(x);
    return signupPage({ locale, typed: x.sent.fields, problem: told, live: liveOf(body, locale) });
  },
});

function liveOf(body: Partial<Places>, locale: Locale): string | undefined {
  const count = liveFor(body);
  return count === undefined ? undefined : liveInWords(count, body, locale);
}

type Places = Pick<SignupBody, "cities" | "countries">;

function refuseUnknownCities(body: Places, sent: unknown): void {
  const errors = unknownCities(body, givenCities(sent));
  if (errors.length > 0) {
    throw new Problem("not-valid", "We do not know every city you named. Nothing was stored.", { errors });
  }
}

/** As many cities as a signup may have. */
const mostCitiesTold = 5;

/** Adds unknown cities to the errors of other fields, so that a person sees everything that is wrong at once. */
function withUnknownCities(problem: Problem, { cities = [], countries = [] }: Partial<Places>): Problem {
  if (problem.errors.some(({ pointer }) => pointer.startsWith("/cities"))) return problem;
  const unknown = unknownCities({ cities: [...new Set(cities)].slice(0, mostCitiesTold), countries });
  return new Problem("not-valid", problem.message, { errors: [...problem.errors, ...unknown] });
}

function unknownCities({ cities, countries }: Places, given: readonly unknown[] = cities): FieldError[] {
  const unknown = cities.filter((city) => !isCity(city, countries));
  return unknown.map((city) => ({
    pointer: `/cities/${Math.max(
      0,
      given.findIndex((each) => (typeof each === "string" ? each.trim() : each) === city),
    )}`,
    message: `“${city}” is no city we know. Check the spelling, or name the nearest larger city.`,
  }));
}

// People name the same few hundred cities. Only real ones get in, so that nobody can fill it with nonsense.
const cityNames = new Set<string | number>();
const mostCityNames = 5000;

function isCity(city: string | number, countries: readonly string[]): boolean {
  if (cityNames.has(city)) return true;
  const known = resolveCity(city, countries) !== null;
  if (known && cityNames.size < mostCityNames) cityNames.add(city);
  return known;
}

/** The list as sent: the schema drops duplicates, but a pointer must fit what the caller sent. */
function givenCities(sent: unknown): unknown[] | undefined {
  const cities = typeof sent === "object" && sent !== null && "cities" in sent ? sent.cities : undefined;
  return Array.isArray(cities) ? cities : undefined;
}
