import { bytesOf, numberOf } from "../../lib/figures/format.ts";
import type { Figures } from "../../lib/figures/model.ts";
import { Ago, Card, Fact, Facts, State, Table } from "./dashboard-parts.tsx";

export function Database({ figures: { database } }: { figures: Figures }) {
  return (
    <Card id="database" title="Database" of={database}>
      {(part) => (
        <>
          <Facts>
            <Fact main name="Reading the figures" of="database.latencyMs">
              {part.latencyMs === null ? "no answer" : `${numberOf(part.latencyMs)} ms`}
            </Fact>
            <Fact name="Size">{bytesOf(part.bytes)}</Fact>
          </Facts>
          <details>
            <summary>{`${part.tables.length} tables, the largest first`}</summary>
            <Table
              caption="Rows and size of each table"
              head={["Table", "Rows (estimated)", "Size"]}
              rows={part.tables
                .toSorted((a, b) => b.bytes - a.bytes)
                .map(({ name, rows, bytes }) => [name, [name, numberOf(rows), bytesOf(bytes)]])}
            />
          </details>
        </>
      )}
    </Card>
  );
}

/** What runs, and with which keys: whether each is set, never what it is. */
export function Environment({ figures: { environment } }: { figures: Figures }) {
  const keys = Object.entries(environment.keys).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Card id="environment" title="Environment" of={environment}>
      {(part) => (
        <>
          <Facts>
            <Fact name="Name">{part.name}</Fact>
            <Fact name="Version">{part.version}</Fact>
            <Fact name="Commit">{part.commit === null ? "unknown" : <code>{part.commit.slice(0, 12)}</code>}</Fact>
            <Fact name="Worker up for">
              <Ago iso={part.startedAt} />
            </Fact>
            <Fact name="Node">{part.node}</Fact>
            <Fact name="Newest migration" of="environment.migrationsPending">
              <code>{part.migration ?? "none"}</code>
            </Fact>
          </Facts>
          <ul className="keys">
            {keys.map(([name, isSet]) => (
              <li key={name}>
                <code>{name}</code> <State severity={isSet ? undefined : "note"}>{isSet ? "set" : "not set"}</State>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
