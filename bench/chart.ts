interface Row {
  postings: number;
  ours: number;
  baseline: number;
  mib: number;
}

const [width, height, margin] = [420, 300, 56];
const colours = { ours: "#0b5fff", baseline: "#b3261e" };

interface Axis {
  title: string;
  ticks: readonly number[];
  log: boolean;
}

/** Two pictures side by side: how ranking time grows with postings, and with subscribers. */
export function writeGrowth(rows: readonly Row[], growth: readonly { people: number; seconds: number }[]): string {
  const bySize = panel(
    { title: "live postings", ticks: [10_000, 100_000, 1_000_000], log: true },
    { title: "subscribers a second, one core", ticks: [10, 100, 1000, 10_000, 100_000], log: true },
    [
      { name: "ours", colour: colours.ours, points: rows.map(({ postings, ours }) => [postings, ours]) },
      {
        name: "a query a subscriber",
        colour: colours.baseline,
        points: rows.filter(({ baseline }) => baseline > 0).map(({ postings, baseline }) => [postings, baseline]),
      },
    ],
  );
  const most = Math.max(0.1, ...growth.map(({ seconds }) => seconds));
  const byPeople = panel(
    { title: "subscribers", ticks: [0, 2500, 5000, 7500, 10_000], log: false },
    {
      title: "seconds, at 100,000 postings",
      ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => Number((share * most).toPrecision(2))),
      log: false,
    },
    [
      {
        name: "ours",
        colour: colours.ours,
        points: [[0, 0], ...growth.map(({ people, seconds }) => [people, seconds] as [number, number])],
      },
    ],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Ranking grows with postings and subscribers">
<rect width="100%" height="100%" fill="#fff"/>
${bySize}
<g transform="translate(${width} 0)">${byPeople}</g>
</svg>
`;
}

interface Series {
  name: string;
  colour: string;
  points: readonly (readonly [number, number])[];
}

function panel(x: Axis, y: Axis, all: readonly Series[]): string {
  const across = scale(x, margin, width - 16);
  const up = scale(y, height - margin, 24);
  const lines = [
    ...x.ticks.map(
      (tick) =>
        `<text x="${across(tick)}" y="${height - margin + 18}" text-anchor="middle">${tick.toLocaleString("en-GB")}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path d="M${margin} ${up(tick)}H${width - 16}" stroke="#ddd"/><text x="${margin - 6}" y="${up(tick) + 4}" text-anchor="end">${tick.toLocaleString("en-GB")}</text>`,
    ),
    `<text x="${(margin + width) / 2}" y="${height - 14}" text-anchor="middle">${x.title}</text>`,
    `<text x="${margin - 40}" y="14">${y.title}</text>`,
  ];
  for (const { name, colour, points } of all) {
    const at = points.map(([px, py]) => `${across(px).toFixed(1)},${up(py).toFixed(1)}`);
    const [lastX, lastY] = points.at(-1) ?? [x.ticks[0] ?? 0, y.ticks[0] ?? 0];
    lines.push(
      `<polyline points="${at.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...at.map((point) => `<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="3" fill="${colour}"/>`),
      `<text x="${across(lastX)}" y="${up(lastY) - 8}" text-anchor="end" fill="${colour}">${name}</text>`,
    );
  }
  return lines.join("\n");
}

function scale({ ticks, log }: Axis, from: number, to: number): (value: number) => number {
  const of = (value: number) => (log ? Math.log10(value) : value);
  const [low, high] = [of(ticks[0] ?? 0), of(ticks.at(-1) ?? 1)];
  return (value) => from + ((of(value) - low) / (high - low)) * (to - from);
}
