import type { Degree, Employment, Posting } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

/*
 * All patterns here read lower-case text: without the `i` flag they are ten times as fast, which decides how many
 * postings a core can understand.
 */
const refused =
  /(?:no|not|unable|cannot|can't|can not|won't|will not|without|isn't|aren't|don't|do not|does not|doesn't|never) (?:\w+ ){0,5}(?:visa )?sponsor|sponsorship (?:is |are )?(?:not|unavailable)|not eligible for (?:\w+ ){0,3}sponsorship|no visa support|(?:kein|keine) (?:visum|visa)[- ]?(?:sponsoring|unterst[üu]tzung)|pas de (?:sponsoring|parrainage) (?:de )?visa|geen visum ?sponsor|no (?:se )?(?:ofrece|patrocina)\w* visa/u;
const offered =
  /(?:we|company|employer|client|team) (?:do |can |will |also |are able to |happily |gladly |may )*(?:offer|provide|sponsor|support)\w* (?:\w+ ){0,4}visa|(?:visa|work permit)(?: and relocation| & relocation|\/relocation)? (?:sponsorship|support|assistance)(?: (?:is|are|will be))? (?:available|offered|provided|possible|included)|(?:offer|provide|sponsor)s? (?:a |your |full )?(?:visa|work permit|skilled worker)|visa sponsorship: ?(?:yes|we do|available)|relocation and visa (?:support|sponsorship|assistance)|visum[- ]?(?:sponsoring|unterst[üu]tzung) (?:m[öo]glich|wird)|wir unterst[üu]tzen (?:dich|sie) (?:\w+ ){0,3}visum|(?:prise en charge|sponsoring) du visa|ofrecemos (?:\w+ ){0,3}visado/u;

const aboutVisa = new TextPattern(/sponsor|visa|visum|work permit/u);

/** Whether a visa is sponsored. "Right to work" is no offer, and silence is no refusal. */
export function visaOf(text: string): Posting["visa"] {
  let found: Posting["visa"] = "unknown";
  const lower = lowerOf(text);
  if (!aboutVisa.test(lower)) return found;
  for (const sentence of lower.split(/[.!?\n]/)) {
    if (!/sponsor|visa|visum|work permit/.test(sentence)) continue;
    if (refused.test(sentence)) found = "refused";
    // "We do sponsor visas! We cannot for every role." is an offer.
    else if (offered.test(sentence)) return "offered";
  }
  return found;
}

const yearWord = "years?|yrs?\\.?|jahren?|jahre|ans?|ann[ée]es?|a[ñn]os?|anni|jaar|jaren|lat|lata|anos?|år|vuotta";
const experienceWord =
  "experience|erfahrung\\p{L}*|berufserfahrung|praxis|exp[ée]rience\\p{L}*|experiencia|esperienza|ervaring|werkervaring|doświadczeni\\p{L}*|experiência|erfarenhet|erfaring|kokemus\\p{L}*";
const years = new TextPattern(
  new RegExp(
    `(?<![\\d.,])(\\d{1,2})(?:\\s*(?:-|–|to|bis|à|a|tot|do|till)\\s*(\\d{1,2}))?\\s*(\\+|or more|plus)?\\s*(?:${yearWord})(?!\\p{L})[^.\\n;]{0,60}?(?:${experienceWord})`,
    "u",
  ),
);
const yearsAfter = new TextPattern(
  new RegExp(
    `(?:${experienceWord})[^.\\n;\\d]{0,30}(\\d{1,2})(?:\\s*(?:-|–|to|bis|à|a|tot|do)\\s*(\\d{1,2}))?\\s*(\\+)?\\s*(?:${yearWord})(?!\\p{L})`,
    "u",
  ),
);
/** "With over 25 years of experience, we": the company's years, not the applicant's. */
const ours =
  /(?:built on|with over|over|more than|mehr als|über|seit|depuis|plus de|meer dan|ponad|más de|oltre|our|unsere|nos)\s*$/u;
const none = new TextPattern(
  /no (?:prior |previous |work )?experience (?:is )?(?:required|needed|necessary)|keine (?:berufs)?erfahrung (?:erforderlich|n[öo]tig|notwendig)|sans exp[ée]rience|d[ée]butants? accept|sin experiencia|geen ervaring (?:nodig|vereist)|nie wymagamy do[śs]wiadczenia|bez do[śs]wiadczenia/u,
);
const mostYears = 15;

