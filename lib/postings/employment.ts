import type { Employment } from "./posting.ts";

const employmentWords: readonly (readonly [Employment, RegExp])[] = [
  [
    "contract",
    /freelanc|contractor|\bcontract(?:or)? (?:role|position|basis)|^contract$|freiberuf|ind[ée]pendant|aut[óo]nomo|\bzzp\b|\bb2b\b|\bcollaborazione\b/u,
  ],
  [
    "temporary",
    /\btemporary\b|\btemp\b|fixed[- ]term|seasonal|(?<!un)befristet|zeitarbeit|\bcdd\b|int[ée]rim|^temporal$|(?<=\p{L} )temporal(?!\p{L}| \p{L})|tijdelijk|umowa zlecenie|tempo determinato|vikariat/u,
  ],
  [
    "part-time",
    /part[- _]?time|teilzeit|mini-?job|temps partiel|media jornada|tiempo parcial|deeltijd|parttime|część etatu|pół etatu|niepełny (?:etat|wymiar)|meio per[íi]odo|deltid/u,
  ],
  [
    "full-time",
    /full[- _]?time|vollzeit|temps plein|tiempo completo|jornada completa|voltijd|fulltime|pełny (?:etat|wymiar)|tempo pieno|tempo inteiro|heltid/u,
  ],
];
/** A permanent contract means full-time work if nothing else is said. */
const lasting = /\bpermanent\b|unbefristet|\bcdi\b|indefinid[oa]|^regular(?: employee| employment)?$/u;

/**
 * The kind of employment, from the source's field first, then the title. Not from the text, whose "full-time" is often
 * about something else.
 */
export function employmentOf(hint: string | undefined, title: string): Employment | null {
  const said = [hint ?? "", title].map((text) => text.toLowerCase());
  for (const text of said) {
    const found = employmentWords.filter(([, words]) => words.test(text)).map(([employment]) => employment);
    if (found.includes("part-time") && found.includes("full-time")) return "full-time";
    if (found[0]) return found[0];
  }
  return said.some((text) => lasting.test(text)) ? "full-time" : null;
}
