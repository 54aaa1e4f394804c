import { countOf, numberOf, shareOf, spanOf } from "../../lib/figures/format.ts";
import type { Figures } from "../../lib/figures/model.ts";
import { Ago, Bar, Card, Fact, Facts, Table, Value } from "./dashboard-parts.tsx";

type Fleet = NonNullable<Figures["sources"]>;

/** How sources and their targets are, what is used of budgets, and the targets that fail most. */
export function Sources({ figures: { sources } }: { figures: Figures }) {
  return (
    <Card id="sources" title="Sources" of={sources}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Healthy targets">
              {numberOf(part.healthy)} of {numberOf(part.targets)} <small>{shareOf(part.healthy, part.targets)}</small>
            </Fact>
            <Fact name="Failing">{numberOf(part.failing)}</Fact>
            <Fact name="Parked">{numberOf(part.parked)}</Fact>
            <Fact name="Silent sources">{numberOf(part.silent)}</Fact>
          </Facts>
          <Left part={part} />
          <div className="columns">
            <Failing part={part} />
            {part.budgets.length > 0 && <Budgets part={part} />}
          </div>
          {part.worst.length > 0 && <Worst part={part} />}
        </>
      )}
    </Card>
  );
}

/** Sources that nobody asks at the moment, and why. */
function Left({ part: { paused, resting } }: { part: Fleet }) {
  return (
    <>
      {paused.length > 0 && <p className="list">Paused by an operator: {paused.join(", ")}</p>}
      {resting.length > 0 && (
        <p className="list">
          Left alone after failures: {resting.map(({ source, ms }) => `${source} for ${spanOf(ms)}`).join(", ")}
        </p>
      )}
    </>
  );
}

function Failing({ part: { bySource } }: { part: Fleet }) {
  const failing = bySource
    .filter(({ failing }) => failing > 0)
    .sort((a, b) => b.failing / b.targets - a.failing / a.targets);
  if (failing.length === 0) return null;
  return (
    <Table
      caption="Sources with failing targets"
      head={["Source", "Failing", "Targets", "Parked"]}
      rows={failing.map(({ source, targets, failing, parked }) => [
        source,
        [
          <Value key="name" of={`sources.${source}.paused`}>
            {source}
          </Value>,
          <Value key="failing" of={`sources.${source}.failing`}>
            {numberOf(failing)}
          </Value>,
          numberOf(targets),
          numberOf(parked),
        ],
      ])}
    />
  );
}

function Budgets({ part: { budgets } }: { part: Fleet }) {
  const mostUsedFirst = budgets.toSorted((a, b) => b.used / b.limit - a.used / a.limit);
  return (
    <Table
      caption="Budgets used"
      head={["Budget", "Used", "Share"]}
      rows={mostUsedFirst.map(({ source, window, used, limit }) => [
        `${source} ${window}`,
        [
          `${source}, ${window}`,
          `${numberOf(used)} of ${numberOf(limit)}`,
          <Value key="share" of={`sources.budgets.${source}.${window}`}>
            {shareOf(used, limit)} <Bar part={used} of={limit} />
          </Value>,
        ],
      ])}
    />
  );
}

function Worst({ part: { worst } }: { part: Fleet }) {
  return (
    <details open>
      <summary>The {countOf(worst.length, "worst target")}</summary>
      <Table
        caption="By failures in a row"
        head={["Target", "In a row", "Last success", "Error"]}
        words={["Error"]}
        rows={worst.map(({ source, target, error, failuresInRow, lastSuccessAt }) => [
          `${source}/${target}`,
          [`${source}/${target}`, numberOf(failuresInRow), <Ago key="at" iso={lastSuccessAt} />, error ?? "–"],
        ])}
      />
    </details>
  );
}
