import { expect, test } from "vitest";
import { classes, featuresOf } from "../../lib/postings/occupation-features.ts";
import type { Sample } from "../train/samples.ts";
import { crossValidate, guessFrom, type HeldOut } from "./held-out.ts";

const texts = {
  legal: "contracts and disputes before the court, for clients of the firm",
  design: "wireframes and prototypes of screens, drawn with typography in mind",
  finance: "ledgers, invoices and the closing of accounts at the end of a month",
} as const;
type Label = keyof typeof texts;
const labels: readonly Label[] = ["legal", "design", "finance"];

const cluesOf = (label: Label) => ({ words: [label], text: texts[label], named: [], lang: "en" });

function sampleOf(label: Label, group: string): Sample {
  const { rows, ...ends } = featuresOf(cluesOf(label), null);
  return {
    ...{ ...ends, rows: rows.slice(0, ends.text), accept: [classes.indexOf(label)], weight: 1 },
    ...{ group, source: label, posting: null },
  };
}

const all = Array.from({ length: 12 }, (_, company) => labels.map((label) => sampleOf(label, `${company}`))).flat();

const right = (held: readonly HeldOut[]) =>
  labels.flatMap((label) =>
    held.filter(({ sample, ask }) => sample.source === label && ask(cluesOf(label)).occupation === label),
  ).length;

test("what a model has learnt of some companies it says of others", () => {
  expect(guessFrom(all)(cluesOf("design")).occupation).toBe("design");
  expect(right(crossValidate(all, ({ group }) => group))).toBe(all.length);
});

test("every sample is held out once, from a model that has learnt nothing with its key", () => {
  const held = crossValidate(all, ({ source }) => source);
  expect(held).toHaveLength(all.length);
  expect(new Set(held.map(({ sample }) => sample))).toEqual(new Set(all));
  expect(right(held)).toBe(0);
});
