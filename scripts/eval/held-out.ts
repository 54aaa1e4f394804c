import { hash } from "node:crypto";
import { featuresOf } from "../../lib/postings/occupation-features.ts";
import { type guess, likeliest } from "../../lib/postings/occupation-model.ts";
import { sharesOf, train } from "../train/fit.ts";
import { type Sample, samples } from "../train/samples.ts";

const folds = 5;

export type Guess = typeof guess;

/** A sample, and the answer of a model that has not seen it. */
export interface HeldOut {
  sample: Sample;
  ask: Guess;
}

/** A model trained on these samples alone. */
export function guessFrom(some: readonly Sample[]): Guess {
  const model = train(some);
  return (clues) => likeliest(sharesOf(model, featuresOf(clues, model.prints)));
}

/** Cross-validation: samples with the same key are held out together. */
export function crossValidate(all: readonly Sample[], keyOf: (sample: Sample, at: number) => string): HeldOut[] {
  const foldOf = all.map((sample, at) => hash("md5", keyOf(sample, at), "buffer").readUInt32LE() % folds);
  return Array.from({ length: folds }, (_, fold) => {
    const ask = guessFrom(all.filter((_, at) => foldOf[at] !== fold));
    return all.filter((_, at) => foldOf[at] === fold).map((sample) => ({ sample, ask }));
  }).flat();
}

/** Read and trained once, though several tables use it. */
function once<Made>(make: () => Made): () => Made {
  let made: { it: Made } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

/** The model's training data. */
export const allSamples = once(samples);
export const companiesHeldOut = once(() => crossValidate(allSamples(), ({ group }) => group));
