import { matchesIn } from "./text-pattern.ts";

/** "And" and "or" between names. */
export const and = "and|und|et|y|e|en|i|och|og|sowie|oraz";
export const or = "or|oder|ou|o|of|lub|eller|tai|nebo|vagy|sau";

/**
 * Names of languages in the languages that postings come in, in lower case. `*` = any ending follows ("niemieckiego");
 * `>` = an adjective, a language only before a word for one ("de Engelse taal"); `<` = only after one ("langue
 * française"). German compounds and adjectives are derived, see `namesOf`.
 */
const names: Readonly<Record<string, string>> = {
  en: "english englisch anglais anglaise< inglés ingles inglês inglesa< inglese engels engelse> engelstalig* angielsk* engelsk engelska engelsksproget englanti englannin> englantia angličtin* anglick* angol angolul angolt engleză engleza engleze< αγγλικά αγγλικών",
  de: "german deutsch allemand allemande< alemán aleman alemão tedesco tedesca< duits duitse> duitstalig* niemieck* tysk tyska saksa saksan> saksaa němčin* nemčin* německ* nemeck* német németül germană germana germane< γερμανικά γερμανικών",
  fr: "french französisch franzosisch français francais française< francés francês francese frans franse> franstalig* francusk* fransk franska ranska ranskan> ranskaa francouzštin* francouzsk* francia> franceză franceza franceze< γαλλικά γαλλικών",
  es: "spanish spanisch espagnol espagnole< español espanol española< castellano castellana< spagnolo spagnola< spaans spaanse> hiszpańsk* hiszpansk* spansk spanska espanhol espanja espanjan> espanjaa španělštin* spaniolă spaniola spaniole< ισπανικά ισπανικών",
  it: "italian italienisch italien italienne< italiano italiana italiaans italiaanse> włosk* italiensk italienska italštin* italiană italiene< ιταλικά ιταλικών",
  nl: "dutch niederländisch niederlandisch néerlandais neerlandais néerlandaise< neerlandés neerlandês holandés holandês olandese nederlands nederlandse> nederlandstalig* niderlandzk* holendersk* nederländsk nederländska nederlandsk hollandsk flemish vlaams",
  pl: "polish polnisch polonais polonaise< polaco polonês polacco poolse> polski polskiego polskim polskiemu polsk polska> polštin*",
  pt: "portuguese portugiesisch portugais portugaise< portugués portugues português portuguesa< portoghese portugees portugese> portugalsk* portugisisk portugisiska",
  sv: "swedish schwedisch suédois suedois sueco svedese zweeds zweedse> szwedzk* svensk svenska ruotsi ruotsin> ruotsia",
  da: "danish dänisch danisch danois danés dinamarquês danese deens deense> duńsk* dunsk* dansk danska dansksproget",
  no: "norwegian norwegisch norvégien norvegien noruego norueguês norvegese noors noorse> norwesk* norsk norska",
  fi: "finnish finnisch finnois finlandés finlandês finlandese finse> fińsk* finsk finska suomen> suomea",
  cs: "czech tschechisch tchèque checo ceco tsjechisch czesk* češtin* českého>",
  sk: "slovak slowakisch slovaque słowack* slovenčin*",
  hu: "hungarian ungarisch hongrois húngaro hungaro ungherese hongaars węgiersk* magyar> magyarul",
  ro: "romanian rumänisch rumanisch roumain rumano rumeno roemeens rumuńsk* română< romana<",
  el: "greek griechisch griego grieks greck*",
  tr: "turkish türkisch turkisch turco turks tureck*",
  ru: "russian russisch russe ruso russo rosyjsk* ryska",
  uk: "ukrainian ukrainisch ukrainien ucraniano ukraińsk* ukrainsk*",
  ar: "arabic arabisch arabe árabe arabo arabsk*",
  zh: "mandarin chinese chinesisch chinois chino cinese chińsk* chinsk* cantonese",
  ja: "japanese japanisch japonais japonés japones giapponese japońsk* japonsk*",
  ko: "korean koreanisch coréen coreano koreańsk* koreansk*",
  he: "hebrew hebräisch hebraisch hébreu hebreo ebraico",
  cy: "welsh",
  ca: "catalan katalanisch catalán català catalano catalão catalaans kataloński*",
  eu: "basque euskera",
};

