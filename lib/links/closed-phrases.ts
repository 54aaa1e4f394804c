/** How pages say that a posting is closed, in the languages of our postings. All texts here are folded by `fold`. */
interface Phrases {
  /** A sentence that says so. */
  over: RegExp;
  /** Words that make it conditional: "open until the position has been filled". */
  unless: RegExp;
}

/** With at most a title between subject and verb. */
const sentence = (subject: string, ...says: string[]) =>
  new RegExp(`\\b(?:${subject})\\b.{0,60}?\\b(?:${says.join("|")})(?!\\w)`);
const words = (list: string) => new RegExp(`\\b(?:${list})\\b`);

const en: Phrases = {
  over: sentence(
    "job|position|role|vacancy|posting|opening|offer|opportunity|listing|advert|advertisement|ad|internship|requisition",
    "no longer (?:available|active|open|valid|online|posted|listed|vacant|exists?|accept(?:s|ing) applications|takes applications)",
    "(?:does not|doesn t) exist",
  ),
  unless: words("if|until|till|unless|once|when|before|whether|after|as soon as|may|might|will|should|can"),
};
const enSubject = "(?:job|position|role|vacancy|posting|opening|offer|opportunity|listing|advert|ad|internship)";
const enOver =
  "(?:closed|expired|removed|withdrawn|archived|deleted|not found|taken down|filled|(?:unavailable|not available)(?! (?:for|to|in)\\b))(?! (?:with|by|in|out|loop)\\b)";
/** Words that adverts also use for other things: they count only next to their subject, or alone. */
const alsoEn = new RegExp(
  [
    `\\b${enSubject} (?:(?:is|has|was|now|already|unfortunately|sadly|since|been) )+${enOver}`,
    `^(?:sorry )?(?:this |the )?${enSubject} ${enOver}$`,
    "\\bno longer accepting applications\\b",
    "\\bapplications? (?:for this \\w+ )?(?:(?:are|is|have|has|now|been) )+closed\\b",
    "\\bapplication deadline has passed\\b",
  ].join("|"),
);

const de: Phrases = {
  over: sentence(
    "stelle|stellenanzeige|stellenangebot|stellenausschreibung|position|job|jobangebot|jobanzeige|anzeige|ausschreibung|vakanz|praktikum",
    "nicht (?:mehr|langer) (?:verfugbar|aktiv|online|vakant|ausgeschrieben|aktuell|vorhanden|offen|zu besetzen)",
    "(?:ist|wurde|sind)(?: leider| bereits| inzwischen| schon| nun| mittlerweile)* (?:besetzt|vergeben|abgelaufen|geschlossen|beendet|deaktiviert|offline|entfernt|archiviert)",
    "existiert nicht mehr",
  ),
  unless: words("bis|wenn|sobald|falls|sofern|ob|nachdem|solange|werden|wird"),
};
const alsoDe = /\bbewerbungsfrist ist(?: leider| bereits)? abgelaufen\b/;

const fr: Phrases = {
  over: sentence(
    "offre|offre d emploi|annonce|poste|emploi|mission|stage|alternance",
    "n est (?:malheureusement |desormais )?plus (?:disponible|active?|en ligne|d actualite|ouverte?|valable|a pourvoir)",
    "n existe plus",
    "a (?:deja )?ete (?:pourvue?|cloturee?|fermee?|archivee?|supprimee?|retiree?|desactivee?)",
    "est (?:desormais |deja )?(?:expiree?|pourvue?|cloturee?|fermee?|close|archivee?)",
    "a expire",
  ),
  unless: words("si|jusqu|des que|des qu|lorsque|quand|une fois|tant que|avant|sera|a pourvoir des"),
};

const alsoFr = /\b(?:poste|offre|emploi) (?:deja )?pourvue?\b/;

const es: Phrases = {
  over: sentence(
    "oferta|vacante|puesto|posicion|empleo|anuncio|trabajo|plaza|practicas",
    "ya no (?:esta|se encuentra|existe|acepta)(?: disponible| activ[ao]| vigente| abiert[ao]| publicad[ao]| candidaturas| solicitudes)?",
    "ha (?:caducado|expirado|finalizado)",
    "ha sido (?:cubiert[ao]|cerrad[ao]|eliminad[ao]|retirad[ao])",
    "(?:esta|se encuentra) (?:cerrad[ao]|cubiert[ao]|caducad[ao]|finalizad[ao])",
    "no (?:esta )?disponible",
  ),
  unless: words("si|hasta|cuando|una vez|mientras|antes|sera"),
};

const nl: Phrases = {
  over: sentence(
    "vacature|functie|positie|baan|stage|stageplek|job|traineeship",
    "(?:is)(?: helaas| inmiddels| al| reeds| ondertussen)* (?:niet (?:meer|langer) (?:beschikbaar|actief|online|open|vacant|actueel)|vervuld|ingevuld|gesloten|verlopen|verwijderd|offline)",
    "bestaat (?:helaas )?niet (?:meer|langer)",
    "niet (?:meer|langer) beschikbaar",
  ),
  unless: words("als|totdat|tot|wanneer|zodra|indien|nadat|wordt|zolang"),
};

