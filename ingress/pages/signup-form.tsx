import type { ReactNode } from "react";
import { pathIn } from "../locale.ts";
import { useChoices, useLocale, useWords } from "./language.ts";
import { actionOf, ChoiceField, Optional, SelectField, TextField } from "./parts.tsx";
import type { SignupErrors } from "./signup-errors.ts";
import { CityField, MailField, type Questions } from "./signup-questions.tsx";

interface PartProps {
  typed: URLSearchParams;
  errors: SignupErrors;
}

interface FormProps extends PartProps {
  questions?: Questions | undefined;
  /** Cities that nobody knows, and what may have been meant. */
  missed?: Questions["cities"];
  /** How many live postings match what was typed; absent = not known. */
  live?: string | undefined;
}

/** The form, with what was typed before and what was wrong with it: required fields first, then optional ones. */
export function SignupForm({ questions, missed = [], live, ...part }: FormProps) {
  const [locale, { signup }] = [useLocale(), useWords().pages];
  return (
    <form
      method="post"
      action={actionOf(pathIn(locale, "/signups"))}
      noValidate
      id="signup"
      data-preview={pathIn(locale, "/preview")}
    >
      <MailField {...part} question={questions?.mail} />
      <CityField {...part} questions={questions?.cities ?? missed} />
      <Work {...part} />
      <More {...part} />
      <Consent error={part.errors.consent} given={part.typed.has("consent")} />
      {questions && <input type="hidden" name="asked" value="yes" />}
      <p className="live" id="live" role="status">
        {live}
      </p>
      <button type="submit">{signup.submit}</button>
      <p className="hint">{signup.next}</p>
    </form>
  );
}

export function Work({ typed, errors }: PartProps) {
  const [{ signup }, choices] = [useWords().pages, useChoices()];
  return (
    <>
      <ChoiceField
        name="careerPaths"
        legend={signup.careerPaths}
        hint={signup.careerPathsHint}
        choices={choices.careerPaths}
        chosen={typed.getAll("careerPaths")}
        layout="chips tiles"
        error={errors.careerPaths}
      />
      <ChoiceField
        name="levels"
        legend={<Optional>{signup.levels}</Optional>}
        hint={signup.levelsHint}
        choices={choices.levels}
        chosen={typed.getAll("levels")}
        layout="chips"
        error={errors.levels}
      />
    </>
  );
}

const moreFields = [
  ...(["workModes", "countries", "languages", "keywords", "salaryMin.amount"] as const),
  ...(["visa", "name", "cadence", "timeZone"] as const),
];
const moreFilled = ["workModes", "countries", "languages", "keywords", "salaryMin.amount", "name"];

function More({ typed, errors }: PartProps) {
  const { signup } = useWords().pages;
  const failed = moreFields.some((field) => errors[field] !== undefined);
  const filled = moreFilled.some((field) => (typed.get(field) ?? "") !== "");
  return (
    <details className="more" open={failed || filled}>
      <summary>
        {signup.more} <span className="optional">{signup.moreHint}</span>
      </summary>
      <Where typed={typed} errors={errors} />
      <Terms typed={typed} errors={errors} />
      <Person typed={typed} errors={errors} />
    </details>
  );
}

export function Where({ typed, errors }: PartProps) {
  const [{ signup }, choices] = [useWords().pages, useChoices()];
  return (
    <>
      <ChoiceField
        name="workModes"
        legend={signup.workModes}
        hint={signup.workModesHint}
        choices={choices.workModes}
        chosen={typed.getAll("workModes")}
        layout="chips"
        error={errors.workModes}
      />
      <ChoiceField
        name="countries"
        legend={signup.countries}
        hint={signup.countriesHint}
        choices={choices.countries}
        chosen={typed.getAll("countries")}
        layout="columns"
        error={errors.countries}
      />
      <ChoiceField
        name="languages"
        legend={signup.workLanguages}
        choices={choices.languages}
        chosen={typed.getAll("languages")}
        layout="columns"
        error={errors.languages}
      />
    </>
  );
}

export function Terms({ typed, errors }: PartProps) {
  const [{ signup }, choices] = [useWords().pages, useChoices()];
  return (
    <>
      <TextField
        name="keywords"
        label={signup.keywords}
        hint={signup.keywordsHint}
        value={typed.getAll("keywords").join(", ")}
        error={errors.keywords}
      />
      <Salary typed={typed} errors={errors} />
      <ChoiceField
        name="visa"
        legend={signup.visa}
        type="radio"
        choices={choices.visa}
        chosen={[typed.get("visa") || "unknown"]}
        error={errors.visa}
      />
    </>
  );
}

function Salary({ typed, errors }: PartProps) {
  const [{ signup }, choices] = [useWords().pages, useChoices()];
  return (
    <fieldset className="field">
      <legend>{signup.pay}</legend>
      <p className="hint">{signup.payHint}</p>
      <div className="side">
        <TextField
          name="salaryMin.amount"
          label={signup.amount}
          inputMode="numeric"
          value={typed.get("salaryMin.amount") ?? ""}
          error={errors["salaryMin.amount"]}
        />
        <SelectField
          name="salaryMin.currency"
          label={signup.currency}
          choices={choices.currencies}
          value={typed.get("salaryMin.currency") || "EUR"}
          error={errors["salaryMin.currency"]}
        />
        <SelectField
          name="salaryMin.period"
          label={signup.period}
          choices={choices.periods}
          value={typed.get("salaryMin.period") || "year"}
          error={errors["salaryMin.period"]}
        />
      </div>
    </fieldset>
  );
}

function Person({ typed, errors }: PartProps) {
  const [{ signup }, choices] = [useWords().pages, useChoices()];
  return (
    <>
      <TextField
        name="name"
        label={signup.name}
        autoComplete="given-name"
        value={typed.get("name") ?? ""}
        error={errors.name}
      />
      <ChoiceField
        name="cadence"
        legend={signup.cadence}
        type="radio"
        choices={choices.cadences}
        chosen={[typed.get("cadence") || "weekly"]}
        error={errors.cadence}
      />
      <SelectField
        name="timeZone"
        label={signup.timeZone}
        choices={choices.timeZones}
        value={typed.get("timeZone") || "Europe/Berlin"}
        error={errors.timeZone}
      />
    </>
  );
}

function Consent({ error, given }: { error: string | undefined; given: boolean }) {
  const { common, signup } = useWords().pages;
  const { before, terms, between, privacy, after } = signup.consent;
  return (
    <div className={error ? "field invalid" : "field"}>
      {error && (
        <p className="error" id="consent-error">
          <span className="unseen">{common.error}: </span>
          {error}
        </p>
      )}
      <label className="choice">
        <input
          id="consent"
          type="checkbox"
          name="consent"
          defaultChecked={given}
          aria-describedby={error ? "consent-error" : undefined}
          aria-invalid={error ? true : undefined}
        />
        <span>
          {before}
          <Own path="/terms">{terms}</Own>
          {between}
          <Own path="/privacy">{privacy}</Own>
          {after}
        </span>
      </label>
    </div>
  );
}

function Own({ path, children }: { path: string; children: ReactNode }) {
  return <a href={pathIn(useLocale(), path)}>{children}</a>;
}
