import { Lexicon } from "./lexicon.ts";
import type { Level, Posting, Programme } from "./posting.ts";
import { titleWords } from "./title.ts";

const programmeWords = new Lexicon<Programme>([
  [
    "internship",
    `intern|interns|internship|internships|co op|placement student|industrial placement|placement year|year in industry|summer analyst|summer associate|spring week|off cycle|
    praktikum|praktika|praktikums*|praktikant*|*praktikum|*praktikant|*praktikanten|*praktika|stagiaire*|stagiair*|stagist*|stageplaats|stageplek|stageopdracht|*stage|meewerkstage|*stagiair|tirocini*|
    practicas|becari*|pasante*|pasantia*|estagi*|staz|stazu|stazyst*|praktyk|praktyki|praktykant*|praktikplads*|praktikperiode|harjoittel*|summer student|student intern*`,
  ],
  [
    "working-student",
    `werkstudent*|working student|working students|werkstudium|studentische* hilfskraft|studentische* aushilfe|studentische* mitarbeit*|student assistant|student job|student worker|studentenjob*|hiwi|studentermedhjaelper*|studentermedarbejder*|
    studentmedarbeider*|studentmedarbetare|studentjobb|etudiant alternant|job etudiant|jobstudent*|para estudantes|para estudiantes|pour etudiant*|studentenbaan|praca dla studenta`,
  ],
  [
    "apprenticeship",
    `apprentice|apprentices|apprenticeship|apprenticeships|ausbildung|ausbildungsplatz|ausbildungsstart|*ausbildung|auszubilden*|azubi*|lehrling*|lehrstelle*|lehre|alternance|alternant|alternante|alternants|apprenti|apprentie|apprentissage|contrat pro|
    contrat de professionnalisation|duales studium|dualer student|duale studentin|dual* stud*|leerwerk*|bbl|uczen w zawodzie|uczniowie|formacion dual|apprendistato|apprendista|larling|laerling|elevplads|kontorelev|oppisopimus*`,
  ],
  [
    "thesis",
    `thesis|master thesis|bachelor thesis|masterthesis|bachelorthesis|masterarbeit*|bachelorarbeit*|abschlussarbeit*|diplomarbeit*|*abschlussarbeit|studienarbeit|afstudeer*|memoire de fin|exjobb|examensarbete*|praca magisterska|praca dyplomowa|
    tesi di laurea|tesi magistrale|tesista|specialeprojekt|specialestuderende|tfm|tfg`,
  ],
  [
    "traineeship",
    "trainee|trainees|traineeship|traineeships|traineeprogramm*|*trainee|volontar*|volontariat|management trainee|trainee programma|traineeprogram*",
  ],
  [
    "graduate-scheme",
    `graduate program*|graduate scheme*|graduate trainee*|graduate development|graduate rotation*|rotational program*|rotation program*|leadership program*|leadership development program*|early careers program*|future leaders|
    development programme|graduate analyst program*|programme jeunes diplomes|graduate traineeship|vie|v i e|global graduate*|absolventenprogramm|hochschulabsolventenprogramm`,
  ],
]);

/** "Internship Coordinator" runs internships; "Early Stage Investor" and "Stage Manager" are none. */
const notProgramme = new Lexicon<true>([
  [
    true,
    `intern* coordinator|intern* manager|intern* recruit*|intern* program manager|intern* programme manager|graduate recruit*|apprentice* coordinator|apprentice* manager|apprentice* trainer|apprentice* assessor|apprentice* advisor|placement officer|placement coordinator|
    trainee manager|praktikumsbetreu*|ausbildungsleit*|ausbildungsbeauftrag*|ausbildungsberat*|early careers recruit*|campus recruit*|thesis supervisor|backstage|onstage|upstage|vorstage`,
  ],
]);

/** "stage" is an internship in French, Dutch and Italian, and something else in English. */
const stage =
  /(?<!(?:early|late|later|growth|seed|final|first|next|multi|on|off|back|second|main|centre|center|life|end|pre|mid) )\bstage\b(?! (?:manager|management|management|investor|hand|hands|crew|technician|director|gate|left|right|company|companies|startup|start|design|lighting))/;

