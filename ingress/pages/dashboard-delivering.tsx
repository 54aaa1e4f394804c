import { countOf, numberOf, shareOf, spanOf } from "../../lib/figures/format.ts";
import type { Figures, History } from "../../lib/figures/model.ts";
import { Chart } from "./dashboard-chart.tsx";
import { Ago, Card, Fact, Facts, Table, Value } from "./dashboard-parts.tsx";

interface PartProps {
  figures: Figures;
  history: History | null;
}

/** Is it delivering? The digests of a day, and what is owed now. */
export function Delivering({ figures: { delivering }, history }: PartProps) {
  return (
    <Card id="delivering" title="Delivering" of={delivering}>
      {(part) => <Digests part={part} history={history} />}
    </Card>
  );
}

function Digests({ part, history }: { part: NonNullable<Figures["delivering"]>; history: History | null }) {
  const skipped = Object.entries(part.skipped).sort(([, a], [, b]) => b - a);
  return (
    <div className="beside">
      <div>
        <Facts>
          <Fact main name="Delivered of eligible, 24 h">
            {numberOf(part.delivered)} of {numberOf(part.eligible)}{" "}
            <small>{shareOf(part.delivered, part.eligible)}</small>
          </Fact>
          <Fact name="Due, not planned" of="delivering.dueNow">
            {numberOf(part.dueNow)}
            {part.oldestDueAt && (
              <small>
                {" oldest "}
                <Ago iso={part.oldestDueAt} />
              </small>
            )}
          </Fact>
          <Fact name="Oldest mail owed" of="delivering.owedSince">
            {part.owedSince === null ? "none" : <Ago iso={part.owedSince} />}
          </Fact>
          <Fact name="Planned, pending">
            {numberOf(part.planned)}, {numberOf(part.pending)}
          </Fact>
          <Fact name="Failed, unknown" of="delivering.lost">
            {numberOf(part.failed)}, {numberOf(part.unknown)}
          </Fact>
          <Fact name="Sending" of={gateOf(part)}>
            {part.stopped
              ? "stopped"
              : part.refused
                ? "refused"
                : part.pausedMs > 0
                  ? `in ${spanOf(part.pausedMs)}`
                  : "open"}
          </Fact>
        </Facts>
        {skipped.length > 0 && (
          <p className="list">Skipped: {skipped.map(([reason, count]) => `${reason} ${numberOf(count)}`).join(", ")}</p>
        )}
      </div>
      <Chart name="digests" history={history} />
    </div>
  );
}

const gateOf = ({ stopped, refused }: NonNullable<Figures["delivering"]>) =>
  `delivering.${stopped ? "stopped" : refused ? "refused" : "pausedMs"}`;

/** How fresh our postings are. */
export function Freshness({ figures: { freshness }, history }: PartProps) {
  const oldestFirst =
    freshness?.sources.toSorted((a, b) => (a.lastSuccessAt ?? "").localeCompare(b.lastSuccessAt ?? "")) ?? [];
  return (
    <Card id="freshness" title="Freshness" of={freshness}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Newest posting" of="freshness.newestPostingAt">
              <Ago iso={part.newestPostingAt} />
            </Fact>
            <Fact name="Open postings">{numberOf(part.openPostings)}</Fact>
          </Facts>
          <div className="columns">
            <Chart name="postings" history={history} />
            <Table
              caption={`Last success of ${countOf(part.sources.length, "source")}, the oldest first`}
              head={["Source", "Last success"]}
              rows={oldestFirst.map(({ source, lastSuccessAt }) => [
                source,
                [
                  source,
                  <Value key="at" of={`freshness.${source}`}>
                    <Ago iso={lastSuccessAt} />
                  </Value>,
                ],
              ])}
            />
          </div>
        </>
      )}
    </Card>
  );
}
