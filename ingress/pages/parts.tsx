import type { ReactNode } from "react";
import type { Choice } from "./choices.ts";
import { useWords } from "./language.ts";

/** What a field shows beside its control: ids, so that screen readers say hint and error with the name. */
interface Described {
  name: string;
  hint?: ReactNode;
  error?: string | undefined;
}

const idOf = (name: string) => name.replaceAll(".", "-");

function describedBy({ name, hint, error }: Described): string | undefined {
  const id = idOf(name);
  return [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
}

function Notes({ name, hint, error }: Described) {
  const id = idOf(name);
  const { common } = useWords().pages;
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          <span className="unseen">{common.error}: </span>
          {error}
        </p>
      )}
    </>
  );
}

interface FieldProps extends Described {
  label: ReactNode;
}

/** One control below its label, hint and error. */
function Field({ label, children, ...about }: FieldProps & { children: ReactNode }) {
  return (
    <div className={about.error ? "field invalid" : "field"}>
      <label htmlFor={idOf(about.name)}>{label}</label>
      <Notes {...about} />
      {children}
    </div>
  );
}

/** What every control of a Field has. */
const controlOf = (about: Described) => ({
  id: idOf(about.name),
  name: about.name,
  "aria-describedby": describedBy(about),
  "aria-invalid": about.error ? true : undefined,
});

interface TextFieldProps extends FieldProps {
  value?: string;
  type?: "text" | "email" | "password" | "date";
  autoComplete?: string;
  inputMode?: "numeric" | "email";
  size?: "short";
  required?: boolean;
  maxLength?: number;
}

export function TextField({
  value,
  type = "text",
  autoComplete = "off",
  inputMode,
  size,
  required,
  maxLength,
  ...about
}: TextFieldProps) {
  return (
    <Field {...about}>
      <input
        {...controlOf(about)}
        type={type}
        defaultValue={value}
        autoComplete={autoComplete}
        inputMode={inputMode}
        required={required}
        maxLength={maxLength}
        className={size}
        spellCheck={type === "email" ? false : undefined}
      />
    </Field>
  );
}

/** One item a line. */
export function LinesField({ value, ...about }: FieldProps & { value: string }) {
  return (
    <Field {...about}>
      <textarea {...controlOf(about)} rows={4} defaultValue={value} />
    </Field>
  );
}

/** A field for an e-mail address, as browsers and keyboards support it. */
export function MailboxField(about: Pick<TextFieldProps, "label" | "value" | "error">) {
  return <TextField name="email" type="email" inputMode="email" autoComplete="email" {...about} />;
}

interface SelectFieldProps extends FieldProps {
  choices: readonly Choice[];
  value: string;
}

export function SelectField({ choices, value, ...about }: SelectFieldProps) {
  return (
    <Field {...about}>
      <select {...controlOf(about)} defaultValue={value}>
        {withChosen(choices, [value]).map((choice) => (
          <option key={choice.value} value={choice.value} lang={choice.lang}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface ChoiceFieldProps extends Described {
  legend: ReactNode;
  choices: readonly Choice[];
  chosen: readonly string[];
  type?: "checkbox" | "radio";
  layout?: "list" | "row" | "pairs" | "columns" | "chips" | "chips tiles";
}

/** Checkboxes or radio buttons under one question. The first one has the id that the error summary links to. */
export function ChoiceField({
  legend,
  choices,
  chosen,
  type = "checkbox",
  layout = "list",
  ...about
}: ChoiceFieldProps) {
  const id = idOf(about.name);
  return (
    <fieldset className={about.error ? "field invalid" : "field"} aria-describedby={describedBy(about)}>
      <legend>{legend}</legend>
      <Notes {...about} />
      <div className={`choices ${layout}`}>
        {withChosen(choices, chosen).map(({ value, label }, index) => (
          <label className="choice" key={value}>
            <input
              id={index === 0 ? id : undefined}
              type={type}
              name={about.name}
              value={value}
              defaultChecked={chosen.includes(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Choices stay, also if they came from another page's form and are none of ours. */
function withChosen(choices: readonly Choice[], chosen: readonly string[]): Choice[] {
  const others = chosen.filter((value) => value !== "" && !choices.some((choice) => choice.value === value));
  return [...choices, ...others.map((value) => ({ value, label: value }))];
}

/** Part of a label: this field may stay empty. */
export function Optional({ children }: { children: ReactNode }) {
  return (
    <>
      {children} <span className="optional">{useWords().pages.common.optional}</span>
    </>
  );
}

/** A page's first heading as a sentence: problems' titles have no full stop. */
export const sentence = (title: string) => (/[.?!…]$/.test(title) ? title : `${title}.`);

export interface SummaryLine {
  message: string;
  /** Field that the line leads to. */
  field?: string | undefined;
}

/** Where a form is sent: the fragment moves the focus to the summary of errors, also without a script. */
export const actionOf = (path: string) => `${path}#summary`;

interface SummaryProps {
  title: string;
  lines: readonly SummaryLine[];
  /** Nothing is wrong: there is something to decide. */
  question?: boolean;
}

/** What went wrong, first on the page and in focus, in the same words as at the fields. */
export function ErrorSummary({ title, lines, question = false }: SummaryProps) {
  return (
    <div
      className={question ? "summary question" : "summary"}
      id="summary"
      role="alert"
      aria-labelledby="summary-title"
      tabIndex={-1}
    >
      <h2 id="summary-title">{title}</h2>
      <ul>
        {lines.map(({ message, field }) => (
          <li key={`${field} ${message}`}>{field ? <a href={`#${idOf(field)}`}>{message}</a> : message}</li>
        ))}
      </ul>
    </div>
  );
}