/** The years of experience asked: the least that is said anywhere, so that nobody is shut out by a wish. */
export function experienceOf(description: string): Posting["experienceYears"] {
  const text = lowerOf(description);
  const asked = [years, yearsAfter]
    .flatMap((pattern) => [...pattern.matchAll(text)])
    .filter(({ index }) => !ours.test(text.slice(Math.max(0, index - 20), index)))
    .map(([, from, to]) => ({ min: Number(from), max: to === undefined ? null : Number(to) }))
    .filter(({ min }) => min <= mostYears);
  if (asked.length === 0) return none.test(text) ? { min: 0, max: null } : null;
  const least = asked.reduce((a, b) => (b.min < a.min ? b : a));
  return { min: least.min, max: least.max !== null && least.max >= least.min ? least.max : null };
}

const degreeWords: readonly (readonly [Degree, TextPattern])[] = [
  [
    "vocational",
    new TextPattern(
      /vocational (?:training|qualification)|abgeschlossene (?:\p{L}+ ){0,3}(?:berufs)?ausbildung|bac ?\+ ?[12]\b|\bbts\b|formaci[óo]n profesional|\bmbo\b|wykształcenie (?:średnie|zawodowe)/u,
    ),
  ],
  [
    "bachelor",
    new TextPattern(
      /bachelor|\bb\.?sc\b|\bba degree\b|undergraduate degree|(?:university|college) degree|abgeschlossenes (?:\p{L}+ ){0,3}(?:studium|hochschulstudium)|hochschulabschluss|licence\b.{0,20}(?:dipl[ôo]me|bac)|bac ?\+ ?[34]\b|\bgrado en\b|licenciatura|titulaci[óo]n universitaria|\bhbo\b|licencjat|wykształcenie wyższe|laurea triennale|kandidatexamen/u,
    ),
  ],
  [
    "master",
    new TextPattern(
      /\bmaster'?s?(?: degree|abschluss|studium| of science|\b(?= in\b))|\bm\.?sc\b|\bmba\b|bac ?\+ ?5\b|[ée]cole (?:d'ing[ée]nieur|de commerce)|laurea magistrale|\bmagister|studia magisterskie|\bwo\b[- ](?:niveau|werk)|diplom-?ingenieur/u,
    ),
  ],
  ["doctorate", new TextPattern(/\bph\.?d\b|doctorate|promotion (?:in|erforderlich)|doctorat\b|doctorado|dottorato/u)],
];

/** The least degree that a text names. */
export function degreeOf(text: string): Degree | null {
  const lower = lowerOf(text);
  return degreeWords.find(([, words]) => words.test(lower))?.[0] ?? null;
}

const employmentWords: readonly (readonly [Employment, RegExp])[] = [
  [
    "contract",
    /freelanc|contractor|\bcontract(?:or)? (?:role|position|basis)|^contract$|freiberuf|ind[ée]pendant|aut[óo]nomo|\bzzp\b|\bb2b\b|\bcollaborazione\b/u,
  ],
  [
    "temporary",
    /\btemporary\b|\btemp\b|fixed[- ]term|seasonal|befristet|zeitarbeit|\bcdd\b|int[ée]rim|temporal\b|tijdelijk|umowa zlecenie|tempo determinato|vikariat/u,
  ],
  [
    "part-time",
    /part[- _]?time|teilzeit|mini-?job|temps partiel|media jornada|tiempo parcial|deeltijd|parttime|część etatu|pół etatu|niepełny (?:etat|wymiar)|meio per[íi]odo|deltid/u,
  ],
  [
    "full-time",
    /full[- _]?time|vollzeit|temps plein|tiempo completo|jornada completa|voltijd|fulltime|pełny (?:etat|wymiar)|tempo pieno|tempo inteiro|heltid|permanent|unbefristet|\bcdi\b|indefinido|regular/u,
  ],
];

/** The kind of employment, from the source's field first, then the title. A text's "full-time" is often somebody else's. */
export function employmentOf(hint: string | undefined, title: string): Employment | null {
  for (const text of [hint ?? "", title].map((each) => each.toLowerCase())) {
    const found = employmentWords.filter(([, words]) => words.test(text)).map(([employment]) => employment);
    if (found.includes("part-time") && found.includes("full-time")) return "full-time";
    if (found[0]) return found[0];
  }
  return null;
}
