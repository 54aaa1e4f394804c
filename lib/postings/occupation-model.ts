import { readFileSync } from "node:fs";
import { type Clues, classes, featuresOf, type Prints, rowCount, softmax, valuesOf } from "./occupation-features.ts";
import type { Occupation } from "./posting.ts";

/** Written by scripts/train: a float32 that each weight is multiplied with, the rows' prints, the weights as int8, row by row. */
export const modelFile = new URL("./occupation-model.bin", import.meta.url);
const width = classes.length;

/** Classes of a row, four to a number. */
const columns = Math.ceil(width / 4);
/** What is added to a weight, so that it is a byte without a sign. */
const bias = 128;

interface Model {
  scale: number;
  prints: Prints;
  /** Row by row, each of so many columns. */
  weights: Int32Array;
}

export function readModel(): Model {
  const { buffer, byteOffset, byteLength } = readFileSync(modelFile);
  if (byteLength !== 4 + rowCount * (1 + width))
    throw new Error(`${modelFile.pathname} is of another version: npm run train`);
  // Copied, so that the file's bytes are not kept for it.
  const prints = new Uint8Array(buffer, byteOffset + 4, rowCount).slice();
  const weights = new Int8Array(buffer, byteOffset + 4 + rowCount, rowCount * width);
  const packed = new Int32Array(rowCount * columns);
  const bytes = new Uint8Array(packed.buffer);
  for (let row = 0, from = 0, to = 0; row < rowCount; row++, to += 4 * columns)
    for (let of = 0; of < width; of++) bytes[to + of] = (weights[from++] as number) + bias;
  return { scale: new DataView(buffer, byteOffset, 4).getFloat32(0, true), prints, weights: packed };
}

let model: Model | undefined;

/** On no subscriber's menu: to offer them is the louder mistake, so they need to be a sixth as likely as an office job. */
const offMenu = ["healthcare", "retail", "hospitality", "trades_manual"] as const satisfies readonly Occupation[];
const offMenuFactor = 6;
/** Whoever is less likely to be there is not put there: what is hidden from all must be more than a guess. */
const leastOffMenu = 0.14;
/** Work beside them, which a mistake between the two leads nobody far from. */
const beside: ReadonlySet<Occupation> = new Set(["operations", "admin", "customer_support", "engineering", "other"]);

export const isOffMenu = (occupation: Occupation): boolean => offMenu.some((each) => each === occupation);

const sums = new Int32Array(4 * columns);
const scores = new Float64Array(width);

/** In half a number each, so many bytes can be added up. */
const mostAtOnce = 256;
const evenBytes = 0x00ff00ff;

/** Adds up whole numbers, of two classes with each addition: of hundreds of rows, that is what the time goes to. */
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

/** The likeliest occupation and how likely it is, by a linear model of hashed pieces of title and text. */
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
 * The likeliest class; `other` where it may well be off the menu, but is not likely enough to be put there.
 * @param shares of each class, in their order
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
