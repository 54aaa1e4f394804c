import { readFileSync } from "node:fs";
import { type Clues, classes, featuresOf, rowCount, softmax, valuesOf } from "./occupation-features.ts";
import type { Occupation } from "./posting.ts";

/** Written by scripts/train: a float32 that each weight is multiplied with, then the weights as int8, row by row. */
export const modelFile = new URL("./occupation-model.bin", import.meta.url);
const width = classes.length;

interface Model {
  scale: number;
  weights: Int8Array;
}

export function readModel(): Model {
  const { buffer, byteOffset, byteLength } = readFileSync(modelFile);
  const weights = new Int8Array(buffer, byteOffset + 4, byteLength - 4);
  if (weights.length !== rowCount * width)
    throw new Error(`${modelFile.pathname} is of another version: npm run train`);
  return { scale: new DataView(buffer, byteOffset, 4).getFloat32(0, true), weights };
}

let model: Model | undefined;

/**
 * Trades, care, shops and kitchens are on no subscriber's menu, and to offer them is the louder mistake: they need to be
 * a fifth as likely.
 */
export const offMenu: Readonly<Partial<Record<Occupation, number>>> = {
  ...{ healthcare: 5, retail: 5, hospitality: 5, trades_manual: 5 },
};

const sums = new Int32Array(width);
const scores = new Float64Array(width);

/** Adds up whole numbers: of hundreds of rows, that is what the time goes to. */
function addKind(rows: Int32Array, from: number, to: number, weights: Int8Array, value: number): void {
  sums.fill(0);
  for (let at = from; at < to; at++) {
    const row = (rows[at] as number) * width;
    for (let of = 0; of < width; of++) sums[of] = (sums[of] as number) + (weights[row + of] as number);
  }
  for (let of = 0; of < width; of++) scores[of] = (scores[of] as number) + value * (sums[of] as number);
}

/** The likeliest occupation and how likely it is, by a linear model of hashed pieces of title and text. */
export function guess(clues: Clues): { occupation: Occupation; confidence: number } {
  model ??= readModel();
  const { scale, weights } = model;
  const { rows, ...ends } = featuresOf(clues);
  const values = valuesOf(ends);
  scores.fill(0);
  addKind(rows, 0, ends.few, weights, values.few * scale);
  addKind(rows, ends.few, ends.title, weights, values.title * scale);
  addKind(rows, ends.title, ends.text, weights, values.text * scale);
  softmax(scores);
  return likeliest(scores);
}

/** @param shares of each class, in their order */
export function likeliest(shares: Float64Array): { occupation: Occupation; confidence: number } {
  let best: Occupation = "other";
  let most = -1;
  for (const [at, occupation] of classes.entries()) {
    const weighed = (shares[at] ?? 0) * (offMenu[occupation] ?? 1);
    if (weighed <= most) continue;
    most = weighed;
    best = occupation;
  }
  return { occupation: best, confidence: shares[classes.indexOf(best)] ?? 0 };
}
