import { countryChoices } from "./names.ts";
import { actionOf, SelectField, TextField } from "./parts.tsx";
import { type SearchErrors, searchAdvice } from "./search-errors.ts";
import { datePostedChoices, jobTypeChoices } from "./search-words.ts";

interface SearchFormProps {
  typed: URLSearchParams;
  errors: SearchErrors;
}

const anyCountry = { value: "", label: "Any country" };

/** The form, with what was typed before and what was wrong with it. Without a script the browser checks it itself. */
export function SearchForm({ typed, errors }: SearchFormProps) {
  const value = (name: string) => typed.get(name) ?? "";
  return (
    <form method="post" action={actionOf("/searches")} id="search-form" data-advice={JSON.stringify(searchAdvice)}>
      <TextField
        name="jobTitle"
        label="Job title"
        hint="Such as data analyst, Werkstudent Marketing, chef de projet"
        required
        maxLength={100}
        value={value("jobTitle")}
        error={errors.jobTitle}
      />
      <div className="search-fields">
        <TextField name="city" label={optional("City")} maxLength={80} value={value("city")} error={errors.city} />
        <SelectField
          name="country"
          label={optional("Country")}
          choices={[anyCountry, ...countryChoices]}
          value={value("country")}
          error={errors.country}
        />
        <SelectField
          name="jobType"
          label={optional("Kind of job")}
          choices={jobTypeChoices}
          value={value("jobType")}
          error={errors.jobType}
        />
        <SelectField
          name="datePosted"
          label={optional("Posted")}
          choices={datePostedChoices}
          value={value("datePosted") || "any"}
          error={errors.datePosted}
        />
      </div>
      <Pay typed={typed} errors={errors} />
      <TextField
        name="industry"
        label={optional("Industry")}
        hint="Such as energy, insurance, games"
        maxLength={80}
        value={value("industry")}
        error={errors.industry}
      />
      <button type="submit">Search</button>
    </form>
  );
}

function Pay({ typed, errors }: SearchFormProps) {
  return (
    <fieldset className="field">
      <legend>{optional("Pay")}</legend>
      <p className="hint">A year's pay before tax, in the currency of the country.</p>
      <div className="side">
        <TextField
          name="salaryMin"
          label="At least"
          inputMode="numeric"
          maxLength={20}
          value={typed.get("salaryMin") ?? ""}
          error={errors.salaryMin}
        />
        <TextField
          name="salaryMax"
          label="At most"
          inputMode="numeric"
          maxLength={20}
          value={typed.get("salaryMax") ?? ""}
          error={errors.salaryMax}
        />
      </div>
    </fieldset>
  );
}

function optional(label: string) {
  return (
    <>
      {label} <span className="optional">(optional)</span>
    </>
  );
}
