import { isSold, type Plan, planNames, plans } from "../../lib/billing/plans.ts";
import { entitlements, type Tier } from "../../lib/subscribers/entitlements.ts";
import { hour } from "../../lib/time.ts";
import type { Words } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import { useLocale, useWords } from "./language.ts";

export type BillingWords = Words["pages"]["billing"];

/** Free beside premium, as lib/subscribers/entitlements.ts has them. */
export function Comparison() {
  const [locale, { compare }] = [useLocale(), useWords().pages.billing];
  const { listed } = namesIn(locale);
  const rows: [string, (tier: Tier) => string][] = [
    [
      compare.cadence,
      (tier) =>
        listed(
          entitlements({ tier }).cadences.map((each) => compare.cadences[each]),
          "or",
        ),
    ],
    [compare.size, (tier) => compare.upTo(entitlements({ tier }).digestSize)],
    [compare.delay, (tier) => compare.later(entitlements({ tier }).delayMs / hour)],
    [compare.order, (tier) => (entitlements({ tier }).reranked ? compare.byModel : compare.byWishes)],
  ];
  return (
    <section aria-labelledby="compare">
      <h2 id="compare">{compare.title}</h2>
      <table className="compare" aria-labelledby="compare">
        <thead>
          <tr>
            <td />
            <th scope="col">{compare.free}</th>
            <th scope="col">{compare.premium}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{of("free")}</td>
              <td>{of("premium")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What premium costs. With `token`, its buttons lead to the checkout. */
export function Plans({ token }: { token?: string }) {
  const words = useWords().pages.billing.plans;
  return (
    <section aria-labelledby="plans">
      <h2 id="plans">{words.title}</h2>
      {isSold() ? (
        <>
          <ul className="plans">
            {planNames.map((plan) => (
              <PlanCard key={plan} plan={plan} token={token} />
            ))}
          </ul>
          {token && <p>{words.next}</p>}
          <p>{words.renewal}</p>
        </>
      ) : (
        <p>{words.unsold}</p>
      )}
    </section>
  );
}

function PlanCard({ plan, token }: { plan: Plan; token: string | undefined }) {
  const [locale, { plans: words }] = [useLocale(), useWords().pages.billing];
  const { price, months } = plans[plan];
  const money = (cents: number) => namesIn(locale).money(cents / 100, price.currency);
  const saved = 1 - price.amount / months / perMonthAtMost;
  return (
    <li className="card">
      <h3>{words.names[plan]}</h3>
      <p className="price">
        <strong>{money(price.amount)}</strong> {words.every(months)}
      </p>
      {saved > 0 && (
        <p className="hint">
          {words.perMonth(money(price.amount / months))}, {words.saves(Math.round(100 * saved))}
        </p>
      )}
      {token && (
        <form method="post" action={pathIn(locale, pathWith(token, "/billing/checkout"))}>
          <input type="hidden" name="plan" value={plan} />
          <button type="submit">{words.buttons[plan]}</button>
        </form>
      )}
    </li>
  );
}

const perMonthAtMost = Math.max(...Object.values(plans).map(({ price, months }) => price.amount / months));

interface PortalProps {
  token: string;
  /** Whether it is the main action of the page. */
  urgent: boolean;
}

export function Portal({ token, urgent }: PortalProps) {
  const [locale, { portal }] = [useLocale(), useWords().pages.billing];
  return (
    <section aria-labelledby="portal">
      <h2 id="portal">{portal.title}</h2>
      <p>{portal.text}</p>
      <form method="post" action={pathIn(locale, pathWith(token, "/billing/portal"))}>
        <button type="submit" className={urgent ? undefined : "quiet"}>
          {portal.button}
        </button>
      </form>
    </section>
  );
}