const it: Phrases = {
  over: sentence(
    "offerta|posizione|annuncio|posto|lavoro|ricerca|opportunita|vacancy|stage|selezione",
    "non (?:e|risulta) piu (?:disponibile|attiv[ao]|apert[ao]|online|valid[ao])",
    "non (?:e )?disponibile",
    "e (?:ormai |gia )?(?:scadut[ao]|chius[ao]|conclus[ao])",
    "e stat[ao] (?:gia )?(?:chius[ao]|copert[ao]|rimoss[ao]|archiviat[ao])",
  ),
  unless: words("se|fino|finche|quando|una volta|qualora|dopo|prima|sara"),
};

const pl: Phrases = {
  over: sentence(
    "oferta|ogloszenie|stanowisko|rekrutacja|wakat|staz",
    "(?:jest )?(?:juz )?(?:nieaktualn\\w+|nieaktywn\\w+|niedostepn\\w+)",
    "jest (?:juz )?(?:zamkniet\\w+|zakonczon\\w+|obsadzon\\w+)",
    "wygasl\\w*",
    "zostal\\w* (?:juz )?(?:zakonczon\\w+|zamkniet\\w+|usuniet\\w+|zarchiwizowan\\w+|obsadzon\\w+)",
    "(?:nie jest juz|juz nie jest|nie jest) (?:dostepn\\w+|aktualn\\w+|aktywn\\w+)",
    "(?:juz )?nie istnieje",
  ),
  unless: words("jesli|jezeli|do czasu|gdy|kiedy|dopoki|zanim|bedzie"),
};

const pt: Phrases = {
  over: sentence(
    "vaga|oferta|anuncio|posicao|oportunidade|emprego|estagio|candidaturas?",
    "(?:ja nao|nao) (?:esta|se encontra|estao)(?: mais)? (?:disponive(?:l|is)|a?c?tiv[ao]s?|abert[ao]s?)",
    "foi (?:preenchid[ao]|encerrad[ao]|fechad[ao]|removid[ao]|ocupad[ao])",
    "(?:esta|estao) (?:encerrad[ao]s?|fechad[ao]s?|expirad[ao]s?|preenchid[ao]s?)",
    "(?:expirou|encerrou|ja nao existe|nao existe mais)",
  ),
  unless: words("se|ate|quando|assim que|caso|enquanto|antes|sera"),
};

const sv: Phrases = {
  over: sentence(
    "tjanst|tjansten|annons|annonsen|jobb|jobbet|jobbannonsen|platsannonsen|rollen|position|positionen|praktikplatsen|ansokningstiden",
    "ar (?:tyvarr )?(?:inte|ej) langre (?:tillganglig\\w*|aktiv\\w*|ledig\\w*|oppe[nt]|aktuell\\w*|publicerad)",
    "ar (?:tyvarr |nu |redan )?(?:tillsatt|stangd|utgangen|avslutad|borttagen|besatt)",
    "har (?:tyvarr |nu |redan )?(?:tillsatts|gatt ut|stangts|tagits bort|utgatt|avslutats|passerat)",
    "finns (?:tyvarr )?inte (?:langre|kvar)",
  ),
  unless: words("om|tills|nar|innan|kommer"),
};

const da: Phrases = {
  over: sentence(
    "stilling|stillingen|job|jobbet|jobannoncen?|annoncen|opslaget|jobopslaget?|stillingsopslaget|praktikpladsen|ansogningsfristen",
    "er (?:desvaerre )?ikke laengere (?:tilgaengelig\\w*|aktiv\\w*|ledig\\w*|aben\\w*|aktuel\\w*|opslaet)",
    "er (?:desvaerre |nu |allerede )?(?:blevet )?(?:besat|lukket|udlobet|slettet|fjernet|afsluttet)",
    "findes (?:desvaerre )?ikke (?:laengere|mere)",
  ),
  unless: words("hvis|indtil|nar|inden|medmindre|vil|bliver"),
};

const languages = [en, de, fr, es, nl, it, pl, pt, sv, da];
const also = [
  [alsoEn, en],
  [alsoDe, de],
  [alsoFr, fr],
] as const;

/** Banners are short; a longer sentence is the advert's own prose. */
const maxSentence = 200;

/** Whether a page's visible text says that its posting is closed. */
export function saysClosed(visibleText: string): boolean {
  return visibleText
    .split(/[.!?\n]+/)
    .filter((line) => line.length <= maxSentence)
    .map(fold)
    .some((line) => line !== "" && isOver(line));
}

function isOver(line: string): boolean {
  if (languages.some(({ over, unless }) => over.test(line) && !unless.test(line))) return true;
  return also.some(([over, { unless }]) => over.test(line) && !unless.test(line));
}

const letters: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe" };

/** Lower case, no diacritics, single spaces between words. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[ßøłæœ]/g, (letter) => letters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
