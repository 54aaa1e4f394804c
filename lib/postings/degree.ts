import { textBefore, untilFirst } from "./around.ts";
import type { Degree } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

const pattern = (list: readonly string[]) => new TextPattern(new RegExp(`(?<!\\p{L})(?:${list.join("|")})`, "u"));

/** What postings in the languages of `language-words.ts` call each degree, the lowest first. */
const words: readonly (readonly [Degree, TextPattern])[] = [
  [
    "vocational",
    pattern([
      "vocational (?:training|qualification|education|degree|diploma)|nvq\\b|btec\\b",
      "(?:abgeschlossene|erfolgreiche|fundierte) (?:\\p{L}+ ){0,3}(?:berufs)?ausbildung|(?:abgeschlossene|kaufmännische|technische|handwerkliche) (?:\\p{L}+ )?ausbildung|abgeschlossene lehre|ausbildung (?:als|zum|zur) \\p{L}",
      "bac ?\\+ ?[12]\\b|bts\\b|dut\\b|cap\\b[ ,/]|bac pro\\b|formation professionnelle",
      "formaci[óo]n profesional|grado (?:medio|superior)\\b|ciclo formativo|fp (?:ii|superior|grado)",
      "istituto tecnico|diploma tecnico|qualifica professionale",
      "mbo\\b|mbo[- ]?[234]",
      "wykształcenie (?:\\p{L}{2,4}\\.? )?(?:średnie|zawodowe|techniczne)|wykształcenie: (?:średnie|zawodowe)",
      "curso (?:técnico|profissional)|ensino (?:técnico|profissional)",
      "yrkesutbildning|yrkeshögskol|erhvervsuddannelse|erhvervsakademi|fagbrev|ammattitutkinto|střední (?:odborné|vzdělání)|szakképesítés",
    ]),
  ],
  [
    "bachelor",
    pattern([
      "bachelor|b\\.?sc\\b|b\\.?eng\\b|ba degree\\b|undergraduate degree|(?:university|college|academic) degree|degree[- ]qualified|degree[- ]educated|(?<!(?:\\bnot?|never|n['’]t|without)(?: \\p{L}+){0,4} )educated to (?:a )?degree(?![^.!\\n]{0,40}\\?)|(?<!(?:master(?:['’]?s)?|m\\.?sc|ph\\.?d|doctoral|doctorate) )degree in \\p{L}|a relevant degree",
      "2[:.][12] (?:degree|honours|or above|or higher)|abgeschlossenes (?:\\p{L}+ ){0,3}\\p{L}*(?<!master)studium|hochschulstudium|universitätsstudium|hochschulabschluss|universitätsabschluss|studienabschluss|fachhochschul|studium (?:der|des|im bereich|in|im|mit)\\b",
      "licence (?:pro|professionnelle|en |de |ou )|bac ?\\+ ?[34]\\b|diplôme universitaire",
      "grado (?:en|universitario)\\b|licenciatura|licenciad[oa]|titulaci[óo]n universitaria|título universitario|estudios universitarios|graduado en",
      "laurea(?! (?:magistrale|specialistica))|laureat[oaie]\\b",
      "hbo\\b(?! max)|hbo[-/ ]|universitaire opleiding",
      "licencjat|wykształcenie (?:\\p{L}{2,4}\\.? )?wyższe|wykształcenie: wyższe|studia (?:wyższe|licencjackie|inżynierskie)",
      "ensino superior|bacharelado|superior completo|formação superior|graduação em|graduado em",
      "kandidatexamen|högskoleexamen|akademisk examen|högskoleutbildning|universitetsutbildning|eftergymnasial|bachelorgrad|videregående uddannelse|høyere utdanning|høyskoleutdanning",
      "ammattikorkeakoulu|kandidaatin|korkeakoulututkinto|vysokoškolsk|vš vzdělání|bakalář|főiskolai|egyetemi (?:végzettség|diploma)|studii superioare|diplom[ăa] de licență",
    ]),
  ],
  [
    "master",
    pattern([
      "master(?:['’]?s)? ?(?:degree|of science|of arts|abschluss|studium|diploma|qualification)|master['’]s\\b|masterstudium|masterabschluss|master (?:in|en|ou|or|oder|of) |master 2\\b|m\\.?sc\\b|mba\\b|m\\.?s\\.?(?= (?:in|degree)\\b|\\/ph)|m\\.eng\\b|postgraduate degree",
      "bac ?\\+ ?5\\b|diplôme d['’]ing[ée]nieur|[ée]cole (?:d['’]ing[ée]nieurs?|de commerce)",
      "laurea (?:magistrale|specialistica)|máster\\b|maestría|mestrado",
      "diplom-?ingenieur|wo[- ](?:niveau|werk|opleiding|denk|diploma)|wo\\+|doctorandus",
      "magister|studia magisterskie|wyższe magisterskie|civilingenjör|masterexamen|magisterexamen|kandidatgrad|kandidatuddannelse|cand\\.|mastergrad|ylempi korkeakoulututkinto|maisterin|mesterdiploma|mesterképzés|masterat\\b",
    ]),
  ],
  [
    "doctorate",
    pattern([
      "ph\\.?d\\b(?! (?:students|candidates|position|project|programme|program|thesis|researchers?|supervis))|doctorate|doctoral degree|promotion in|promotion erforderlich|abgeschlossene promotion|promoviert|doktortitel|doctorat\\b|doctorado|dottorato|doutor(?:amento|ado)|stopień doktora|doktorat\\b|doktorsexamen|doktorgrad|tohtorin",
    ]),
  ],
];

const wishedBehind =
  /^[^.\n;•]{0,40}?(?:is |are |would be |ist |als )?(?:preferred|desir(?:ed|able)|(?:a|an) (?:strong |big |definite )?(?:plus|advantage|bonus|asset)|nice to have|advantageous|not (?:required|necessary|needed|essential)|optional|von vorteil|wünschenswert|nicht (?:erforderlich|notwendig|nötig)|kein muss|est un (?:plus|atout)|serait un|souhaité|appréci|se valora|valorable|deseable|costituisce|preferibil|gradit|is een (?:pré|pre|plus)|niet (?:vereist|nodig)|mile widzian|nie jest wymagan|diferencial|meriterande|en fordel|et plus)/u;
const wishedAhead =
  /(?:preferably|ideally|nice to have:?|bonus:?|desirable:?|idealerweise|gerne|wünschenswert:?|idéalement|mile widzian[ey]:?|preferentemente|bij voorkeur|helst|gärna|\bno|without|kein|keine|sans|senza|geen|bez|sin|sem|utan|uden) (?:an? |einen? |een |un[ae]? )?(?:\p{L}+ )?$/u;

/**
 * The lowest degree that suffices. One in progress ("currently pursuing a bachelor's") counts as asked for, as does one
 * with "or equivalent"; one that is only welcome does not.
 */
export function degreeOf(text: string): Degree | null {
  const lower = lowerOf(text);
  for (const [degree, names] of words) {
    for (const { 0: name, index } of names.matchAll(lower)) {
      const ahead = textBefore(lower, index, 40);
      const behind = lower.slice(index + name.length, index + name.length + 60);
      if (!wishedAhead.test(ahead) && !wishedBehind.test(untilFirst(behind, nextPart))) return degree;
    }
  }
  return null;
}

/** In "Bachelor, Master preferred" only the master's is preferred. */
const nextPart = /,|\(|master|ph\.?d|preferably (?:in|with)/u;
