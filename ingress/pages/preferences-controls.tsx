import type { ReactNode } from "react";
import { useWords } from "./language.ts";

interface ControlProps {
  name: string;
  label: string;
  hint: string;
  value: string;
  error?: string | undefined;
}

/** One a line. */
export function LinesField(props: ControlProps) {
  const { name, value, error } = props;
  return (
    <Labelled {...props}>
      <textarea
        id={name}
        name={name}
        rows={4}
        defaultValue={value}
        aria-describedby={error ? `${name}-hint ${name}-error` : `${name}-hint`}
        aria-invalid={error ? true : undefined}
      />
    </Labelled>
  );
}

/** The browser's own calendar; typed by hand where it has none. */
export function DayField(props: ControlProps) {
  const { name, value, error } = props;
  return (
    <Labelled {...props}>
      <input
        id={name}
        name={name}
        type="date"
        className="short"
        defaultValue={value}
        aria-describedby={error ? `${name}-hint ${name}-error` : `${name}-hint`}
        aria-invalid={error ? true : undefined}
      />
    </Labelled>
  );
}

function Labelled({ name, label, hint, error, children }: ControlProps & { children: ReactNode }) {
  const { common } = useWords().pages;
  return (
    <div className={error ? "field invalid" : "field"}>
      <label htmlFor={name}>{label}</label>
      <p className="hint" id={`${name}-hint`}>
        {hint}
      </p>
      {error && (
        <p className="error" id={`${name}-error`}>
          <span className="unseen">{common.error}: </span>
          {error}
        </p>
      )}
      {children}
    </div>
  );
}
