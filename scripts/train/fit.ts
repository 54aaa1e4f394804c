import {
  classes,
  type Features,
  type Prints,
  printOfCode,
  rowCount,
  rowOfCode,
  softmax,
  valuesOf,
} from "../../lib/postings/occupation-features.ts";
import type { Sample } from "./samples.ts";

const width = classes.length;

/** Chosen by cross-validation over companies (npm run eval -- what). */
const epochs = 3;
const rate = 0.15;
const l2 = 3e-3;
/** Dropout probabilities, so that the model relies on nothing alone: for a row, a whole text, the lexicon's answer. */
const drop = { row: 0.3, text: 0.15, lexicon: 0.1 };
/** A row that fewer companies have says more about a company than about its work. */
const leastGroups = 4;
/** How many trainings are averaged: each sees the samples in another order and drops other rows. */
const trainings = 3;

interface Model {
  prints: Prints;
  /** Row by row. */
  weights: Float32Array;
}

/** Repeatable random numbers (mulberry32): the same samples give the same weights. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of features that hash to the same row, the one that most companies have gets it. */
function printsOf(samples: readonly Sample[]): Prints {
  const groups = new Map<number, Set<string>>();
  for (const { rows, few, group } of samples) {
    for (const code of rows.subarray(few)) {
      const known = groups.get(code) ?? new Set();
      groups.set(code, known.add(group));
    }
  }
  const prints = new Uint8Array(rowCount);
  const most = new Uint32Array(rowCount).fill(leastGroups - 1);
  for (const [code, { size }] of groups) {
    const row = rowOfCode(code);
    if (size <= (most[row] ?? 0)) continue;
    most[row] = size;
    prints[row] = printOfCode(code);
  }
  return prints;
}

/** With rows instead of codes, as featuresOf gives them for these prints. */
function printed({ rows, few, title, text, ...sample }: Sample, prints: Prints): Sample {
  const rowsOf = (from: number, to: number) =>
    new Set(
      [...rows.subarray(from, to)].filter((code) => prints[rowOfCode(code)] === printOfCode(code)).map(rowOfCode),
    );
  const [ofTitle, ofText] = [rowsOf(few, title), rowsOf(title, text)];
  const all = Int32Array.from([...rows.subarray(0, few), ...ofTitle, ...ofText]);
  return { ...sample, rows: all, few, title: few + ofTitle.size, text: all.length };
}

/**
 * A rule's labelling habits and its source's mix of classes have nothing to do with the words. An intercept per such
 * source learns them, in a row after the others that prediction never uses.
 */
function withIntercepts(samples: readonly Sample[]): Sample[] {
  const sources = [...new Set(samples.filter(({ posting }) => !posting).map(({ source }) => source))];
  return samples.map((sample) => {
    const { rows, few, title, text, source, posting } = sample;
    const own = posting ? [] : [rowCount + sources.indexOf(source)];
    const ends = { few: few + own.length, title: title + own.length, text: text + own.length };
    return { ...sample, ...ends, rows: Int32Array.of(...own, ...rows) };
  });
}

/** The rows of a sample used in one step, with their values. */
class Active {
  readonly rows = new Int32Array(4096);
  readonly values = new Float64Array(4096);
  count = 0;

  choose(sample: Sample, random: () => number): void {
    const values = valuesOf(sample);
    const end = sample.text > sample.title && random() < drop.text ? sample.title : sample.text;
    const from = random() < drop.lexicon ? sample.few : 0;
    this.count = 0;
    for (let at = from; at < end; at++) {
      if (at < sample.few) this.#add(sample.rows[at] ?? 0, values.few);
      else if (random() >= drop.row)
        this.#add(sample.rows[at] ?? 0, (at < sample.title ? values.title : values.text) / (1 - drop.row));
    }
  }

  #add(row: number, value: number): void {
    this.rows[this.count] = row * width;
    this.values[this.count++] = value;
  }
}

/** The mean of several trainings, to cancel their random errors: as the model is linear, the mean is one as well. */
export function train(given: readonly Sample[]): Model {
  const prints = printsOf(given);
  const samples = withIntercepts(given.map((sample) => printed(sample, prints)));
  const weights = new Float32Array(rowCount * width);
  for (let seed = 1; seed <= trainings; seed++) {
    const own = weightsOf(samples, chance(seed));
    for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) + (own[at] ?? 0) / trainings;
  }
  return { prints, weights };
}

/** Multinomial logistic regression by AdaGrad. If several classes are right for a sample, any of them will do. */
function weightsOf(samples: readonly Sample[], random: () => number): Float32Array {
  const lastRow = samples.reduce((last, { rows }) => Math.max(last, rows[0] ?? 0), rowCount);
  const weights = new Float32Array((lastRow + 1) * width);
  const squares = new Float32Array(weights.length).fill(1e-2);
  const active = new Active();
  const error = new Float64Array(width);
  const order = Int32Array.from(samples.keys());
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      const sample = samples[at] as Sample;
      active.choose(sample, random);
      errorOf(sample, active, weights, error);
      for (let one = 0; one < active.count; one++) {
        const row = active.rows[one] ?? 0;
        const value = active.values[one] ?? 0;
        for (let of = 0; of < width; of++) {
          const weight = weights[row + of] ?? 0;
          const slope = (error[of] ?? 0) * value + l2 * weight;
          const square = (squares[row + of] ?? 0) + slope * slope;
          squares[row + of] = square;
          weights[row + of] = weight - (rate * slope) / Math.sqrt(square);
        }
      }
    }
  }
  return weights;
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}

/** The gradient: prediction minus truth, for each class. */
function errorOf({ accept, weight }: Sample, active: Active, weights: Float32Array, error: Float64Array): void {
  error.fill(0);
  for (let one = 0; one < active.count; one++) {
    const row = active.rows[one] ?? 0;
    const value = active.values[one] ?? 0;
    for (let of = 0; of < width; of++) error[of] = (error[of] ?? 0) + value * (weights[row + of] ?? 0);
  }
  softmax(error);
  const mass = accept.reduce((sum, of) => sum + (error[of] ?? 0), 0);
  const right = accept.map((of) => (mass > 0 ? (error[of] ?? 0) / mass : 1 / accept.length));
  for (const [index, of] of accept.entries()) error[of] = (error[of] ?? 0) - (right[index] ?? 0);
  for (let of = 0; of < width; of++) error[of] = (error[of] ?? 0) * weight;
}

/** The prediction for a sample: class probabilities. */
export function sharesOf({ weights }: Model, sample: Features): Float64Array {
  const scores = new Float64Array(width);
  const values = valuesOf(sample);
  for (let at = 0; at < sample.text; at++) {
    const value = at < sample.few ? values.few : at < sample.title ? values.title : values.text;
    const row = (sample.rows[at] ?? 0) * width;
    for (let of = 0; of < width; of++) scores[of] = (scores[of] ?? 0) + value * (weights[row + of] ?? 0);
  }
  softmax(scores);
  return scores;
}

/** The model in its file format: int8 with one factor. The few largest weights are clipped, so the rest is finer. */
export function quantised({ prints, weights }: Model): Buffer {
  const sizes = weights
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort();
  const largest = sizes[Math.floor(sizes.length * 0.9995)] ?? 1;
  const scale = largest / 127;
  const bytes = Buffer.alloc(4 + prints.length + weights.length);
  bytes.writeFloatLE(scale, 0);
  bytes.set(prints, 4);
  for (const [at, weight] of weights.entries())
    bytes.writeInt8(Math.max(-127, Math.min(127, Math.round(weight / scale))), 4 + prints.length + at);
  return bytes;
}
