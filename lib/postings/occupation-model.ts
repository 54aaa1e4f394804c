import { readFileSync } from "node:fs";
import { type Clues, classes, featuresOf, type Prints, rowCount, softmax, valuesOf } from "./occupation-features.ts";
import type { Occupation } from "./posting.ts";

/**
 * Written by scripts/train: a float32 by which all weights are multiplied, the rows' prints, then the weights as int8,
 * row by row.
 */
export const modelFile = new URL("./occupation-model.bin", import.meta.url);
const width = classes.length;

/** A row's classes are packed four to a number. */
const columns = Math.ceil(width / 4);
/** Added to a weight to make it an unsigned byte. */
const bias = 128;

interface Model {
  scale: number;
  prints: Prints;
  /** Row by row, `columns` numbers each. */
  weights: Int32Array;
}

export function readModel(): Model {
  const { buffer, byteOffset, byteLength } = readFileSync(modelFile);
  if (byteLength !== 4 + rowCount * (1 + width))
    throw new Error(`${modelFile.pathname} is of another version: npm run train`);
  // Copied, so that the file's buffer can be freed.
  const prints = new Uint8Array(buffer, byteOffset + 4, rowCount).slice();
  const weights = new Int8Array(buffer, byteOffset + 4 + rowCount, rowCount * width);
  const packed = new Int32Array(rowCount * columns);
  const bytes = new Uint8Array(packed.buffer);
  for (let row = 0, from = 0, to = 0; row < rowCount; row++, to += 4 * columns)
    for (let of = 0; of < width; of++) bytes[to + of] = (weights[from++] as number) + bias;
  return { scale: new DataView(buffer, byteOffset, 4).getFloat32(0, true), prints, weights: packed };
}

let model: Model | undefined;

/**
 * Not on any subscriber's menu: offering them is the worse mistake, so a sixth of an office job's likelihood is enough
 * to choose them.
 */
const offMenu = ["healthcare", "retail", "hospitality", "trades_manual"] as const satisfies readonly Occupation[];
const offMenuFactor = 6;
/** Less likely ones are not chosen: what is hidden from everybody must be more than a guess. */
const leastOffMenu = 0.14;
/** Related work: a mistake between the two does little harm. */
const beside: ReadonlySet<Occupation> = new Set(["operations", "admin", "customer_support", "engineering", "other"]);

export const isOffMenu = (occupation: Occupation): boolean => offMenu.some((each) => each === occupation);

const sums = new Int32Array(4 * columns);
const scores = new Float64Array(width);

/** So many bytes can be added up in 16 bits. */
const mostAtOnce = 256;
const evenBytes = 0x00ff00ff;

/** Adds up integers, two classes per addition: with hundreds of rows, most of the time is spent here. */
function addUp(rows: Int32Array, from: number, to: number, weights: Int32Array): void {
  const biases = bias * (to - from);
  for (let column = 0; column < columns; column++) {
    let [even, odd] = [0, 0];
    for (let at = from; at < to; at++) {
      const four = weights[(rows[at] as number) * columns + column] as number;
      even += four & evenBytes;
      odd += (four >>> 8) & evenBytes;
    }
    for (const [of, two] of [even, odd].entries()) {
      sums[4 * column + of] = (sums[4 * column + of] as number) + (two & 0xffff) - biases;
      sums[4 * column + of + 2] = (sums[4 * column + of + 2] as number) + (two >>> 16) - biases;
    }
  }
}

function addKind(rows: Int32Array, from: number, to: number, weights: Int32Array, value: number): void {
  sums.fill(0);
  for (let at = from; at < to; at += mostAtOnce) addUp(rows, at, Math.min(to, at + mostAtOnce), weights);
  for (let of = 0; of < width; of++) scores[of] = (scores[of] as number) + value * (sums[of] as number);
}

/** The likeliest occupation and its likelihood, by a linear model of hashed pieces of title and text. */
export function guess(clues: Clues): { occupation: Occupation; confidence: number } {
  model ??= readModel();
  const { scale, prints, weights } = model;
  const { rows, ...ends } = featuresOf(clues, prints);
  const values = valuesOf(ends);
  scores.fill(0);
  addKind(rows, 0, ends.few, weights, values.few * scale);
  addKind(rows, ends.few, ends.title, weights, values.title * scale);
  addKind(rows, ends.title, ends.text, weights, values.text * scale);
  softmax(scores);
  return likeliest(scores);
}

/**
 * The likeliest class; `other` if it may be off the menu but is not likely enough for that.
 * @param shares of each class, in order
 */
export function likeliest(shares: Float64Array): { occupation: Occupation; confidence: number } {
  const best = mostLikely(classes, shares);
  const off = mostLikely(offMenu, shares);
  if (beside.has(best.occupation) || off.confidence * offMenuFactor <= best.confidence) return best;
  return off.confidence >= leastOffMenu ? off : { ...off, occupation: "other" };
}

function mostLikely(among: readonly Occupation[], shares: Float64Array) {
  let best: { occupation: Occupation; confidence: number } = { occupation: "other", confidence: -1 };
  for (const occupation of among) {
    const confidence = shares[classOf.get(occupation) ?? 0] ?? 0;
    if (confidence > best.confidence) best = { occupation, confidence };
  }
  return best;
}

const classOf = new Map<Occupation, number>(classes.map((occupation, at) => [occupation, at]));
