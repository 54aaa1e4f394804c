import { sinceLast, textBefore, untilFirst } from "./around.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

/** Where a text mentions internships and the like at all; most do not. */
const named = new TextPattern(
  /(?<!\p{L})(?:internship|intern(?!\p{L})|traineeship|apprentice|working student|placement(?!\p{L})|graduate (?:pro|sch)|enrolled|pursuing|(?:pflicht)?praktik|werkstudent|azubi|auszubild|ausbildung(?!\p{L})|(?:meewerk|afstudeer|onderzoeks|beroeps)?stage|stagiair|alternance|alternant|apprentissage|prácticas|beca(?!\p{L})|tirocini|staż|letni|praktyk|estági|lia(?!\p{L})|examensarbete|lærling|lärling|studentermed)/u,
);

/**
 * How ads refer to the internship that they offer, by language. It must be this one: "internship experience is a plus",
 * "you will coach interns", Dutch "in dit stadium", Polish "staż pracy", Spanish "buenas prácticas" and Danish "i
 * praktikken" offer none, so a bare word is never enough.
 */
const offers: readonly RegExp[] = [
  // English
  /(?<!\p{L})(?:this|during (?:your|the|our)|(?:duration|course|start|end|length|period|part) of (?:the|your|this|an)) (?:paid |unpaid |full[- ]time |\d{1,2}[- ]months? )?(?:internship|apprenticeship|traineeship|graduate (?:programme|program|scheme)|working student (?:job|position|role))(?! (?:experience|or ))(?!\p{L})/u,
  /(?<!\p{L})(?:\d{1,2}|[a-z]{2,8})[-\\ ]{1,2}months?(?:[- ]long)? (?:paid |full[- ]time )?(?:internship|apprenticeship|placement|traineeship)(?! experience)(?!\p{L})/u,
  /(?<!\p{L})(?:the|your|our|paid) internship (?:lasts|starts|runs|begins|is (?:paid|full|part|for|open|based|designed)|will (?:last|start|run|begin|take)|takes place|duration|period)(?!\p{L})/u,
  /(?<!\p{L})(?:internship (?:allowance|fee|contract|agreement|stipend|compensation|assignment|(?:of|for) \d)|looking for an internship(?! or )(?!\p{L}))/u,
  /(?<!\p{L})as (?:an|a|our|the)(?: new| next)?(?: [a-z&-]{2,20}){0,2} (?:intern|working student|apprentice),? (?:you|in our|within|at \p{L}|with us|and)/u,
  /(?<!\p{L})(?:looking|searching) for (?:an|a|our next|our new)(?: [a-z&-]{2,20}){0,3} (?:intern|working student|apprentice) (?:to|who|for|with|in|that)(?!\p{L})/u,
  /(?<!\p{L})(?:enrolled|pursuing)[^.\n]{0,90} (?:(?:for|in|during) (?:the )?summer(?: of)? 20\d\d|(?:duration|course) of the internship)/u,
  // German
  /(?<!\p{L})als (?:unsere? )?(?:(?:pflicht)?praktikant|werkstudent|azubi|auszubildende)\S{0,6} (?:\([^)\n]{1,12}\) )?(?:im bereich|in der|in unserem|bis zu \d|mit \d|bei|unterst|ondersteun|arbeite|bist|wirst|hast|lernst|kannst|begleite|übern|erh|bekomm|du|sie)/u,
  /(?<!\p{L})(?:dein|das|dieses|ihr|unser) (?:pflicht)?praktikum (?:dauert|beginnt|startet|umfasst|bietet|findet|ist)(?!\p{L})/u,
  /(?<!\p{L})(?:(?:während|dauer|im rahmen|beginn) (?:deines|ihres|des|dieses) (?:pflicht)?praktikums|in deinem praktikum|praktikum (?:von|für|über) [^.\n]{1,25} monate|praktikums(?:dauer|vergütung|vertrag|beginn|zeitraum)|in deiner ausbildung lernst|deine ausbildung (?:beginnt|dauert|startet))/u,
  // Dutch
  /(?<!\p{L})(?:tijdens|gedurende|start van) (?:je|jouw|de|deze|uw) (?:meewerk|afstudeer|onderzoeks|beroeps)?stage(?!\p{L})/u,
  /(?<!\p{L})(?:(?:deze|jouw) (?:meewerk|afstudeer|onderzoeks)?stage (?:duurt|is|start|bij|leer|ga)|stage (?:van|voor) (?:minimaal |ongeveer |circa )?\S{1,5}(?: (?:tot|à|-) \S{1,4})? maanden|stage(?:vergoeding|periode|overeenkomst|duur|contract))(?!\p{L})/u,
  /(?<!\p{L})(?:als|zoeken (?:wij |we )?een)(?: [a-z]{2,20}){0,2} (?:meewerk|afstudeer)?stagiaire? (?:ga|ben|werk|help|leer|krijg|draai|word|die|bij|voor)/u,
  // French
  /(?<!\p{L})(?:dans le cadre de|au cours de|lors de|pendant|durant) (?:votre|ton|ce|cette|notre) (?:stage|alternance|apprentissage)(?!\p{L})/u,
  /(?<!\p{L})(?:stage (?:conventionné|d['’]une durée|à pourvoir|rémunéré|gratifié|de fin d['’][ée]tude|de \S{1,10}(?: à \S{1,5})? mois)|(?:ce|votre) stage (?:débute|commence|vous))/u,
  /(?<!\p{L})(?:(?:gratification|indemnité|convention) de stage|contrat (?:d['’]apprentissage|en alternance|d['’]alternance)|rythme d['’]alternance|en tant que (?:stagiaire|alternante?)(?!\p{L}))/u,
  // Spanish
  /(?<!\p{L})(?:(?:durante|en) (?:tus|sus|estas|las) prácticas(?!\p{L})|prácticas (?:de|con una duración de) \S{1,8}(?: a \S{1,4})? meses|prácticas (?:remuneradas|curriculares|extracurriculares)|convenio de (?:prácticas|cooperación educativa)|contrato (?:de|en) prácticas|beca (?:remunerada|de \S{1,8} meses))/u,
  // Italian
  /(?<!\p{L})(?:(?:stage|tirocinio) (?:(?:della durata )?di \S{1,8}(?: mesi|\/)|retribuito|curriculare|extracurriculare|formativo)|durante (?:lo|il|questo|il tuo) (?:stage|tirocinio)(?!\p{L})|(?:contratto|inserimento|percorso) (?:di|in) (?:stage|tirocinio)(?!\p{L}))/u,
  // Polish
  /(?<!\p{L})(?:(?:płatn|wakacyjn|miesięczn)\p{L}{1,3} (?:staż|stażu|praktyk[ię]?)(?!\p{L}| pracy| zawod)|letni(?: staż|ego stażu|e praktyki)(?!\p{L})|program(?:ie|u)? stażow\p{L}{1,3}|(?:podczas|w trakcie|czas trwania) (?:stażu|praktyki?)(?!\p{L}| pracy)|praktyki (?:studenckie|płatne|wakacyjne|letnie)|jako (?:stażyst|praktykant)|staż (?:trwa|rozpocz)|umow\p{L}{1,2} stażow)/u,
  // Portuguese
  /(?<!\p{L})(?:estágio (?:curricular|profissional|remunerado|de \S{1,8} meses|de verão)|durante o (?:teu |seu )?estágio(?!\p{L})|(?:bolsa|contrato) de estágio|(?:procuramos|como)(?: um| uma)? estagiári)/u,
  // Swedish and Danish
  /(?<!\p{L})(?:under (?:din|ditt|dit) (?:praktik|lia|examensarbete)(?:en|period|tid)?(?!\p{L})|(?<!i )praktikk?en (?:är|pågår|ingår|omfattar|varar|varer|er (?:en|på|ulønnet|lønnet)|starter|startar)(?!\p{L})|praktik(?:period|ophold|tid))/u,
  /(?<!\p{L})(?:som|söker|søger)(?: vores| nu)?(?: en| nye)? (?:praktikant|studentermedhjælper|lærling|lärling) (?:hos|får|kommer|vil|bliver|skal|som|till?|der|med)(?!\p{L})/u,
];

/** "Experience as a working student at a bank", "you coach the team's intern": somebody else's, or a past one. */
const ofOthers =
  /^(?:experience|erfahrung|ervaring|expérience|experiencia|esperienza|doświadczeni|experiência|erfarenhet|erfaring|gained|gesammelt|opgedaan|acquis|previous|prior|former|begeleid|supervis|coach|mentor|organi[sz]|nach$|after$|following$|après$)/u;

/** A job board's field within the text, on its own line: "Seniority level: Entry level". */
const field = new TextPattern(
  /(?<!\p{L})(?:(?:seniority|experience|career|job) level|karriere(?:stufe|level)|erfahrungs(?:stufe|level|niveau)|niveau d['’]expérience|nivel de experiencia|livello di esperienza|ervaringsniveau|poziom stanowiska|nível de experiência)\*{0,2}(?:: ?|\n)\*{0,2}[^\n.;•|?]{2,40}(?=$|[\n.;•|])/u,
);

/** What may precede a field on its line. */
const lineBegins = /\n[ *·•>–-]*$/;

/** The values of such fields, whether or not they are levels. */
export function levelFieldsIn(description: string): string[] {
  const text = lowerOf(description);
  return [...field.matchAll(text)]
    .filter(({ index }) => lineBegins.test(textBefore(`\n${text}`, index + 1, 8)))
    .map(([found]) => found.replace(/^.*?[:\n]/, "").trim());
}

/** How many characters are read on either side of such a word. */
const around = 110;

/** The words by which a text offers the internship, apprenticeship or student job itself; null if it does not. */
export function placementIn(description: string): string | null {
  const text = lowerOf(description);
  let end = 0;
  for (const { index } of named.matchAll(text)) {
    // The previous word's window covers this one too.
    if (index < end) continue;
    end = index + around / 2;
    const found = offerIn(text.slice(Math.max(0, index - around), index + around));
    if (found !== null) return found;
  }
  return null;
}

function offerIn(window: string): string | null {
  for (const pattern of offers) {
    const match = pattern.exec(window);
    if (!match) continue;
    const { 0: words, index } = match;
    const right = untilFirst(window.slice(index + words.length), endOfClause);
    if (!isOfOthers(window.slice(0, index)) && !toOthers.test(right)) return words;
  }
  return null;
}

const endOfClause = /[.\n;•!?]/;
/** "Ce n'est pas un stage", "no es un contrato de prácticas". */
const denied =
  /(?<!\p{L})(?:pas|not|non|nicht|kein(?:e[mnrs]?)?|geen|niet|nie|não|inte|ikke|no es|no son)(?: (?:an?|une?|de|eine?|een|un[ao]|uma?|ett?|en|è|é|er|är|jest|to)){0,2} $/u;
/** "During the internship you check in with the interns", "während der Ausbildung betreust du unsere Azubis". */
const toOthers =
  /(?<!\p{L})(?:with|of|for|to|support|guide|coach|mentor|supervise) (?:the|our|all|each) (?:interns?|apprentices?|trainees?|working students?)(?!\p{L})|(?<!\p{L})(?:die|den|unsere[rn]?) (?:azubi|praktikant|auszubild)/u;

function isOfOthers(left: string): boolean {
  const clause = sinceLast(left, endOfClause);
  const words = clause.trim().split(" ").slice(-6);
  return denied.test(clause) || words.some((word) => ofOthers.test(word));
}
