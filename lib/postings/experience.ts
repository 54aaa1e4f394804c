import { sinceLast, textBefore, untilFirst } from "./around.ts";
import type { Posting } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

/**
 * Numbers that ads spell out. Not the article in "a year", nor "several" (mehrjährige, kilkuletnie), nor Danish "to"
 * and "ni", which are "to" and "nor" in other languages.
 */
const spelled: Readonly<Record<string, number>> = {
  ...{ zero: 0, one: 1, ein: 1, einem: 1, un: 1, één: 1, um: 1, ett: 1, rok: 1 },
  ...fromTwo("two three four five six seven eight nine ten"),
  ...fromTwo("zwei drei vier fünf sechs sieben acht neun zehn"),
  ...fromTwo("deux trois quatre cinq six sept huit neuf dix"),
  ...fromTwo("twee drie vier vijf zes zeven acht negen tien"),
  ...fromTwo("dos tres cuatro cinco seis siete ocho nueve diez"),
  ...fromTwo("due tre quattro cinque sei sette otto nove dieci"),
  ...fromTwo("dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć"),
  ...fromTwo("dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu dziesięciu"),
  ...fromTwo("dois três quatro cinco seis sete oito nove dez"),
  ...fromTwo("två tre fyra fem sex sju åtta nio tio"),
  ...{ yhden: 1, ...fromTwo("kahden kolmen neljän viiden kuuden seitsemän kahdeksan yhdeksän kymmenen") },
  ...{ fire: 4, seks: 6, syv: 7, otte: 8, åtte: 8, ti: 10 },
};

function fromTwo(words: string): Record<string, number> {
  return Object.fromEntries(words.split(" ").map((word, at) => [word, at + 2]));
}

const number = `\\d{1,2}(?:[.,]5)?|${Object.keys(spelled).join("|")}`;
const year =
  "years?['’]?|yrs?\\.?|jahr(?:en?)?|ans?|ann[ée]es?|a[ñn]os?|anni|anno|jaar|jaren|lat|lata|rok[uyů]?|rokov|anos?|år|års|vuotta|vuoden|let|év|éves|ani|χρόνια|έτη";
const experience =
  /experience|\bexp(?!\p{L})|erfahrung|praxis|exp[ée]rience|experiencia|esperienza|ervaring|doświadczeni|praktyki|stażu pracy|experiência|erfarenhet|arbetslivserfarenhet|erfaring|kokemus|praxe|zkušenost|skúsenost|tapasztalat|experienț[ăa]|εμπειρία|προϋπηρεσία/u;
