import { dollarsOf, fineShareOf, numberOf, shareOf } from "../../lib/figures/format.ts";
import type { Figures, History } from "../../lib/figures/model.ts";
import { Chart } from "./dashboard-chart.tsx";
import { Ago, Bar, Card, Fact, Facts } from "./dashboard-parts.tsx";

interface PartProps {
  figures: Figures;
  history: History | null;
}

const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${numberOf(count)}`)
    .join(", ");

/** What became of a day's mails. */
export function Mail({ figures: { mail }, history }: PartProps) {
  return (
    <Card id="mail" title="Mail" of={mail}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Accepted, 24 h">
              {numberOf(part.accepted)}
            </Fact>
            <Fact name="Delivered">
              {numberOf(part.delivered)} <small>{shareOf(part.delivered, part.accepted)}</small>
            </Fact>
            <Fact name="Bounced" of="mail.bounced">
              {numberOf(part.bounced)} <small>{shareOf(part.bounced, part.accepted)}</small>
            </Fact>
            <Fact name="Complaints" of="mail.complained">
              {numberOf(part.complained)} <small>{fineShareOf(part.complained, part.accepted)}</small>
            </Fact>
          </Facts>
          <p className="list">By kind: {listed(part.byKind) || "none"}</p>
          <Chart name="accepted" history={history} />
        </>
      )}
    </Card>
  );
}

/** What the model did, and what it cost. */
export function Model({ figures: { ai }, history }: PartProps) {
  return (
    <Card id="ai" title="AI" of={ai}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Ordered by the model, 24 h" of="ai.breakerOpen">
              {numberOf(part.calls)}
            </Fact>
            <Fact name="In our own order" of="ai.fallbacks">
              {numberOf(Object.values(part.fallbacks).reduce((sum, count) => sum + count, 0))}
            </Fact>
            <Fact name="Cost today" of="ai.costToday">
              {dollarsOf(part.costToday)} <small>of {dollarsOf(part.budget)}</small>{" "}
              <Bar part={part.costToday} of={part.budget} />
            </Fact>
          </Facts>
          <p className="list">Our own order because of: {listed(part.fallbacks) || "nothing"}</p>
          <Chart name="aiCost" history={history} />
        </>
      )}
    </Card>
  );
}

/** Who came, who is here, who left. Counts only. */
export function People({ figures: { people }, history }: PartProps) {
  return (
    <Card id="people" title="People" of={people}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Active">
              {numberOf(part.active)}
            </Fact>
            <Fact name="Signed up, 24 h">{numberOf(part.signups)}</Fact>
            <Fact name="Verified, 24 h">{numberOf(part.verified)}</Fact>
            <Fact name="Left, erased, 24 h">
              {numberOf(part.unsubscribed)}, {numberOf(part.erased)}
            </Fact>
            <Fact name="Taking a break">{numberOf(part.pausedNow)}</Fact>
          </Facts>
          <Chart name="signups" history={history} />
        </>
      )}
    </Card>
  );
}

const placeWords = {
  production: "Sold at Polar.",
  sandbox: "Sold at Polar's sandbox: no money moves.",
  elsewhere: "Sold at a server that plays Polar: no money moves.",
} as const;

/** Who pays, and whether our state of it is Polar's. */
export function Billing({ figures: { billing } }: Pick<PartProps, "figures">) {
  return (
    <Card id="billing" title="Premium" of={billing}>
      {({ polar, premium, check, ...part }) => (
        <>
          <Facts>
            <Fact main name="People with premium">
              {numberOf(Object.values(premium).reduce((sum, count) => sum + count, 0))}
            </Fact>
            <Fact name="Payment failed">{numberOf(part.pastDue)}</Fact>
            <Fact name="Ending">{numberOf(part.ending)}</Fact>
            <Fact name="Paying without digests">{numberOf(part.undelivered)}</Fact>
            <Fact name="To be read at Polar" of="billing.oldestWaitingAt">
              {numberOf(part.waiting)}
              {part.oldestWaitingAt !== null && (
                <>
                  {" "}
                  <small>
                    since <Ago iso={part.oldestWaitingAt} />
                  </small>
                </>
              )}
            </Fact>
            <Fact name="To be erased at Polar" of="billing.oldestErasureAt">
              {numberOf(part.erasing)}
            </Fact>
            <Fact name="Compared with Polar" of="billing.check.at">
              <Ago iso={check.at} />
              {check.at !== null && " ago"}
            </Fact>
            <Fact name="Different at Polar" of="billing.check.differing">
              {numberOf(check.differing + check.unseen)}
            </Fact>
            <Fact name="Paid there, unknown here">{numberOf(check.strangers)}</Fact>
            <Fact name="Paying twice">{numberOf(check.doubled)}</Fact>
            <Fact name="Changes held" of="billing.check.held">
              {check.held ? "yes" : "no"}
            </Fact>
            <Fact name="Events from Polar" of="billing.check.endpoint">
              {check.endpoint ?? "not looked yet"}
            </Fact>
          </Facts>
          <p className="list">
            {polar === null ? "Nothing is sold here: no worker has POLAR_ACCESS_TOKEN." : placeWords[polar]} By plan:{" "}
            {listed(premium) || "none"}
          </p>
        </>
      )}
    </Card>
  );
}
