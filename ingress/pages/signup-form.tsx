import {
  cadenceChoices,
  careerPathChoices,
  countryChoices,
  currencyChoices,
  languageChoices,
  levelChoices,
  periodChoices,
  timeZoneChoices,
  visaChoices,
  workModeChoices,
} from "./names.ts";
import { actionOf, ChoiceField, SelectField, TextField } from "./parts.tsx";
import type { SignupErrors } from "./signup-errors.ts";

interface PartProps {
  typed: URLSearchParams;
  errors: SignupErrors;
}

/** The form, with what was typed before and what was wrong with it. */
export function SignupForm(part: PartProps) {
  return (
    <form method="post" action={actionOf("/signups")} noValidate id="signup">
      <Person {...part} />
      <Place {...part} />
      <Work {...part} />
      <More {...part} />
      <Consent {...part} />
      <button type="submit">Send me jobs</button>
      <p className="hint">Next you get a mail. Press the button in it, and the first jobs follow at once.</p>
    </form>
  );
}

function Person({ typed, errors }: PartProps) {
  return (
    <>
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        inputMode="email"
        autoComplete="email"
        value={typed.get("email") ?? ""}
        error={errors.email}
      />
      <TextField
        name="name"
        label={<Optional>What we may call you</Optional>}
        autoComplete="given-name"
        value={typed.get("name") ?? ""}
        error={errors.name}
      />
    </>
  );
}

function Place({ typed, errors }: PartProps) {
  const countries = typed.getAll("countries");
  return (
    <>
      <TextField
        name="cities"
        label="Cities"
        hint="Up to five, with commas between them: Berlin, Lyon"
        value={typed.getAll("cities").join(", ")}
        error={errors.cities}
      />
      <details open={countries.length > 0 || errors.countries !== undefined}>
        <summary>Or anywhere in a country</summary>
        <ChoiceField
          name="countries"
          legend="Countries"
          hint="Up to five"
          choices={countryChoices}
          chosen={countries}
          layout="columns"
          error={errors.countries}
        />
      </details>
      <ChoiceField
        name="workModes"
        legend={<Optional>How you would like to work</Optional>}
        hint="If you want remote work only, you need not name a place."
        choices={workModeChoices}
        chosen={typed.getAll("workModes")}
        layout="row"
        error={errors.workModes}
      />
    </>
  );
}

function Work({ typed, errors }: PartProps) {
  return (
    <>
      <ChoiceField
        name="careerPaths"
        legend="Your field of work"
        hint="One to three"
        choices={careerPathChoices}
        chosen={typed.getAll("careerPaths")}
        layout="pairs"
        error={errors.careerPaths}
      />
      <ChoiceField
        name="levels"
        legend={<Optional>Where you stand</Optional>}
        choices={levelChoices}
        chosen={typed.getAll("levels")}
        layout="row"
        error={errors.levels}
      />
    </>
  );
}

const moreFields = ["languages", "visa", "keywords", "salaryMin.amount", "cadence", "timeZone"] as const;

function More({ typed, errors }: PartProps) {
  const failed = moreFields.some((field) => errors[field] !== undefined);
  const filled = ["languages", "keywords", "salaryMin.amount"].some((field) => (typed.get(field) ?? "") !== "");
  return (
    <details open={failed || filled}>
      <summary>More, if you like</summary>
      <ChoiceField
        name="languages"
        legend="Languages you work in"
        choices={languageChoices}
        chosen={typed.getAll("languages")}
        layout="columns"
        error={errors.languages}
      />
      <TextField
        name="keywords"
        label="Keywords"
        hint="With commas between them: Python, battery, museum"
        value={typed.getAll("keywords").join(", ")}
        error={errors.keywords}
      />
      <Salary typed={typed} errors={errors} />
      <ChoiceField
        name="visa"
        legend="Do you need a visa sponsor?"
        type="radio"
        choices={visaChoices}
        chosen={[typed.get("visa") || "unknown"]}
        error={errors.visa}
      />
      <ChoiceField
        name="cadence"
        legend="How often we write"
        type="radio"
        choices={cadenceChoices}
        chosen={[typed.get("cadence") || "weekly"]}
        error={errors.cadence}
      />
      <SelectField
        name="timeZone"
        label="Your time zone"
        choices={timeZoneChoices}
        value={typed.get("timeZone") || "Europe/Berlin"}
        error={errors.timeZone}
      />
    </details>
  );
}

function Salary({ typed, errors }: PartProps) {
  return (
    <fieldset className="field">
      <legend>Pay from</legend>
      <p className="hint">Jobs that do not say what they pay are shown all the same, further down.</p>
      <div className="side">
        <TextField
          name="salaryMin.amount"
          label="Amount"
          inputMode="numeric"
          size="short"
          value={typed.get("salaryMin.amount") ?? ""}
          error={errors["salaryMin.amount"]}
        />
        <SelectField
          name="salaryMin.currency"
          label="Currency"
          choices={currencyChoices}
          value={typed.get("salaryMin.currency") || "EUR"}
          error={errors["salaryMin.currency"]}
        />
        <SelectField
          name="salaryMin.period"
          label="Period"
          choices={periodChoices}
          value={typed.get("salaryMin.period") || "year"}
          error={errors["salaryMin.period"]}
        />
      </div>
    </fieldset>
  );
}

function Consent({ typed, errors }: PartProps) {
  return (
    <div className={errors.consent ? "field invalid" : "field"}>
      {errors.consent && (
        <p className="error" id="consent-error">
          <span className="unseen">Error: </span>
          {errors.consent}
        </p>
      )}
      <label className="choice">
        <input
          id="consent"
          type="checkbox"
          name="consent"
          defaultChecked={typed.has("consent")}
          aria-describedby={errors.consent ? "consent-error" : undefined}
          aria-invalid={errors.consent ? true : undefined}
        />
        <span>
          Yes, write to me about jobs. I am 16 or older and agree to the <a href="/terms">terms</a>; what you keep about
          me is said under <a href="/privacy">privacy</a>.
        </span>
      </label>
    </div>
  );
}

function Optional({ children }: { children: string }) {
  return (
    <>
      {children} <span className="optional">(optional)</span>
    </>
  );
}
