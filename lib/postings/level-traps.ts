import type { Programme } from "./posting.ts";

/**
 * Words that look like a level or a programme but are not, and programmes that only their surroundings reveal. All but
 * `isVie` are for the folded words of a title with spaces between, see `title.ts`.
 */

/**
 * Compounds with "stage", Dutch for an internship; in English and French words, a vowel stands before it, or a word for
 * a place or a step.
 */
const compoundStage =
  "(?<!\\p{L})(?!(?:back|front|main|on|off|up|down|mid|inter|cent(?:er|re)|under|over|first|second|late|early|growth|end)stage)\\p{L}*(?:[^aeiou\\s]|i[ea]|[hm]bo|duo|horeca)stage(?!\\p{L})";
/** "stage" is an internship in French, Dutch and Italian, and something else in English. */
const stage =
  "(?<!\\b(?:early|late|later|growth|seed|final|first|next|multi|on|off|back|second|main|centre|center|life|end|pre|mid|senior|sr|principal|no|sans|pas de) )\\bstage\\b(?! (?:propulsion|fluids?|separation|structures?|manager|management|investor|hand|hands|crew|technician|director|gate|left|right|company|companies|startup|start|design|lighting))";

export const programmePatterns: readonly (readonly [Programme, RegExp])[] = [
  ["internship", new RegExp(`${stage}|${compoundStage}`, "u")],
  // Elsewhere in a title, a Danish or Swedish "elev" is a pupil who is taught.
  ["apprenticeship", /^elev\b|^lernende[rn]?(?:$| (?:r )?(?:zu|zur|zum|als)\b|.*\b(?:efz|eba)\b)/],
  [
    "graduate-scheme",
    /\bearly careers? (?:\p{L}+ ){0,2}(?:program(?:me)?|scheme)\b|\bprogram(?:me)? graduate\b|\bgraduate \p{L}+ (?:program(?:me)?|scheme)\b/u,
  ],
];

/**
 * The French volunteering abroad (VIE) is written in capitals, "vie" (life) is not; in an all-caps title the article
 * decides.
 */
export const isVie = (title: string) =>
  /^vie$/i.test(title) ||
  /(?<![\p{L}\d.])(?<!(?:DE|LA|SA|LEUR|ASSURANCES?) )V\.?\s?I\.?\s?E\b(?!\.?\p{L}| (?:SCOLAIRE|SOCIALE|ASSOCIATIVE|QUOTIDIENNE|[ÉE]TUDIANTE|LOCALE|ACTIVE))/u.test(
    title,
  );

const runners =
  "\\p{L}*leit(?:er|erin|ung)|koordinator\\p{L}*|koordynator\\p{L}*|coordinat\\p{L}*|coordinador\\p{L}*|coordenador\\p{L}*|sachbearbeit\\p{L}*|referent\\p{L}*|kierowni\\p{L}*|responsa\\p{L}*|gestor\\p{L}*|head|director|charge\\p{L}? de mission|(?:studien|berufs|karriere|ausbildungs)berat\\p{L}+|formateur|formatrice|formador[ae]?|docente?n?";
const links = "(?:dzialu|programu?|programme|der|des|die|und|fur|du|de|la|los|las|del|dei|di|do|da|van|of|the|our) ";
const programmes =
  "praktikantenprogramm\\p{L}*|praktik(?:a|anten)|ausbildung(?:swesen)?|duales studium|trainee\\p{L}*|internships?|apprenticeships?|placements?|graduate\\p{L}*|stages|apprentissage|alternance|practicas|becas|tirocini|estagios|praktyk|stazy";
/**
 * "Apprenticeship Development Coach", "Leadership Program Manager"; but not "Internship, Product Manager", where the
 * programme is the job's own.
 */
const programmesRun =
  "(?:(?:internships?|apprenticeships?|placements?|traineeships?|thesis|dual study)(?: (?:program(?:me)?s?|schemes?|development|learning|delivery))?|(?:leadership|rotation(?:al|s)?|graduate|trainee|intern|apprentice|talent|early careers?)(?: development)? (?:program(?:me)?|scheme)s?)";
const roles =
  "co ?ordinators?|officers?|supervisors?|advis[eo]rs?|coach(?:es)?|mentors?|tutors?|trainers?|assessors?|recruiters?";
/**
 * People who run programmes, by word order: "Ausbildung zum Teamleiter" is a programme, "Leiter Ausbildung" runs one.
 */
