import { numberOf, spanOf } from "../../lib/figures/format.ts";
import type { Figures, History } from "../../lib/figures/model.ts";
import { Chart } from "./dashboard-chart.tsx";
import { Card, Table, Value } from "./dashboard-parts.tsx";

type Queue = Figures["queues"][number];

// Columns that show trouble come first: a phone shows only those.
const head = ["Queue", "Waiting", "Oldest", "Failed/min", "Failed", "Dead", "Done/min", "Active", "Delayed"];

/** All queues, always in the same order, so that eye and focus find them again. Each links to its jobs. */
export function Queues({ figures: { queues }, history }: { figures: Figures; history: History | null }) {
  return (
    <Card id="queues" title="Queues" of={queues}>
      {(part) => (
        <>
          <Table caption="Jobs of each queue" head={head} rows={part.map((queue) => [queue.name, cellsOf(queue)])} />
          <div className="columns">
            <Chart name="waiting" history={history} />
            <Chart name="failedJobs" history={history} />
          </div>
        </>
      )}
    </Card>
  );
}

function cellsOf(queue: Queue) {
  const { name, waiting, active, delayed, failed, donePerMinute, failedPerMinute, oldestWaitingMs } = queue;
  const of = (figure: string) => `queues.${name}.${figure}`;
  const list = `/admin/queues/queue/${name}`;
  return [
    <Value key="name" of={of("paused")}>
      <a href={list}>{name}</a>
    </Value>,
    numberOf(waiting),
    <Value key="oldest" of={of("oldestWaitingMs")}>
      {waiting === 0 ? "–" : spanOf(oldestWaitingMs)}
    </Value>,
    <Value key="failing" of={of("failedPerMinute")}>
      {numberOf(failedPerMinute)}
    </Value>,
    failed === 0 ? "0" : <FailedLink key="failed" list={list} name={name} count={failed} />,
    <Value key="dead" of={of("deadLetters")}>
      {queue.deadLetters === 0 ? "0" : <FailedLink list={list} name={name} count={queue.deadLetters} />}
    </Value>,
    numberOf(donePerMinute),
    numberOf(active),
    numberOf(delayed),
  ];
}

const FailedLink = ({ list, name, count }: { list: string; name: string; count: number }) => (
  <a href={`${list}?status=failed`} aria-label={`${numberOf(count)} failed jobs of ${name}`}>
    {numberOf(count)}
  </a>
);
