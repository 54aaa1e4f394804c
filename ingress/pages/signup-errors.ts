import type { FieldError, Problem } from "../problem.ts";
import type { SummaryLine } from "./parts.tsx";

/** What helps, field by field, in the order of the form. The API's own messages are for programs. */
const advice = {
  email: "Enter an e-mail address such as name@example.org",
  name: "Enter a name of at most 100 characters in one line",
  careerPaths: "Choose one to three fields of work",
  cities: "Name up to five cities",
  countries: "Choose up to five countries",
  workModes: "Choose how you would like to work",
  levels: "Choose from the levels shown",
  languages: "Choose up to ten languages",
  keywords: "Name up to ten keywords of at most 40 characters",
  "salaryMin.amount": "Enter an amount such as 45000",
  "salaryMin.currency": "Choose a currency",
  "salaryMin.period": "Choose a period",
  visa: "Choose one of the answers about a visa",
  cadence: "Choose how often we write",
  timeZone: "Choose a time zone",
  consent: "Tick the box: without your consent we may not write to you",
} as const;

export type SignupField = keyof typeof advice;
export type SignupErrors = Partial<Record<SignupField, string>>;

const fields = Object.keys(advice) as SignupField[];

/** One sentence a field, for the field itself. */
export function fieldErrors(problem: Problem | undefined): SignupErrors {
  const found: SignupErrors = {};
  for (const error of problem?.errors ?? []) {
    const field = fieldOf(error);
    if (field) found[field] ??= sentence(field, error);
  }
  return found;
}

/** The same sentences for the summary; what belongs to no field is said as the problem says it. */
export function summaryLines(problem: Problem): SummaryLine[] {
  const errors = fieldErrors(problem);
  const lines: SummaryLine[] = fields.flatMap((field) => {
    const message = errors[field];
    return message === undefined ? [] : [{ field, message }];
  });
  const strange = problem.errors.filter((error) => fieldOf(error) === undefined);
  const rest = strange.map(({ pointer, message }) => ({ message: `“${pointer.slice(1)}” ${message}` }));
  if (lines.length + rest.length === 0) return [{ message: problem.message }];
  return [...lines, ...rest];
}

function fieldOf({ pointer }: FieldError): SignupField | undefined {
  const [first = "", second = ""] = pointer.slice(1).split("/");
  if (first === "salaryMin") return fields.find((field) => field === `salaryMin.${second}`) ?? "salaryMin.amount";
  return fields.find((field) => field === first);
}

/** Which city is unknown, and that a place is needed at all, is said where it is found. */
function sentence(field: SignupField, { pointer, message }: FieldError): string {
  if (field !== "cities") return advice[field];
  if (message.startsWith("“")) return message;
  return pointer === "/cities" && message.startsWith("name ") ? `N${message.slice(1)}` : advice.cities;
}
