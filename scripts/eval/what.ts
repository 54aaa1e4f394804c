import { statSync } from "node:fs";
import { languageOf } from "../../lib/postings/language.ts";
import { workOf } from "../../lib/postings/occupation.ts";
import { guess, modelFile, readModel } from "../../lib/postings/occupation-model.ts";
import type { Occupation } from "../../lib/postings/posting.ts";
import { goldSet } from "../train/gold.ts";
import type { Sample } from "../train/samples.ts";
import { allSamples, companiesHeldOut, crossValidate, type Guess, guessFrom, type HeldOut } from "./held-out.ts";
import { readByHand } from "./labels-read.ts";
import { levelMeasures } from "./level.ts";
import { type Evaluation, type Measure, share } from "./measure.ts";

type Gold = NonNullable<Sample["posting"]>;
interface Judged {
  gold: Gold;
  said: Occupation;
  confidence: number;
}

/** As normalise does. */
function judge(gold: Gold, ask: Guess): Judged {
  const { title, text } = gold;
  const { occupation, confidence } = workOf({ title, text, lang: languageOf(text) ?? languageOf(title) }, ask);
  return { gold, said: occupation, confidence };
}

const judgeBy = (ask: Guess, some: readonly Sample[]) =>
  some.flatMap(({ posting }) => (posting ? [judge(posting, ask)] : []));
const judgeHeldOut = (held: readonly HeldOut[]) => held.flatMap(({ sample, ask }) => judgeBy(ask, [sample]));

const off: readonly Occupation[] = ["trades_manual", "healthcare", "retail", "hospitality"];
/** Occupations that subscribers of other paths do not get; an unclear one is no reason to send a posting to anybody. */
const keptOut = new Set<Occupation>([...off, "other", "operations", "admin", "customer_support", "engineering"]);

const isRight = ({ gold, said }: Judged) => gold.labels.includes(said);
const accuracy = (judged: readonly Judged[]) => share(judged.filter(isRight).length, judged.length);
const ofSources = (judged: readonly Judged[], ...sources: string[]) =>
  judged.filter(({ gold }) => sources.includes(gold.source));
const western = (judged: readonly Judged[]) => ofSources(judged, "ashby", "linkedin_nl", "linkedin_fi", "uber");

function offMenu(judged: readonly Judged[]): number {
  const those = judged.filter(({ gold }) => gold.labels.length === 1 && off.includes(gold.labels[0] ?? "other"));
  return share(those.filter(({ said }) => keptOut.has(said)).length, those.length);
}

const withoutBar = ({ what, figure, on }: Measure): Measure => ({ what, figure, on });

function occupationMeasures(judged: readonly Judged[], how: string): Measure[] {
  const polish = ofSources(judged, "pl_handcoded");
  const on = (some: readonly Judged[]) => `${some.length} postings, ${how}`;
  return [
    {
      what: `occupation, English and Dutch, ${how}`,
      figure: accuracy(western(judged)),
      atLeast: 0.8,
      on: on(western(judged)),
    },
    { what: `occupation, Polish, ${how}`, figure: accuracy(polish), atLeast: 0.7, on: on(polish) },
    { what: `off-menu kept out, ${how}`, figure: offMenu(judged), atLeast: 0.99, on: on(judged) },
  ];
}

/** A random sample that we read ourselves: how right the model is, and how right the labels are. */
function measuresAsRead(judged: readonly Judged[]): Measure[] {
  const rightOf = readByHand("career_path");
  const sample = judged.flatMap(({ gold, said }) => {
    const right = rightOf(gold.id ?? "");
    return right ? [{ said: right.includes(said), labelled: gold.labels.some((label) => right.includes(label)) }] : [];
  });
  const on = `${sample.length} postings, labels-read.tsv`;
  const shareOf = (of: "said" | "labelled") => share(sample.filter((each) => each[of]).length, sample.length);
  return [
    { what: "occupation, English and Dutch, as read by hand, companies held out", figure: shareOf("said"), on },
    { what: "labels, English and Dutch, that say what was read", figure: shareOf("labelled"), on },
  ];
}

/** Whether confidences are calibrated: how many are right per tenth. */
function reliability(judged: readonly Judged[]): Measure[] {
  return [0.4, 0.6, 0.8].map((from) => {
    const some = judged.filter(
      ({ confidence }) => confidence >= from && confidence < from + 0.2 + (from === 0.8 ? 1 : 0),
    );
    return {
      what: `right where confidence is from ${from}`,
      figure: accuracy(some),
      on: `${some.length} postings, companies held out`,
    };
  });
}

function modelMeasures(): Measure[] {
  const startedAt = performance.now();
  readModel();
  const ms = Math.round((performance.now() - startedAt) * 10) / 10;
  return [
    {
      what: "model, MB",
      figure: Math.round(statSync(modelFile).size / 1e4) / 100,
      atMost: 3,
      on: "occupation-model.bin",
    },
    { what: "model, ms to load", figure: ms, atMost: 50, on: "occupation-model.bin" },
  ];
}

/** The bars apply to companies that the model has not seen: results for its training data mean nothing. */
export function run(): Evaluation {
  const all = allSamples();
  const level = levelMeasures();
  if (all.length === 0)
    return {
      ...level,
      measures: [...modelMeasures(), ...level.measures],
      leftOut: [goldSet, ...(level.leftOut ?? [])],
    };
  const shipped = judgeBy(guess, all);
  const byCompany = judgeHeldOut(companiesHeldOut());
  // Anything better here was learnt about a company, not about the work: its labelling habits, or the same job posted
  // twice.
  const byRow = judgeHeldOut(crossValidate(all, (_, at) => `row ${at}`));
  const sources = [...new Set(shipped.map(({ gold }) => gold.source))];
  const bySource = sources.map((held): Measure => {
    const isHeld = ({ source }: Sample) => source.startsWith(held);
    const ask = guessFrom(all.filter((sample) => !isHeld(sample)));
    const judged = judgeBy(ask, all.filter(isHeld));
    return { what: `occupation, ${held} never seen`, figure: accuracy(judged), on: `${judged.length} postings` };
  });
  return {
    ...level,
    measures: [
      ...modelMeasures(),
      ...level.measures,
      ...occupationMeasures(shipped, "by weights that have seen them").map(withoutBar),
      ...occupationMeasures(byRow, "rows held out, their companies seen").map(withoutBar),
      ...occupationMeasures(byCompany, "companies held out"),
      ...measuresAsRead(byCompany),
      ...bySource,
      ...reliability(byCompany),
    ],
  };
}
