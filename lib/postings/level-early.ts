import { Lexicon } from "./lexicon.ts";

type Against = "experience" | "opening" | "volunteering" | "freelance";

/** What speaks against a job for beginners, in titles that name no level. */
const against = new Lexicon<Against>([
  [
    "experience",
    `manager|managers|*manager|*managerin|managing|management consultant|product owner*|scrum master*|agile coach*|architect|architects|*architekt|architecte|arquitecto|architetto|enterprise account*|strategic account*|major account*|major accounts|named account*|global account*|key account*|enterprise sales|regional sales|founding|business partner*|
    assistant director*|counsel|principle|staff data analyst|staff analyst|chief of staff|of staff|product lead|chef de projet|cheffe de projet|chef de produit|cheffe de produit|chef de projets|projektleit*|projectleider*|projektledare|projektleder*|prosjektleder*|jefe de proyecto|gestor de proyectos|kierownik projektu|innovationsmanag*|interim`,
  ],
  [
    "opening",
    `talent communit*|talent pool*|talent network*|talent pipeline*|talent bench|talentpool*|talent community|general application*|general interest|general consideration|general submission*|general inquir*|open application*|expression* of interest|register your interest|future opportunit*|future opening*|future role*|future position*|future consideration|future talent|future vacanc*|future mission*|future hiring|future job*|
    speculative application*|spontaneous application*|unsolicited application*|proactive application*|initiativbewerb*|spontanbewerb*|blindbewerb*|candidature* spontanee*|candidature* libre*|candidatura* espontanea*|candidatura* spontanea*|autocandidatur*|open sollicitatie*|aplikacja spontaniczna|aplikacje spontaniczne|spontanansok*|uopfordret ansogning*|apen soknad*|avoin hakemus|
    don t see|dont see|not finding|not seeing|can t find|keep me in the loop|keep in touch|stay in touch|stay connected|not an active opening|join our team|join our network|interested in|drop your resume|submit your resume|submit your application for future|dream job|resume drop`,
  ],
  [
    "volunteering",
    `unpaid|volunteer|volunteers|volunteering|benevole*|benevolat|ehrenamt*|freiwilligendienst*|bundesfreiwillig*|freiwilliges soziales|freiwilliges okologisches|fsj|bufdi|wolontari*|vrijwillig*|voluntariado|voluntario*|voluntaria|volontariato|frivillig*|service civique`,
  ],
  [
    "freelance",
    `freelance|freelancer|freelancers|freelancing|freiberuf*|independent contractor*|1099|self employed|selbststandige*|handelsvertret*|commission only|commission based|100 commission|franchise partner*|franchisee*|franchisenehm*|zzp|zzp er|autoentrepreneur*|auto entrepreneur*|data rater*|quality rater*|search rater*|ads rater*|ad rater*|mystery shopper*`,
  ],
]);

/** "Volunteer Coordinator", "Talent Community Manager", "Freelancer Relations": jobs that deal with it. */
const around = new Set(
  "manager managers management coordinator coordination co officer administrator recruiter recruitment director lead leader services hub engagement partnerships relations success marketplace operations specialist partner experience".split(
    " ",
  ),
);
/** An "Associate Product Manager" is only to become one. */
const beginning = new Set("associate assistant assistent assistenz assistante asistente".split(" "));
/** "Freelance or full-time". */
const alsoEmployed = new Lexicon<true>([
  [true, "permanent|full time|fulltime|part time|vollzeit|teilzeit|festanstellung|cdi|employee*|w2|w 2"],
]);

/** Few such jobs are for beginners, but some are. */
export const earlyOfExperienced = 0.25;

/**
 * How likely a job is for beginners if its title names no level; undefined if nothing speaks against it. People who
 * manage something have experience; talent pools, volunteering and freelance work are no first jobs.
 * @param words from title.ts
 */
export function earlyByTitle(words: readonly string[]): number | undefined {
  let early: number | undefined;
  for (const { value, at, length } of against.find(words)) {
    if (value === "experience")
      early ??= words.slice(0, at).some((word) => beginning.has(word)) ? early : earlyOfExperienced;
    else if (!isAround(words, at + length) && !(value === "freelance" && alsoEmployed.find(words).length > 0)) return 0;
  }
  return early;
}

const isAround = (words: readonly string[], end: number) => words.slice(end, end + 2).some((word) => around.has(word));