export const runsProgramme = new RegExp(
  `\\b${programmesRun} (?:${roles})\\b|\\b(?:internship|apprenticeship|leadership|rotation(?:al|s)?|graduate|trainee|intern|apprentice|talent|early careers?)(?: development)? program(?:me)?s? (?:manager|lead|partner|director|specialist|owner)\\b|^(?:${runners}) (?:${links}){0,2}(?:${programmes})\\b|^manager (?:${links})?(?:internships|traineeships|apprenticeships|placements|graduate program\\p{L}*)\\b|\\b(?:traineeships?|placements?) (?:program\\p{L}* )?(?:coordinator|officer|supervisor)\\b|\\bplacements? consultant\\b|\\bgraduate scheme (?:manager|coordinator|recruit\\p{L}*|lead|partner|officer|advis\\p{L}*)|\\bgraduate program\\p{L}* (?:recruit\\p{L}*|officer|advis\\p{L}*)|\\b(?:lead|head|director) (?:of )?interns\\b|^(?:head|director|dean) .*\\bundergraduate programs?\\b|\\b(?:talent acquisition|recruiter|recruiting)(?: (?!intern)\\p{L}+){0,3} (?:early careers?|early talent|campus)\\b|\\bearly careers? talent acquisition\\b(?! intern)`,
  "u",
);

const isFirstly = /^(?:praktikum|praktikant|praktikantin|werkstudent|werkstudentin|working student) /;
const isApart =
  /^\s*(?:internship|intern|trainee|graduate|apprentice|azubi)(?:,|:| [-–—|]) (?!(?:intern|trainee|graduate|apprentic|placement|early|working student))/i;
const isAtLast =
  /\((?:intern|internship|trainee|graduate|praktikum|praktikant|werkstudent)\)\s*$|\S (?:manager|officer|owner|partner|specialist|analyst|coach|advis[eo]r|coordinator) (?:intern|trainee|graduate)\s*$/i;
/**
 * "Praktikum Ausbildungskoordination", "Talent Program Manager Trainee": in a programme, even though helping to run
 * one.
 */
export const isInProgramme = (title: string, line: string) =>
  isFirstly.test(line) || isApart.test(title) || isAtLast.test(title);

/** Words with "leit" that lead no people: "Halbleiter", "Rohrleitung", "Drehleiter". */
const conductors =
  "rohr|frei|ober|strom|spannungs?|wasser|gas|ol|dampf|luft|druck|saug|kabel|draht|kupfer|licht|faser|wellen|warme|erd|blitz|signal|daten|telefon|steuer|stand|fern|brems|kuhl|heiz|heizungs|hydraulik|kraftstoff|versorgungs|anschluss|verbindungs|halb|supra|nicht|dreh|steh|strick|schiebe|hub|rettungs";
const leads = "leit(?:er|ern|erin|ung)";
/** Compounds that only end like a leader's title: they accompany, conduct, guide or are leather. */
const compounds = [
  `\\p{L}*begleit(?:er|erin|ung)`,
  `(?:\\p{L}*(?:ab|zu|um)|an|ein|her|fort|uber|unter|ver|weiter|\\p{L}*(?:${conductors}))${leads}`,
  `\\p{L}*(?:reise|ubungs|kurs|wander|freizeit)leit(?:er|erin|ung)`,
  "\\p{L}*(?:vejleder|veileder|rejseleder|reiseleder|turleder|kursusleder)",
  "(?:\\p{L}*(?:kunst|wild|glatt|rinds?|rind|schuh|polster|sattel|nappa|velours|auto|mobel))leder",
  // And people whom somebody assists.
  "\\p{L}{0,20}(?:assisten(?:z|t|tin|te)|(?:sekretar|secretar)\\p{L}{0,4})(?: (?:van|der|des|to|du|del|do|da)(?: (?:de|het|the|den))? \\p{L}+)?",
];
const heads =
  "director|directors|vp|svp|evp|ceo|cfo|coo|cto|cmo|president|chief executive|managing director|managing partner";
/** Words of a title that say nothing about its level; removed before it is read. */
export const misleading = new RegExp(
  `(?<!\\p{L})(?:${compounds.join("|")}|${[
    `(?:${heads})(?: (?!assistant)\\p{L}+){0,3} (?:assistant|secretary|aide)(?! (?:general|vice|vp|director|manager|head|dean|services?|controller|treasurer|counsel|professor))`,
    // People who are cared for.
    "senior (?:living|housing|citizens?|cent(?:er|re)s?|companions?|residents?)",
    "senior care(?= (?:aide|companion|home|communit|facilit|cent|provider|giver|resid))",
    "(?:for|of|with) seniors",
    "(?:colocation|residences?)(?: services?)? seniors?",
    "mid (?:market|office|atlantic|west|east|cap|sized?|term|day|shift|town|stream|range|year|corporate|sussex|wales|kent|devon|essex|ulster)",
    "iv (?:therap\\p{L}*|infusion\\p{L}*|drips?|fluids?|nurs\\p{L}*|room|pharmac\\p{L}*|cannul\\p{L}*)",
  ].join("|")})(?!\\p{L})|^(?:seniors|iv) `,
  "gu",
);
