import { once } from "./remembering.ts";

/**
 * The most common words of each language that are rare in the others, and some from titles, which have few common
 * words.
 */
const commonWords: Readonly<Record<string, string>> = {
  en: "the and of to in for with you our we is are your will on as this that be from their have",
  de: "und der die das mit für wir sie in den zu von ist ein eine auf bei unser dich du als im werden nicht deine ihre mitarbeiter sachbearbeiter leiter leitung vertrieb einkauf verkäufer berater",
  fr: "et le la les des de du vous nous pour dans une est sur avec votre nos notre au aux que qui être en chargé chargée vendeur vendeuse ingénieur développeur",
  es: "y el la los las de en para con una por del que nuestro nuestra tu se al como más es un equipo mantenimiento técnico ingeniero ventas prácticas",
  it: "e il la di del della per con una nel che le dei nostro sono gli alla si più è un delle nostra addetto addetta impiegato ingegnere vendite tirocinio",
  nl: "en de het een van voor met je wij ons onze in op bij te aan jij zijn niet als ook naar jouw bent medewerker adviseur verkoop",
  pl: "i w na do z oraz dla się jest nie od przez twoje naszym nas o pracy że za po lub jako która który naszego zespołu będzie praca osoby nad szukamy twoja nasz specjalista pracownik sprzedawca młodszy inżynier",
  pt: "e de da do para com uma em os as que você nossa nosso não um na no dos das ao por são estágio engenheiro técnico vendas",
  sv: "och att i för med du vi som en är på av till det ett vår våra dig har hos oss eller inom säljare utvecklare medarbetare",
  da: "og at i for med du vi som en er på af til det et vores dig har hos os eller inden ikke vil medarbejder sælger udvikler",
  no: "og å i for med du vi som en er på av til det et vår våre deg har hos oss eller innen ikke vil medarbeider selger utvikler",
  fi: "ja on sekä että tai ovat sinulla meillä työ me olet kanssa voit mukaan työskentely olemme",
  cs: "a na se v je pro s že do nebo jsme práce naše vás od by jako také pracovní který která ve jsou hledáme nabízíme budete máte nám bude",
  hu: "és a az hogy nem egy is meg van vagy munka nálunk munkakör csapat feladatok",
  ro: "și de în la cu pentru să o din pe sau este care un sunt echipa noastră",
};

export const languages = Object.keys(commonWords);

interface Word {
  word: string;
  /** Its languages, by index. */
  of: number[];
}

/** A word's hash, computed letter by letter; words that share one are in one bucket. */
const numberWith = (number: number, unit: number) => (number * 31 + unit) & 4095;

const wordsByNumber = once(() => {
  const index = new Array<Word[] | undefined>(4096).fill(undefined);
  for (const [language, words] of Object.values(commonWords).entries()) {
    for (const word of words.split(" ")) {
      let number = 0;
      for (let at = 0; at < word.length; at++) number = numberWith(number, word.charCodeAt(at));
      const bucket = index[number] ?? [];
      index[number] = bucket;
      const known = bucket.find((each) => each.word === word);
      if (known) known.of.push(language);
      else bucket.push({ word, of: [language] });
    }
  }
  return index;
});

/** By UTF-16 code unit: 1 = a letter, 2 = a surrogate. */
const letters = Uint8Array.from({ length: 65_536 }, (_, unit) =>
  unit >= 0xd800 && unit < 0xe000 ? 2 : Number(/\p{L}/u.test(String.fromCharCode(unit))),
);

/**
 * How much of a long text is looked at, at its beginning and in its middle: what companies say about themselves is
 * often in another language.
 */
const sampleLength = 1000;

/** How many words of each of `languages` a lower-case text has. */
export function scoresOf(lower: string): Float64Array {
  const scores = new Float64Array(languages.length);
  if (lower.length <= 2 * sampleLength) addScores(scores, lower, 0, lower.length);
  else {
    const middle = lower.length >> 1;
    addScores(scores, lower, 0, sampleLength);
    addScores(scores, lower, middle, middle + sampleLength);
  }
  return scores;
}

/** Reads a part once, letter by letter, without creating a string per word. */
function addScores(scores: Float64Array, lower: string, from: number, to: number): void {
  const byNumber = wordsByNumber();
  const end = Math.min(lower.length, to);
  let number = 0;
  let start = from;
  for (let at = from; at <= end; at++) {
    const unit = at < end ? lower.charCodeAt(at) : 0;
    const kind = letters[unit];
    if (kind === 1 || (kind === 2 && isLetter(lower, at))) {
      number = numberWith(number, unit);
      continue;
    }
    const bucket = byNumber[number];
    if (bucket !== undefined && at > start) count(scores, bucket, lower, start, at);
    start = at + 1;
    number = 0;
  }
}

function count(scores: Float64Array, bucket: readonly Word[], text: string, start: number, end: number): void {
  for (const { word, of } of bucket) {
    if (word.length !== end - start || !text.startsWith(word, start)) continue;
    // A word of several languages says little for each.
    for (const language of of) scores[language] = (scores[language] ?? 0) + 1 / of.length;
  }
}

/** Whether the surrogate pair around this unit is a letter. */
function isLetter(text: string, at: number): boolean {
  const isSecond = text.charCodeAt(at) >= 0xdc00;
  return /\p{L}/u.test(isSecond ? text.slice(Math.max(0, at - 1), at + 1) : text.slice(at, at + 2));
}