const range = `(?:${number})(?:\\s?(?:\\([\\d\\p{L}]{1,6}\\))?\\s?(?:-|–|—|to|bis|à|a|tot|do|till|til|or|oder|ou|of|o|lub|and|und|et|y|e|en|och|og)\\s?(?:${number}))?`;
const years = new TextPattern(
  new RegExp(
    `(?<![\\d\\p{L}-]|\\d[.,])(${range})\\s?(?:\\+|\\([\\d\\p{L}]{1,6}\\)|or more|plus|lub więcej)?\\s?(?:full |of )?(?:(?:${year})(?!\\p{L})|(?<=rok )(?=do|pra|sta))`,
    "u",
  ),
);
/** Must be about the job: "no experience required with SAP" is not. */
const none = new TextPattern(
  /(?<!\p{L})(?:no (?:prior |previous |work |relevant )*experience (?:is )?(?:required|needed|necessary)|experience (?:is )?not (?:required|needed|necessary)|keine (?:berufs|vor)?erfahrung (?:erforderlich|n[öo]tig|notwendig)|(?:berufs|vor)?erfahrung (?:ist )?nicht (?:erforderlich|n[öo]tig|notwendig)|sans exp[ée]rience|aucune exp[ée]rience (?:n['’]est )?(?:requise|exig|n[ée]cessaire)|exp[ée]rience (?:non|pas) (?:requise|exig|n[ée]cessaire)|d[ée]butants? accept|sin experiencia|no se requiere experiencia|senza esperienza|non (?:è |sono )?(?:richiest|necessari)\p{L} (?:\p{L}+ )?esperienz|esperienza non (?:richiest|necessari)|geen (?:werk)?ervaring (?:nodig|vereist)|ervaring is niet (?:nodig|vereist)|nie wymagamy do[śs]wiadczenia|bez do[śs]wiadczenia|doświadczenie nie jest|sem experiência|não (?:é |se )?(?:exige|requer|necess\p{L}{3,6}|obrigat\p{L}{3,6}) (?:\p{L}+ )?experiência|ingen erfarenhet krävs|ingen erfaring)(?!\p{L}* (?:in|with|of|using|mit|im umgang|en|avec|con|met|z|ze|w|we|em|com|i|inom|av|med|af|på)(?!\p{L}))/u,
);

/** "With over 25 years of experience, we", "for over 10 years we", "our 20 years of": these are the company's years. */
const oursBefore =
  /(?<!\p{L})(?:our|unsere[rnm]?|unser|notre|nos|onze|ons|nuestr[ao]s?|nostr[aio]|nasz\p{L}{0,5}|vår[at]?|vores|nossa|built on|founded|seit|depuis|sinds|since|from our|combined|collective|track record|backed (?:up )?by)\s(?:\p{L}+\s){0,4}$|(?:^|[.!?\n]\s?)[-•* ]*(?:for|with|mit|avec|met|con|z|z ponad|com|med|having|over|more than|über|mehr als|plus de|meer dan|más de|oltre|ponad|mais de|mer än)\s(?:(?:over|more than|almost|nearly|über|mehr als|plus de|meer dan|ruim|más de|oltre|ponad|mais de|mer än|mere end)\s)?$/u;
const oursBehind =
  /^[^.\n]{0,90}?(?:, (?:we|wir|nous|wij|jesteśmy|somos|siamo|vi|our|the company|[\p{L}&]+ (?:is|ist|est|es|è|jest|är|er|has|helps|heeft))|\b(?:we are|wir sind|nous sommes|zijn wij|zijn we|sind wir)|(?:on|in|auf) (?:the|dem|de) (?:market|markt)|na rynku|sur le march[ée]|en el mercado)\b/u;
const wishedAhead =
  /(?:preferabl[ey]|ideally|idealerweise|nice to have|bonus|wünschenswert|idéalement|mile widzian|bij voorkeur|preferentemente|preferibilmente|gärna|helst|gerne)/u;
const wishedBehind =
  /(?:(?:is|are|would be) (?:highly |strongly )?(?:preferred|desirable)|preferred$|nice to have|a plus|an advantage|a bonus|von vorteil|wünschenswert|souhaité|est un plus|mile widzian|is een pr[ée]|valorable|preferibile|meriterande|en fordel)/u;
/** "Máme 10 rokov skúseností", "yrityksellämme on": the owner of the years is named directly before them. */
const weHave =
  /(?<!\p{L})(?:máme|(?:firma|společnost|spoločnosť|agentura|agentúra|tým|tím) má|(?:meillä|\p{L}{2,12}ll[aä]mme|yhtiöllä|yrityksellä) on|διαθέτουμε|έχουμε)(?: (?:již|už|více než|viac ako|přes|vyše|cez|přibližně|takmer|jo|yli|noin|lähes|πάνω από|περισσότερα από)){0,2} $/u;
/** "S viac ako 15 rokov skúseností na trhu sme lídrom" */
const withOurs =
  /(?:^|[.!?\n] ?)[-•* ]*(?:s|so|se|za|díky|vďaka)(?: (?:více než|viac ako|přes|vyše|cez))? \d{1,2} (?:let|rokov) [^.\n]{0,60}(?<!\p{L})(?:jsme|sme|patříme|patríme)(?!\p{L})/u;
/** "The apprenticeship lasts 3 years": how long the job lasts. */
const lasting =
  /(?<!\p{L})(?:lasts|dauert|duurt|dure|dura|trwa|varar|varer|kestää)(?: (?:about|around|etwa|rund|circa|environ|ongeveer|około|unos|cerca di))? $/u;
/**
 * "6 months' experience within the last 2 years": how recent it must be; "over the last 3 years" is how long it lasted.
 */
const recently =
  /(?<!\p{L})(?:(?:with)?in the (?:last|past)|innerhalb der letzten|binnen de afgelopen) $|\d\+? ?(?:months?|monate|maanden|mois|meses|mesi|miesi[ęą]c\p{L}{1,2}|månader|måneder)(?!\p{L}).{0,50}(?<!\p{L})(?:last|past|letzten|afgelopen|[úu]ltimos|ultimi|ostatnich|senaste|seneste) $/u;
/** "Over the last 3 years we have experienced growth" */
const weExperienced = /^,? we(?: have|['’]ve)(?!\p{L})/u;
const lessThan =
  /(?:less than|fewer than|no more than|not more than|up to|max(?:imum|imaal|imal)?\.?(?: of)?|under|<|weniger als|höchstens|bis zu|moins de|maximum|minder dan|tot|menos de|hasta|meno di|fino a|do|até|mindre än|mindre end)\s?$/u;
const everyNumber = new RegExp(`(?<!\\p{L})(?:${number})(?!\\p{L})`, "gu");
const mostYears = 15;

interface Ask {
  min: number;
  max: number | null;
  at: number;
  /** The word "experience" itself is there. */
  named: boolean;
}

/**
 * The years of experience that the job asks for: those asked for first, not those merely preferred. If one sentence
 * names several (by degree, for example), the fewest suffice. A few years (with a tool, for example) are not the job's
 * if many more are asked for elsewhere.
 */
export function experienceOf(description: string): Posting["experienceYears"] {
  const text = lowerOf(description);
  const all = [...years.matchAll(text)].flatMap((match) => askIn(match, text) ?? []);
  const named = all.filter((ask) => ask.named);
  // "8 years of experience, at least 3 years in a leading role": the first is the job's.
  const asks = named.length > 0 ? named : all;
  const [first] = asks;
  if (!first) return none.test(text) ? { min: 0, max: null } : null;
  const end = endOfSentence(text, first.at);
  const [few, most] = [asks.filter(({ at }) => at <= end).reduce(least), asks.reduce(greatest)];
  const { min, max } = few.min < many && most.min >= many && most.min > (few.max ?? 0) ? most : few;
  return { min, max };
}

const many = 3;
const least = (a: Ask, b: Ask) => (b.min < a.min ? b : a);
const greatest = (a: Ask, b: Ask) => (b.min > a.min ? b : a);

const longestSentence = 250;

function endOfSentence(text: string, at: number): number {
  const length = text.slice(at, at + longestSentence).search(/[.!?](?:\s|$)|[\n;•]/);
  return at + (length < 0 ? longestSentence : length);
}

/** "At least 3 years as a buyer", "minimaal 3 jaar in een vergelijkbare functie": experience without the word. */
const leastAhead =
  /(?<!\p{L})(?:at least|minimum(?: of)?|min\.?|mindestens|wenigstens|minimaal|minstens|au moins|minimum de|al menos|mínimo de|almeno|co najmniej|minst|mindst) $/u;
const asRole =
  /^ (?:as an? |als (?:een )?|comme |en tant qu|(?:working )?in (?:an? )?(?:\p{L}+[ -]){0,3}?(?:role|position|function|capacity|environment)(?!\p{L})|in einer? (?:\p{L}+ ){0,2}(?:position|funktion|rolle)(?!\p{L})|in een (?:\p{L}+ ){0,2}(?:functie|rol|positie)(?!\p{L})|(?:sur|dans|à) un poste|(?:como|en un puesto|en una posición) )/u;

/** "3 years of experience", "experience of 3 years": how far after or before the years the word may be. */
const reach = { behind: 75, ahead: 55 };

const isTheirs = (left: string, right: string) =>
  oursBefore.test(left) && (oursBehind.test(right) || /\b(?:our|unser|notre|onze|seit|depuis|since|sinds)/u.test(left));

function askIn(match: RegExpExecArray, text: string): Ask | null {
  const [start, end] = [match.index, match.index + match[0].length];
  const behind = untilFirst(text.slice(end, end + reach.behind), /[.\n;•]/);
  const ahead = sinceLast(textBefore(text, start, reach.ahead), /(?<!\b(?:min|mind|ca))\.|[\n;•\d]/);
  const [led, followed] = [experience.exec(ahead), experience.exec(behind)];
  const role = !led && !followed && leastAhead.test(ahead) ? asRole.exec(behind) : null;
  const named = role === null;
  if ((!led && !followed && !role) || weExperienced.test(behind)) return null;
  const left = textBefore(text, start, followed ? 60 : 60 + ahead.length);
  const rightFrom = followed ? end + followed.index + followed[0].length : end;
  const right = text.slice(rightFrom, rightFrom + 110);
  if (isTheirs(left, right)) return null;
  const line = sinceLast(left, /[\n.;•]/);
  const sentence = line + text.slice(start, rightFrom) + right;
  if (weHave.test(line) || withOurs.test(sentence) || lasting.test(line) || recently.test(line)) return null;
  const rest = untilFirst(right, /[\n.;•,(]/);
  if (wishedAhead.test(line) || wishedBehind.test(rest)) return null;
  const [from = 0, to = null] =
    (match[1] ?? "")
      // "Three (3) to five (5)"
      .replace(/\([^()]{1,6}\)/g, "")
      .match(everyNumber)
      ?.map(numberOf)
      .filter((each) => each !== null) ?? [];
  if (from > mostYears) return null;
  if (to === null && lessThan.test(left)) return { min: 0, max: from, at: start, named };
  return { min: from, max: to !== null && to >= from ? to : null, at: start, named };
}

function numberOf(word: string): number | null {
  // "1.5 years" are at least one.
  if (/^\d/.test(word)) return Number.parseInt(word, 10);
  return Object.hasOwn(spelled, word) ? (spelled[word] ?? null) : null;
}
