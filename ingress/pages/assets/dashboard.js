// Renews what the page says every ten seconds while somebody looks, and draws the charts. Without it a link shows the
// page anew. uPlot stands before this in the same file.
const renewEveryMs = 10_000;
const live = document.getElementById("live");
const renewal = document.getElementById("renewal");
const news = document.getElementById("news");
let timer;

/** Whether the one may become the other: a link that leads elsewhere is another one, or a press in between goes astray. */
const isSame = (a, b) =>
  a.nodeName === b.nodeName && a.id === b.id && a.href === b.href && (a.id || a.classList?.[0] === b.classList?.[0]);

/** Makes `old` like `fresh` and changes no more than that: focus, scroll, what is open and what is drawn stay. */
function morph(old, fresh) {
  if (old.isEqualNode(fresh) || old.dataset?.keep !== undefined) return;
  if (old.nodeType === Node.TEXT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  // Whether something is open or chosen is the reader's.
  for (const { name } of [...old.attributes])
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  let next = old.firstChild;
  for (const child of fresh.childNodes) {
    let found = next;
    while (found && !isSame(found, child)) found = found.nextSibling;
    if (!found) {
      old.insertBefore(document.importNode(child, true), next);
      continue;
    }
    while (next !== found) next = removed(next);
    next = found.nextSibling;
    morph(found, child);
  }
  while (next) next = removed(next);
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** Loudly: what cannot be renewed looks as fine as it last was. */
function failed(sentence) {
  if (!renewal.hidden) return;
  renewal.textContent = sentence;
  renewal.hidden = false;
}

const clock = () => `${new Date().toISOString().slice(11, 16)} UTC`;

async function renew() {
  const asked = { headers: { accept: "text/html" }, signal: AbortSignal.timeout(renewEveryMs) };
  const answer = await fetch("/dashboard", asked).catch(() => null);
  if (answer?.status === 401) return failed(`Signed out at ${clock()}: load the page again to sign in.`);
  if (!answer?.ok) return failed(`Not renewed since ${clock()}: the ingress does not answer.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) return;
  renewal.hidden = true;
  document.title = page.title;
  const [told, history] = [live.dataset.told, live.dataset.history];
  morph(live, fresh);
  if (live.dataset.told !== told) {
    const count = live.querySelectorAll(".problems > li").length;
    news.textContent = `${live.querySelector("h1").textContent} ${count === 1 ? "1 problem" : `${count} problems`}.`;
  }
  if (live.dataset.history !== history) await draw();
}

async function turn() {
  await renew().catch(() => failed(`Not renewed since ${clock()}.`));
  clearTimeout(timer);
  // Nobody looks: the next look renews at once.
  if (!document.hidden) timer = setTimeout(turn, renewEveryMs);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) void turn();
});
timer = setTimeout(turn, renewEveryMs);

const plots = new Map();
let history;

const range = () => live.querySelector("[name=range]:checked")?.value ?? "day";
const spans = { day: 24 * 3600, month: 30 * 24 * 3600 };
const compact = new Intl.NumberFormat("en", { notation: "compact" });
const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const inUtc = (options) => {
  const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  return (seconds) => format.format(new Date(seconds * 1000));
};
const [hour, date] = [inUtc({ timeStyle: "short" }), inUtc({ day: "numeric", month: "short" })];
const moment = (seconds) => (range() === "day" ? hour(seconds) : date(seconds));
const fullMoment = (seconds) => `${date(seconds)} ${hour(seconds)}`;
const colourOf = (element) => getComputedStyle(element).color;

function dataOf(series) {
  const points = history?.[range()] ?? [];
  return [
    points.map(({ at }) => Date.parse(at) / 1000),
    ...series.map(([key]) => points.map(({ values }) => values[key] ?? null)),
  ];
}

function plot(figure) {
  const host = figure.querySelector(".plot");
  const series = JSON.parse(figure.dataset.series);
  const format = (value) =>
    value == null ? "–" : figure.dataset.unit === "dollars" ? dollars.format(value) : compact.format(value);
  const axis = {
    stroke: () => colourOf(host),
    grid: { stroke: () => getComputedStyle(host).borderTopColor, width: 1 },
    ticks: { show: false },
  };
  host.hidden = false;
  const drawn = new uPlot(
    {
      width: host.clientWidth,
      height: 150,
      // As everywhere on the page.
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { range: (_, __, last) => [last - spans[range()], last] },
        y: { range: (_, __, high) => [0, high > 0 ? high * 1.05 : 1] },
      },
      axes: [
        { ...axis, size: 28, values: (_, ticks) => ticks.map(moment) },
        { ...axis, size: 52, values: (_, ticks) => ticks.map(format) },
      ],
      series: [
        { label: "UTC", value: (_, seconds) => (seconds ? fullMoment(seconds) : "") },
        ...series.map(([, label], index) => ({
          label,
          width: 2,
          // A line of a few points, minutes apart, is too short to be seen.
          points: { show: (chart) => chart.data[0].length < 12, size: 6 },
          dash: index > 0 ? [5, 4] : undefined,
          stroke: () => colourOf(figure.querySelector(`.line${index}`)),
          value: (_, value) => format(value),
        })),
      ],
    },
    dataOf(series),
    host,
  );
  plots.set(figure, { drawn, series });
  new ResizeObserver(() => host.clientWidth > 0 && drawn.setSize({ width: host.clientWidth, height: 150 })).observe(
    host,
  );
}

function show() {
  for (const figure of live.querySelectorAll(".chart")) {
    const known = plots.get(figure);
    if (known) known.drawn.setData(dataOf(known.series));
    else plot(figure);
  }
}

async function draw() {
  const answer = await fetch("/api/dashboard").catch(() => null);
  if (!answer?.ok) return;
  ({ history } = await answer.json());
  if (history) show();
}

live.addEventListener("change", () => history && show());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const { drawn } of plots.values()) drawn.redraw();
});
void draw();