/** "Deutsch" also makes "Deutschkenntnisse", "deutschsprachig", "der deutschen Sprache". */
const german = (name: string) => ["", "kenntnis*", "sprach*", "niveau", "e>", "en>", "er>"].map((end) => name + end);
/** Danish, Norwegian and Swedish "engelsk" also makes "engelskkundskaber". */
const nordic = (name: string) => ["", "kundskab*", "kunnskap*", "kunskap*"].map((end) => name + end);
const namesOf = (list: string) =>
  list.split(" ").flatMap((name) => {
    if (/^(?!tsje).*(?:isch|deutsch)$/.test(name)) return german(name);
    return /(?:[elnr]|^ty|^pol)sk$/.test(name) ? nordic(name) : name;
  });

/** A name's language and its mark. */
interface Name {
  code: string;
  mark: string;
}
const all = new Map<string, Name>(
  Object.entries(names).flatMap(([code, list]) =>
    namesOf(list).map((name): [string, Name] => {
      const [, bare = "", mark = ""] = /^(.*?)([*<>]?)$/.exec(name) ?? [];
      return [bare, { code, mark }];
    }),
  ),
);
const bareWith = (isStem: boolean) =>
  [...all].flatMap(([bare, { mark }]) => ((mark === "*") === isStem ? bare : [])).join("|");

/** A name may follow an elided article ("l'anglais"). */
const source = `(?<![\\p{L}-])(?:(?:${bareWith(true)})\\p{L}{0,20}|${bareWith(false)})(?!\\p{L})`;
export const anyName = new RegExp(source, "u");
const everyName = new RegExp(source, "gu");
const joined = new RegExp(`[-–](${bareWith(false)})(?!\\p{L})`, "uy");

function nameOf(word: string): Name | undefined {
  const exact = all.get(word);
  if (exact) return exact;
  for (let end = word.length - 1; end >= 4; end--) {
    const stem = all.get(word.slice(0, end));
    if (stem?.mark === "*") return stem;
  }
  return undefined;
}

const languageBehind =
  /^(?:-? (?:en|of|und|oder|sowie|och|og|ja|és) \p{L}{2,20})? (?:taal|sprach|språk|sprog|nyelv|kiel|jazyk)/u;
/** "De Nederlandse en Engelse taal": Dutch adjectives can share the word. */
const sharesBehind = /^(?: en | of | als |\/|-|,)/u;
const languageAhead = /(?:langue|lingua|língua|lengua|limb(?:a|ii)|madrelingua) $/u;
const polishing = /^ (?:your|our|the|their|up|and refin|it\b|off)/u;

function isName(word: string, mark: string, text: string, at: number): boolean {
  if (mark === "<") return languageAhead.test(text.slice(Math.max(0, at - 16), at));
  const behind = () => text.slice(at + word.length, at + word.length + 40);
  if (mark === ">") return languageBehind.test(behind()) || (word.endsWith("se") && sharesBehind.test(behind()));
  return word !== "polish" || !polishing.test(behind());
}

export interface Mention {
  code: string;
  at: number;
  end: number;
}

/** The languages that a short lower-case text names, in order. */
export function mentionsIn(text: string): Mention[] {
  const found: Mention[] = [];
  for (const { 0: word, index } of matchesIn(text, everyName)) {
    const name = nameOf(word);
    if (!name || !isName(word, name.mark, text, index)) continue;
    const end = index + word.length;
    found.push({ code: name.code, at: index, end });
    // "Bilingue français-anglais"
    joined.lastIndex = end;
    const second = joined.exec(text)?.[1];
    const other = second === undefined ? undefined : nameOf(second);
    if (second && other?.mark === "") found.push({ code: other.code, at: end + 1, end: end + 1 + second.length });
  }
  return found;
}