const levelWords = new Lexicon<Exclude<Level, "unknown" | "internship">>([
  [
    "graduate",
    `graduate|graduates|grad|new grad|recent graduate*|university graduate*|absolvent*|absolwent*|hochschulabsolvent*|*absolvent|berufseinsteig*|berufseinstieg|young professional*|young graduate*|jeune diplome*|jeunes diplomes|jeune talent|recien graduad*|recien titulad*|
    neolaureat*|recem graduad*|recem licenciad*|recem formad*|starter|starters|startersfunctie|nyexaminerad*|nyuddannet*|dimittend*|early career|early careers|early talent`,
  ],
  [
    "entry",
    `junior|juniors|junioren|jr|entry level|entry|mlodszy|mlodsza|mlodszego|debutant*|einsteiger*|einstieg|*einsteiger|direkteinstieg|quereinsteig*|no experience|first job|premier emploi|primer empleo|primeiro emprego|eerste baan|erster job|pierwsza praca|ohne erfahrung|ohne berufserfahrung|sans experience|sin experiencia|zonder ervaring|bez doswiadczenia|principiante*|
    engineer i|developer i|analyst i|scientist i|designer i|specialist i|associate i|l1|level 1`,
  ],
  [
    "mid",
    "experienced|erfahrene*|doswiadczon*|ervaren|erfaren|mid|midlevel|mid level|medior|intermediate|regular|mid senior|engineer ii|developer ii|analyst ii|scientist ii|designer ii|specialist ii|associate ii|manager ii|l3|professionals|berufserfahren*|midden",
  ],
  [
    "senior",
    `senior|seniors|sr|snr|principal|expert|experts|experte*|ekspert*|experto|esperto|starszy|starsza|starszego|confirme|confirmee|experimente*|glowny|glowna|distinguished|fellow engineer|
    staff engineer*|staff software|staff data|staff product|staff machine|staff ml|staff designer|staff developer|staff scientist|staff research*|staff security|staff frontend|staff backend|staff platform|staff site|staff devops|engineer iii|engineer iv|developer iii|scientist iii|analyst iii|engineer v|iii|iv|
    solution* architect|software architect|enterprise architect|cloud architect|data architect|system* architect`,
  ],
  [
    "lead",
    `lead|leader|head|head of|director|directors|directeur|directrice|direktor*|director*|diretor*|direttore|direttrice|dyrektor*|zastepca dyrektora|leiter|leiterin|leitung|leitende*|*leiter|*leitung|vp|svp|evp|avp|vice president|chief|cto|ceo|cfo|coo|cmo|cpo|ciso|chro|
    president|managing director|managing partner|general manager|geschaftsfuhr*|teamlead*|team lead*|tech lead|techlead|teamleit*|engineering manager|country manager|regional manager|area manager|district manager|kierownik*|kierowni*|menedzer*|brygadzist*|mistrz|
    hoofd|leidinggevende|teamleider|afdelingsleider|jefe de equipo|jefa|jefe|gerente|encargad*|responsable d equipe|responsable de|responsabile|capo|coordinatore|chef d equipe|chef de service|chefe|coordenador*|supervisor*|superintendent|store manager|filialleit*|manager of|senior manager|foreman|executive director|dyrektor`,
  ],
]);

/** "Lead generation", "Chief of Staff's assistant", "projektleiter" lead no people. */
const notLead = new Lexicon<true>([
  [
    true,
    "lead generation|lead gen|lead qualification|lead management|lead researcher assistant|sales lead generation|projektleit*|leads|assistant to the head|assistant to the ceo|assistant to the director|assistant director|assistenz der leitung|assistenz der geschaftsfuhrung|assistenz geschaftsfuhrung|ceo office|ceo s office|founders associate|assistant store manager",
  ],
]);

export interface Rank {
  level: Level;
  programme: Programme | null;
  confidence: number;
}

/** Which programme beats which when a title names several: the more particular one. */
const order: readonly Programme[] = [
  "thesis",
  "working-student",
  "apprenticeship",
  "graduate-scheme",
  "internship",
  "traineeship",
];
const levelOf: Readonly<Record<Programme, Level>> = {
  internship: "internship",
  "working-student": "internship",
  apprenticeship: "internship",
  thesis: "internship",
  traineeship: "graduate",
  "graduate-scheme": "graduate",
};

/**
 * The level a posting is for. The title decides, then the source's own words (`Internship`, `entry`), then the years asked.
 * @param hints the source's words for kind and level.
 */
export function rankOf(title: string, hints: readonly string[], years: Posting["experienceYears"]): Rank {
  const named = fromWords(title);
  if (named.level !== "unknown") return { ...named, confidence: 0.95 };
  for (const hint of hints.slice(0, 10)) {
    const hinted = fromWords(hint);
    if (hinted.level !== "unknown") return { ...hinted, confidence: 0.8 };
  }
  if (years === null || named.open) return { level: "unknown", programme: null, confidence: 0 };
  if (years.min >= 6) return { level: "senior", programme: null, confidence: 0.7 };
  if (years.min >= 3) return { level: "mid", programme: null, confidence: 0.6 };
  return years.min <= 1 && (years.max ?? 9) <= 2
    ? { level: "entry", programme: null, confidence: 0.6 }
    : { level: "unknown", programme: null, confidence: 0 };
}

/** `open`: the words name two levels, as "(Senior) Engineer" does. */
function fromWords(text: string): { level: Level; programme: Programme | null; open: boolean } {
  const words = titleWords(text);
  const programme = programmeOf(words);
  if (programme) return { level: levelOf[programme], programme, open: false };
  const optional = /\(\s*(?:senior|sr\.?|lead|junior|jr\.?)\s*\)/i.test(text);
  const said = new Set(levelWords.find(words).map(({ value }) => value));
  if (said.has("lead") && notLead.find(words).length > 0) said.delete("lead");
  const beginner = said.has("entry") ? "entry" : said.has("graduate") ? "graduate" : null;
  const experienced = said.has("lead") ? "lead" : said.has("senior") ? "senior" : said.has("mid") ? "mid" : null;
  // "Junior/Senior", "(Senior)": open to both, so nobody can be told.
  if ((beginner && experienced) || (experienced && optional)) return { level: "unknown", programme: null, open: true };
  return { level: experienced ?? beginner ?? "unknown", programme: null, open: false };
}

function programmeOf(words: readonly string[]): Programme | null {
  if (notProgramme.find(words).length > 0) return null;
  const found = new Set(programmeWords.find(words).map(({ value }) => value));
  if (stage.test(words.join(" "))) found.add("internship");
  return order.find((programme) => found.has(programme)) ?? null;
}
