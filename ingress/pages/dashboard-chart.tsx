import { dollarsOf, numberOf } from "../../lib/figures/format.ts";
import type { History } from "../../lib/figures/model.ts";
import { day } from "../../lib/time.ts";

type Points = History["day"];
type Key = keyof Points[number]["values"];

interface ChartOf {
  title: string;
  unit?: "dollars";
  /** What is drawn, and its name. */
  series: readonly (readonly [Key, string])[];
}

/** The charts there are. Counts of mails and people are those of the 24 hours before each point. */
const charts = {
  digests: {
    title: "Digests of 24 h",
    series: [
      ["delivered", "Delivered"],
      ["eligible", "Eligible"],
    ],
  },
  postings: { title: "Open postings", series: [["postings", "Open"]] },
  waiting: { title: "Jobs waiting", series: [["waiting", "Waiting"]] },
  failedJobs: { title: "Failed jobs", series: [["failedJobs", "Failed"]] },
  accepted: { title: "Mails accepted in 24 h", series: [["accepted", "Accepted"]] },
  aiCost: { title: "Cost of the model", unit: "dollars", series: [["aiCost", "Cost"]] },
  signups: {
    title: "Signups of 24 h",
    series: [
      ["verified", "Verified"],
      ["signups", "Signed up"],
    ],
  },
} as const satisfies Record<string, ChartOf>;

const ranges = [
  { name: "day", title: "24 h", rows: "by the hour", step: 13, spanMs: 1 * day },
  { name: "month", title: "30 d", rows: "by the day", step: 10, spanMs: 30 * day },
] as const;
type Range = (typeof ranges)[number];

interface ChartProps {
  name: keyof typeof charts;
  history: History | null;
}

/** A line that needs no script, with its figures in words and as a table; the script draws over it. */
export function Chart({ name, history }: ChartProps) {
  const chart: ChartOf = charts[name];
  if (history === null) return null;
  return (
    <figure className="chart" data-series={JSON.stringify(chart.series)} data-unit={chart.unit}>
      <figcaption>{chart.title}</figcaption>
      <div className="plot" data-keep="" hidden />
      {ranges.map((range) => (
        <div key={range.name} className={`of-${range.name}`}>
          <Sparkline points={history[range.name]} chart={chart} spanMs={range.spanMs} />
          <ul className="legend">
            {chart.series.map(([key, label], index) => (
              <li key={key}>
                <span className={`line${index}`}>{label}</span> {summary(history[range.name], key, chart)}
              </li>
            ))}
          </ul>
          <AsTable chart={chart} range={range} points={history[range.name]} />
        </div>
      ))}
    </figure>
  );
}

const said = ({ unit }: ChartOf, value: number | undefined): string =>
  value === undefined ? "–" : unit === "dollars" ? dollarsOf(value) : numberOf(value);

const valuesOf = (points: Points, key: Key): number[] => points.flatMap(({ values }) => values[key] ?? []);

function summary(points: Points, key: Key, chart: ChartOf): string {
  const values = valuesOf(points, key);
  if (values.length === 0) return "no figures yet";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${said(chart, values.at(-1))} (${said(chart, low)} to ${said(chart, high)})`;
}

const [width, height] = [300, 60];

function Sparkline({ points, chart, spanMs }: { points: Points; chart: ChartOf; spanMs: number }) {
  const from = Date.parse(points.at(-1)?.at ?? "") - spanMs;
  const high = Math.max(1e-9, ...chart.series.flatMap(([key]) => valuesOf(points, key)));
  const lineOf = (key: Key) =>
    points
      .flatMap(({ at, values }) => {
        const value = values[key];
        if (value === undefined) return [];
        const x = (width * (Date.parse(at) - from)) / spanMs;
        return `${x.toFixed(0)},${(height - (height * value) / high).toFixed(1)}`;
      })
      .join(" ");
  return (
    <svg
      className="spark"
      viewBox={`0 -2 ${width} ${height + 4}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {chart.series.map(([key], index) => (
        <polyline key={key} className={`line${index}`} points={lineOf(key)} />
      ))}
    </svg>
  );
}

/** The last point of each hour or day, the newest first. */
function AsTable({ chart, range, points }: { chart: ChartOf; range: Range; points: Points }) {
  const byStep = new Map(points.map((point) => [point.at.slice(0, range.step), point]));
  if (byStep.size === 0) return null;
  return (
    <details>
      <summary>
        As a table<span className="unseen">: {`${chart.title}, ${range.title}`}</span>
      </summary>
      <table>
        <caption>{`${chart.title}, ${range.title}, ${range.rows} (UTC)`}</caption>
        <thead>
          <tr>
            <th scope="col">{range.name === "day" ? "Hour" : "Day"}</th>
            {chart.series.map(([key, label]) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...byStep].toReversed().map(([step, { at, values }]) => (
            <tr key={step}>
              <th scope="row">{range.name === "day" ? at.slice(11, 16) : step}</th>
              {chart.series.map(([key]) => (
                <td key={key}>{said(chart, values[key])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
