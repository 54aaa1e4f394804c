import { wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { useChoices, useLocale, useWords } from "./language.ts";
import { actionOf, Optional, SelectField, TextField } from "./parts.tsx";
import type { SearchErrors } from "./search-errors.ts";
import { datePostedChoices, jobTypeChoices } from "./search-words.ts";

interface SearchFormProps {
  typed: URLSearchParams;
  errors: SearchErrors;
}

/** The form, with what was typed before and what was wrong with it. Without a script the browser's own checks apply. */
export function SearchForm({ typed, errors }: SearchFormProps) {
  const [locale, { search, common, problems }] = [useLocale(), useWords().pages];
  const value = (name: string) => typed.get(name) ?? "";
  const said = { ...search.advice, title: problems["not-valid"].title, error: common.error };
  return (
    <form
      method="post"
      action={actionOf(pathIn(locale, "/searches"))}
      id="search-form"
      data-advice={JSON.stringify(said)}
    >
      <TextField
        name="jobTitle"
        label={search.jobTitle}
        hint={search.jobTitleHint}
        required
        maxLength={100}
        value={value("jobTitle")}
        error={errors.jobTitle}
      />
      <Narrower typed={typed} errors={errors} />
      <Pay typed={typed} errors={errors} />
      <TextField
        name="industry"
        label={<Optional>{search.industry}</Optional>}
        hint={search.industryHint}
        maxLength={80}
        value={value("industry")}
        error={errors.industry}
      />
      <button type="submit">{search.button}</button>
    </form>
  );
}

function Narrower({ typed, errors }: SearchFormProps) {
  const [locale, { search }, { countries }] = [useLocale(), useWords().pages, useChoices()];
  const words = wordsOf(locale);
  const value = (name: string) => typed.get(name) ?? "";
  return (
    <div className="search-fields">
      <TextField
        name="city"
        label={<Optional>{search.city}</Optional>}
        maxLength={80}
        value={value("city")}
        error={errors.city}
      />
      <SelectField
        name="country"
        label={<Optional>{search.country}</Optional>}
        choices={[{ value: "", label: search.anyCountry }, ...countries]}
        value={value("country")}
        error={errors.country}
      />
      <SelectField
        name="jobType"
        label={<Optional>{search.jobType}</Optional>}
        choices={jobTypeChoices(words)}
        value={value("jobType")}
        error={errors.jobType}
      />
      <SelectField
        name="datePosted"
        label={<Optional>{search.datePosted}</Optional>}
        choices={datePostedChoices(words)}
        value={value("datePosted") || "any"}
        error={errors.datePosted}
      />
    </div>
  );
}

function Pay({ typed, errors }: SearchFormProps) {
  const { search } = useWords().pages;
  return (
    <fieldset className="field">
      <legend>
        <Optional>{search.pay}</Optional>
      </legend>
      <p className="hint">{search.payHint}</p>
      <div className="side">
        {(["salaryMin", "salaryMax"] as const).map((name) => (
          <TextField
            key={name}
            name={name}
            label={name === "salaryMin" ? search.atLeast : search.atMost}
            inputMode="numeric"
            maxLength={20}
            value={typed.get(name) ?? ""}
            error={errors[name]}
          />
        ))}
      </div>
    </fieldset>
  );
}
