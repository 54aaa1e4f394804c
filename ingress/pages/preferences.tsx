import type { ReactNode } from "react";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";
import {
  type Choice,
  cadenceChoices,
  careerPathChoices,
  countryName,
  labelOf,
  languageName,
  levelChoices,
  periodChoices,
  visaChoices,
  workModeChoices,
} from "./names.ts";

interface PreferencesPageProps {
  view: SubscriberView;
  /** Where the button to leave leads. */
  unsubscribe: string;
}

export function preferencesPage({ view, unsubscribe }: PreferencesPageProps) {
  const active = view.status === "active";
  return (
    <Layout title="Your preferences">
      <h1>Your preferences</h1>
      <p className="lead">{nextDigest(view)}</p>
      <dl className="facts">
        <Fact name="We write to">{view.masked_email}</Fact>
        {wishFacts(view).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      <p>
        To change them, unsubscribe and <a href="/">sign up again</a>: it takes a minute. What else we keep is said
        under <a href="/privacy">privacy</a>.
      </p>
      {active && (
        <p>
          <a className="button quiet" href={unsubscribe}>
            Unsubscribe
          </a>
        </p>
      )}
    </Layout>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function nextDigest({ status, next_digest_at, time_zone }: SubscriberView): string {
  if (status === "unsubscribed") return "You are unsubscribed: we do not write to you.";
  if (status !== "active" || next_digest_at === null)
    return "Your address is not confirmed yet: we do not write to you.";
  const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: time_zone });
  return `Your next jobs come on ${when.format(new Date(next_digest_at))} (${time_zone.replaceAll("_", " ")}).`;
}

function wishFacts({ wishes }: SubscriberView): [string, string][] {
  const { salaryMin } = wishes;
  const facts: [string, string][] = [
    ["Cities", wishes.cities.map(cityName).join(", ")],
    ["Anywhere in", wishes.countries.map(countryName).join(", ")],
    ["Fields of work", labels(careerPathChoices, wishes.careerPaths)],
    ["Where you stand", labels(levelChoices, wishes.levels)],
    ["How you work", labels(workModeChoices, wishes.workModes)],
    ["Languages", wishes.languages.map(languageName).join(", ")],
    ["Keywords", wishes.keywords.join(", ")],
    ["Visa sponsor", labelOf(visaChoices, wishes.visa)],
    ["Pay from", salaryMin ? `${money(salaryMin)} ${labelOf(periodChoices, salaryMin.period)}` : ""],
    ["How often", labelOf(cadenceChoices, wishes.cadence)],
  ];
  return facts.filter(([, value]) => value !== "");
}

const labels = (choices: readonly Choice[], values: readonly string[]) =>
  values.map((value) => labelOf(choices, value)).join(", ");

/** Three letters are asked for, but not that they are a currency's. */
function money({ amount, currency }: { amount: number; currency: string }): string {
  return `${new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 }).format(amount)} ${currency}`;
}

/** A city is stored as it was resolved, or as it was typed. */
function cityName(city: unknown): string {
  if (typeof city === "object" && city !== null && "name" in city) return String(city.name);
  return String(city);
}
