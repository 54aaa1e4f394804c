import { normalise } from "../../lib/postings/normalise.ts";
import type { Salary } from "../../lib/postings/posting.ts";
import { handTable } from "./hand-table.ts";
import { type Evaluation, type Measure, share } from "./measure.ts";
import { hasSet, jsonLines } from "./shared-data.ts";

interface Row {
  text: string;
  country: string;
  /** The employer's own field. */
  field: Salary;
}

interface Nhs {
  description: string;
  baseSalary?: { value?: { value: string; minValue?: string; maxValue?: string } };
}
interface Jobzoeker {
  description: string | null;
  interval: string | null;
  min_amount: number | null;
  max_amount: number | null;
}

/** Without hourly pay, which the site turned into yearly pay by assumptions of its own. */
const nhs = (): Row[] =>
  jsonLines<Nhs>("nhs_jobs/nhs_jobs.jsonl.gz").flatMap(({ description, baseSalary }) => {
    const { value = "", minValue, maxValue } = baseSalary?.value ?? {};
    if (!minValue || !maxValue || /hour|p\/?h/i.test(value)) return [];
    const field = { min: Number(minValue), max: Number(maxValue), currency: "GBP", period: "year" as const };
    return [{ text: description, country: "United Kingdom", field }];
  });

const intervals = { monthly: "month", yearly: "year", hourly: "hour", daily: "day" } as const;
const jobzoeker = (): Row[] =>
  jsonLines<Jobzoeker>("jobzoeker_nl/jobs.dev.jsonl.gz").flatMap((row) => {
    const period = intervals[row.interval as keyof typeof intervals];
    if (!period || !row.min_amount || !row.description) return [];
    const field = { min: row.min_amount, max: row.max_amount ?? row.min_amount, currency: "EUR", period };
    return [{ text: row.description, country: "Netherlands", field }];
  });

const sets = { "nhs_jobs/nhs_jobs.jsonl.gz": nhs, "jobzoeker_nl/jobs.dev.jsonl.gz": jobzoeker };

function salaryIn(description: string, country: string): Salary | null {
  const posting = normalise({
    ...{ source: "eval", sourceId: "1", url: "https://example.com/1", title: "Analyst", company: "Nordlicht" },
    ...{ location: [country], description, postedAt: null },
  });
  return posting?.salary ?? null;
}

/** Whether pay read from a text is consistent with the field: same currency and period, overlapping ranges. */
function agrees(read: Salary, field: Salary): boolean {
  const [low, high] = [read.min ?? read.max ?? 0, read.max ?? read.min ?? 0];
  return read.currency === field.currency && low <= (field.max ?? 0) * 1.15 && high >= (field.min ?? 0) * 0.85;
}

/** Pay for another period than the field's is not compared: the weekly hours are unknown. */
function measured(name: string, rows: readonly Row[]): Measure[] {
  const pairs = rows.map(({ text, country, field }) => ({ field, read: salaryIn(text, country) }));
  const comparable = pairs.flatMap(({ field, read }) => (read?.period === field.period ? [{ field, read }] : []));
  const right = comparable.filter(({ field, read }) => agrees(read, field)).length;
  const [set = name] = name.split("/");
  return [
    {
      what: `${set}: precision`,
      figure: share(right, comparable.length),
      on: `${comparable.length} texts against the field`,
    },
    {
      what: `${set}: read`,
      figure: share(pairs.filter(({ read }) => read).length, pairs.length),
      on: `${pairs.length} texts`,
    },
  ];
}

function table(): { measure: Measure; wrong: string[] } {
  const lines = handTable<{ text: string; min: string; max: string; currency: string; period: string }>("pay");
  const wrong = lines.filter(({ text, ...expected }) => {
    const { min = null, max = null, currency = "-", period = "-" } = salaryIn(text.replaceAll("\\n", "<br>"), "") ?? {};
    return [min ?? "-", max ?? "-", currency, period].join() !== Object.values(expected).join();
  });
  const figure = share(lines.length - wrong.length, lines.length);
  return {
    measure: { what: "table", figure, atLeast: 1, on: `${lines.length} lines by hand` },
    wrong: wrong.map(({ text }) => text),
  };
}

export function run(): Evaluation {
  const { measure, wrong } = table();
  const [here, leftOut] = [true, false].map((at) => Object.entries(sets).filter(([name]) => hasSet(name) === at));
  return {
    measures: [measure, ...(here ?? []).flatMap(([name, rows]) => measured(name, rows()))],
    leftOut: (leftOut ?? []).map(([name]) => name),
    wrong,
  };
}
