import { isSold } from "../../lib/billing/plans.ts";
import { entitlements, tiers } from "../../lib/subscribers/entitlements.ts";
import { locales, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import { leastScores } from "./choices.ts";
import { useChoices, useLocale, useWords } from "./language.ts";
import { actionOf, ChoiceField, LinesField, SelectField, TextField } from "./parts.tsx";
import type { PreferencesErrors } from "./preferences-errors.ts";
import { knownFields } from "./preferences-fields.ts";
import { Terms, Where, Work } from "./signup-form.tsx";
import { CityField, type Questions } from "./signup-questions.tsx";

interface PartProps {
  typed: URLSearchParams;
  errors: PreferencesErrors;
}

interface FormProps extends Omit<PartProps, "errors"> {
  token: string;
  errors?: PreferencesErrors;
  /** Names that may mean several cities, to be answered first. */
  cities?: Questions["cities"];
  /** Cities that nobody knows, and what may have been meant. */
  missed?: Questions["cities"];
}

const furtherFields = ["workModes", "countries", "languages", "keywords", "salaryMin.amount", "visa"] as const;

/** Everything that the signup asks, and how mails come. An empty field empties its preference. */
export function PreferencesForm({ token, typed, errors = {}, cities = [], missed = [] }: FormProps) {
  const { preferences, signup } = useWords().pages;
  const words = preferences.form;
  const part = { typed, errors };
  const action = actionOf(pathIn(useLocale(), pathWith(token, "/preferences")));
  return (
    <form method="post" action={action} noValidate className="card" id="preferences">
      <input type="hidden" name="all" value="on" />
      {cities.length > 0 && <input type="hidden" name="asked" value="yes" />}
      {knownFields.map(
        (name) => typed.has(name) && <input key={name} type="hidden" name={name} value={typed.get(name) ?? ""} />,
      )}
      <h2>{words.title}</h2>
      <CityField {...part} questions={cities.length > 0 ? cities : missed} />
      <Work {...part} />
      <details className="more" open={furtherFields.some((field) => errors[field] !== undefined)}>
        <summary>
          {signup.more} <span className="optional">{signup.moreHint}</span>
        </summary>
        <Where {...part} />
        <Terms {...part} />
      </details>
      <Choosy {...part} />
      <h2>{words.mailsTitle}</h2>
      <Mails {...part} token={token} />
      <button type="submit">{words.save}</button>
    </form>
  );
}

/** Questions for people who know the mails already. */
function Choosy({ typed, errors }: PartProps) {
  const words = useWords().pages.preferences.form;
  const none = { value: "", label: words.minScoreNone };
  return (
    <>
      <SelectField
        name="minScore"
        label={words.minScore}
        hint={words.minScoreHint}
        choices={[none, ...leastScores.map((score) => ({ value: String(score), label: words.minScoreFrom(score) }))]}
        value={typed.get("minScore") ?? ""}
        error={errors.minScore}
      />
      <LinesField
        name="excludedCompanies"
        label={words.companies}
        hint={words.companiesHint}
        value={typed.get("excludedCompanies") ?? ""}
        error={errors.excludedCompanies}
      />
    </>
  );
}

function Mails({ typed, errors, token }: PartProps & Pick<FormProps, "token">) {
  const [{ preferences, signup }, choices, locale] = [useWords().pages, useChoices(), useLocale()];
  const words = preferences.form;
  const tier = tiers.find((tier) => tier === typed.get("known.tier"));
  const all = tier !== undefined && choices.cadences.length === entitlements({ tier }).cadences.length;
  return (
    <>
      <ChoiceField
        name="cadence"
        legend={signup.cadence}
        hint={all ? undefined : <OnlyWithPremium token={token} />}
        type="radio"
        choices={all ? choices.anyCadence : choices.cadences}
        chosen={[typed.get("cadence") || "weekly"]}
        error={errors.cadence}
      />
      <TextField
        name="pausedUntil"
        type="date"
        size="short"
        label={words.pausedUntil}
        hint={
          typed.has("known.charged") ? `${words.pausedUntilHint} ${words.pausedUntilPremium}` : words.pausedUntilHint
        }
        value={typed.get("pausedUntil") ?? ""}
        error={errors.pausedUntil}
      />
      <SelectField
        name="timeZone"
        label={signup.timeZone}
        hint={words.timeZoneHint}
        choices={choices.timeZones}
        value={typed.get("timeZone") || "Europe/Berlin"}
        error={errors.timeZone}
      />
      <SelectField
        name="locale"
        label={words.locale}
        choices={locales.map((code) => ({ value: code, label: wordsOf(code).language, lang: code }))}
        value={typed.get("locale") || locale}
        error={errors.locale}
      />
      <TextField
        name="name"
        label={signup.name}
        autoComplete="given-name"
        value={typed.get("name") ?? ""}
        error={errors.name}
      />
      <div className="field">
        <label className="choice">
          <input id="stillLooking" type="checkbox" name="stillLooking" defaultChecked={typed.has("stillLooking")} />
          <span>{words.stillLooking}</span>
        </label>
      </div>
    </>
  );
}

function OnlyWithPremium({ token }: { token: string }) {
  const { preferences, billing } = useWords().pages;
  return (
    <>
      {preferences.form.cadenceFree} {isSold() && <a href={pathWith(token, "/billing")}>{billing.more}</a>}
    </>
  );
}
