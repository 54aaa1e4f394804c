import { useId } from "react";
import { resolveCity } from "../../lib/postings/places.ts";
import type { Locale, Words } from "../../lib/words/index.ts";
import { type CityChoice, cityChoice, nearCities } from "../cities.ts";
import { popularDomains } from "../mailbox-hints.ts";
import type { Problem } from "../problem.ts";
import { useLocale, useWords } from "./language.ts";
import { ChoiceField, MailboxField, type SummaryLine, TextField } from "./parts.tsx";
import { type SignupErrors, unknownCities } from "./signup-errors.ts";

/** What we ask once before a signup goes on. None of it is an error. */
export interface Questions {
  mail?: MailQuestion | undefined;
  cities: readonly CityQuestion[];
}

/** Which of several namesakes is meant or, for an unknown name, which city. */
interface CityQuestion {
  name: string;
  choices: readonly CityChoice[];
  unknown?: true;
}

/** The address that was probably meant, or a throwaway domain. */
export type MailQuestion = { meant: string } | { throwaway: string };

interface FieldProps {
  typed: URLSearchParams;
  errors: SignupErrors;
}

/** The mailbox: a tick accepts what was probably meant, sending again keeps what was typed. */
export function MailField({ typed, errors, question }: FieldProps & { question: MailQuestion | undefined }) {
  const { signup } = useWords().pages;
  return (
    <div data-domains={popularDomains.join(" ")} data-typo={signup.typo("{}")} data-take={signup.typoTake("{}")}>
      <MailboxField label={signup.email} value={typed.get("email") ?? ""} error={errors.email} />
      <div className="notice" id="email-notice" role="status">
        {question && <MailNotice question={question} />}
      </div>
    </div>
  );
}

function MailNotice({ question }: { question: MailQuestion }) {
  const { signup } = useWords().pages;
  if ("throwaway" in question) {
    return (
      <p>
        {signup.disposable(question.throwaway)} {signup.keep}
      </p>
    );
  }
  return (
    <>
      <p>
        {signup.typo(question.meant)} {signup.keep}
      </p>
      <label className="choice">
        <input type="checkbox" name="meant" value={question.meant} />
        <span>{signup.typoTake(question.meant)}</span>
      </label>
    </>
  );
}

/** What was probably meant by the names for which a form came back. */
export function missedCities(problem: Problem | undefined, locale: Locale): Questions["cities"] {
  const near = unknownCities(problem).map((name) => ({
    name,
    choices: nearCities(name, locale),
    unknown: true as const,
  }));
  return near.filter(({ choices }) => choices.length > 0);
}

/** The head of the form about its open questions on cities. */
export const cityLines = (cities: Questions["cities"], { whichCity }: Words["pages"]["signup"]): SummaryLine[] =>
  cities.map(({ name }, at) => ({ message: whichCity(name), field: `cities.${at}` }));

/** Names with commas between them, and those that were chosen from a list. A script suggests while one types. */
export function CityField({ typed, errors, questions }: FieldProps & { questions: Questions["cities"] }) {
  const [locale, { signup }] = [useLocale(), useWords().pages];
  const { names, ids } = typedCities(typed);
  const asked = questions.map(({ name }) => name);
  const chosen = ids.flatMap((id) => resolveCity(id) ?? []).map((city) => cityChoice(city, locale));
  const status = useId();
  return (
    <div
      className="cities"
      data-cities={`/cities?lang=${locale}`}
      data-label={signup.suggestions}
      data-found={JSON.stringify([0, 1].map(signup.found).concat(signup.found(2).replace("2", "{}")))}
      data-added={signup.added("{}")}
    >
      <TextField
        name="cities"
        label={signup.cities}
        hint={signup.citiesHint}
        value={names.filter((name) => !asked.includes(name)).join(", ")}
        error={errors.cities}
      />
      <ul className="chosen" aria-label={signup.chosenCities}>
        {chosen.map(({ geonameId, label }) => (
          <li key={geonameId}>
            <label className="chip">
              <input type="checkbox" name="cities" value={geonameId} defaultChecked />
              <span>{label}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className="unseen" role="status" id={status} />
      {questions.map(({ name, choices, unknown }, at) => (
        <ChoiceField
          key={name}
          name={`cities.${at}`}
          legend={unknown ? signup.insteadOf(name) : signup.whichCity(name)}
          type="radio"
          choices={[
            ...choices.map(({ geonameId, label }) => ({ value: String(geonameId), label })),
            ...(unknown ? [{ value: "", label: signup.noneOfThese }] : []),
          ]}
          chosen={[String(choices[0]?.geonameId)]}
        />
      ))}
    </div>
  );
}

/** What the field holds, in two parts: typed names, and the ids of those that were chosen. */
function typedCities(typed: URLSearchParams): { names: string[]; ids: string[] } {
  const fields = [...typed].filter(([name]) => name === "cities" || /^cities\.\d$/.test(name));
  const all = fields.flatMap(([, value]) => value.split(/[,;\n]/)).map((part) => part.trim());
  const isId = (part: string) => /^\d{1,12}$/.test(part);
  return {
    names: all.filter((part) => part !== "" && !isId(part)),
    ids: [...new Set(all.filter(isId))],
  };
}
