import type { Posting } from "./posting.ts";
import { lowerOf, matchesIn, TextPattern } from "./text-pattern.ts";

/** Words for a permission to live and work somewhere, in the languages of `language-words.ts`. */
const permit =
  "visas?|h-?1b|(?:eu |european )?blue cards?|blauen? karte|work (?:permits?|authori[sz]ation)|residence permits?|tier 2|skilled worker|visum|visa-?|arbeitserlaubnis|arbeitsvisum|aufenthalts(?:titel|erlaubnis|genehmigung)|titre de s[ée]jour|permis de travail|autorisation de travail|visados?|permisos? de (?:trabajo|residencia)|permesso di (?:lavoro|soggiorno)|werkvergunning|tewerkstellingsvergunning|verblijfsvergunning|wiz(?:a|ę|ą|ie|ow|y(?!t)|(?!\\p{L}))|pozwoleni[ea] na prac[ęe]|zezwoleni[ea] na prac[ęe]|legalizacj[iaęą] pobytu|vist(?:os?|i)|autorização de trabalho|arbetstillstånd|uppehållstillstånd|arbejdstilladelse|opholdstilladelse|arbeidstillatelse|oppholdstillatelse|työlu[pv]|oleskelulu[pv]";
const about = new RegExp(`(?<!\\p{L})(?:${permit}|sponso?r|patroc[ií]n|parrain)`, "u");
const aboutVisa = new TextPattern(about);
const named = new RegExp(about, "gu");

const permits = new RegExp(`(?<!\\p{L})(?:${permit})(?:\\p{L}{0,3})(?!\\p{L})`, "gu");
/** Words in this order, with at most this many characters between. */
type Phrase = readonly [RegExp, ...(number | RegExp)[]];

/** "Not only", "don't worry" and "no restrictions" do not refuse. */
const no =
  /(?:\bno\b|\bnot\b|unable|cannot|can't|can’t|won't|won’t|without|isn't|isn’t|aren't|aren’t|don't|don’t|doesn't|doesn’t|never|nor\b|\bkeine?\b|keinerlei|nicht(?!-)|(?<!manquez |hésitez |inquiétez )\bpas\b|aucun|\bsans\b|\bnon\b(?!-)|geen|\bniet\b(?!-)|\bnie\b|\bbez\b|\bnão\b|\bsem\b|\binte\b|ingen|\binga\b|\bikke\b(?!-)|\bsin\b|\bei\b|\bemme\b)(?! (?:only|just|to worry|need to worry|worr(?:y|ies)|restrictions?|limits?|problem\p{L}*|problème|matter|sorgen?|zorgen|(?:te|se|ti) preo\p{L}+|martw\p{L}*|nur|seulement|s[óo]lo|solamente|soltanto|alleen|tylko|só|apenas|bara|bare|kun|vain)(?!\p{L}))/gu;
const sponsoring =
  /sponso?r|patroc[ií]n|parrain|(?:visa|work permit|immigration)(?: and relocation| & relocation)? (?:support|assistance)|support (?:a |your |any )?visa|(?:visa|visums?)-?(?:unterst[üu]tzung|ondersteuning)|wsparci[ea] wizow|prise en charge d\p{L}{0,2} visa/gu;
/** Things sponsored that have nothing to do with visas. */
const otherSponsoring =
  /visa (?:card|payment)|visa(?:,| and| &| or|\/) ?(?:mastercard|paypal|amex|maestro)|(?:mastercard|paypal|amex|maestro)(?:,| and| &| or|\/) ?visa|export|events?\b|executive sponsor|project sponsor|gmc|sponsored by|sports?\b|athlet|sponsorships\b|conferences?/u;
/** Verb forms that include "we". */
const weHelp =
  "ofrecemos|ayudamos|gestionamos|tramitamos|apoyamos|offriamo|aiutiamo|supportiamo|oferujemy|zapewniamy|pomagamy|pomożemy|wspieramy|oferecemos|ajudamos|apoiamos|tarjoamme|autamme";
const helping =
  "offer|provid|obtain|sponso?r|support|help|assist|arrange|cover|handle|take care of|unterst[üu]tz|bieten|übernehm|hilf|helf|regel|verzorg|begeleid|bieden|ondersteun|pren(?:ons|dre) en charge|propos|accompagn|(?<!\\p{L})aid|erbjud|hj[äæe]lp|ordna|tilby|ofrec|ayud|gestion|tramit|apoy|offr|aiut|ofer|zapewni|pomag|pomoż|pomóc|wspier|wspar|ajud|apoi|tarjo|autta|autamme";
const helps = new RegExp(helping, "gu");
/** "Wir helfen leider nicht": the negation follows the verb, within its clause. */
const helpsNot = new RegExp(
  `(?:${helping})[^,:]{0,30}?(?<!\\p{L})(?:nicht|keine?r?|keinerlei|pas|aucune?|niet|geen|inte|ingen|inga|ikke)(?![\\p{L}-])(?! (?:nur|seulement|alleen|bara|bare|kun)(?!\\p{L}))|prenons pas en charge`,
  "gu",
);
const us =
  "(?:we(?:['’](?:ll|re|ve|d))?(?! (?:are )?(?:looking|hiring|seeking|searching|recruiting))|our company|the company|employer|our (?:people |hr |mobility |relocation )?team|wir|nous|wij|ci|vi|my|nós|firma|yhtiö) ";
const who = new RegExp(`(?<!\\p{L})${us}`, "gu");
/** The same after an "and": "Wir verlangen kein Deutsch und helfen beim Visum". */
const andHelp =
  "helfen|unterst[üu]tzen|bieten|übernehmen|aidons|accompagnons|proposons|prenons|helpen|bieden|regelen|ondersteunen|hjälper|erbjuder|ordnar|hj[æe]lper|tilbyder|tilbyr";
/** Where a sentence turns to what we do: "No German needed, and we help with visas", "…, helfen wir dir". */
const turnsToUs = new RegExp(
  `(?:,|:| [-–]| (?:and|und|et|y|e|en|i|och|og))(?: \\p{L}+)? (?=${us}|${weHelp}|${andHelp})|,? (?:but|aber|mais|maar|pero|ale|men|mas) |, ma `,
  "u",
);
/** "Beim Visum können wir nicht helfen": the verb comes last. */
const helpLast =
  /anbieten|aanbieden|bieten|leisten|helfen|unterst[üu]tzen|übernehmen|helpen|ondersteunen|hj[äæe]lp|erbjuda|tilby|offered|provided/gu;
/** Within one clause of a sentence. */
const refused: readonly Phrase[] = [
  [no, 60, sponsoring],
  [
    /sponso?r\p{L}{0,10}(?: of \p{L}+)? (?:(?:is|are|will|can|be|wird|ist|wordt|currently|unfortunately) ){0,3}(?:not|unavailable|nicht|keine|niet|geen|pas|inte|inga|ikke)(?!\p{L}| limited)/gu,
  ],
  [no, 50, helps, 54, permits],
  [helpsNot, 54, permits],
  [
    /(?<!\p{L})(?:kein|keine|geen|aucun|pas de|inget?|intet|brak) /gu,
    30,
    /visum|visa(?! (?:requis|nécess|exig))|werkvergunning|wsparcia/gu,
  ],
  [
    /(?:visa|work permit) (?:support|assistance)|(?:visa|visum)s?[- ]?sponso?r\p{L}{1,10}|(?:sponso?r\p{L}{1,10}|patroc[ií]nio) (?:de |du |di |del )?vis\p{L}{1,4}|(?<!\p{L})sponsorship|certificates? of sponsorship/gu,
    0,
    /\*{0,2} ?(?::| [-–—])\*{0,2} ?\*{0,2}(?:no(?:n|ne)?\b|not\b|nein|nee\b|nej\b|nie\b|não|n\/a|unavailable|✗|❌)(?! ?(?:\/|(?:or|problem)\b))/gu,
  ],
  [
    sponsoring,
    50,
    no,
    25,
    /possib|posib|poss[íi]vel|m[öo]glich|mogelijk|möjlig|mulig|możliw|mahdollis|available|dispon[ií]|verfügbar|beschikbaar/gu,
  ],
  [named, 60, /(?:nicht|niet|inte|ikke|not|keine|geen) /gu, 30, helpLast],
  [no, 40, permits, 16, helpLast],
];
const needing =
  /requir|need|benötig|brauch|nodig|nécessit|besoin|requier|necesit|necessit|richied|wymaga|potrzeb|precis|behöv|behøv|trenger|kräv/gu;
const considered =
  /consider(?!ed if)|proceed|process|progress|accept|review|move forward|hire|hiring|eligib|berücksicht|bearbeite|in behandeling|retenu|étudi|examin|tenid|tener en cuenta|presi in|rozpatr|beakta|behandl|i betragtning|vurder/gu;
/** People who need a visa are not considered, or only others are; the sentence may turn in between. */
const turnedAway: readonly Phrase[] = [
  [needing, 40, named, 60, no, 40, considered],
  [named, 20, needing, 30, no, 40, considered],
  [no, 20, considered, 50, needing, 40, named],
  [
    /(?<!\p{L})(?:but|aber|mais|maar|pero|ale|ma|men|mas) (?:no|not|nicht|keine?|pas|geen|niet|nie|não|non|inte|inga|ikke|ingen) /gu,
    11,
    named,
  ],
  [
    named,
    60,
    /(?<!\p{L})(?:not|nicht|niet|pas|no|non|não|nie|inte|ikke) (?:for|für|voor|pour|para|per|dla|för) (?:this|diese|deze|ce|est|quest|te[gj]|den)/gu,
  ],
];
const offering = new RegExp(`(?<!\\p{L})(?:${weHelp})`, "gu");
const visaSupport = /(?:visa|work permit|h-?1b|skilled worker|tier 2)[^.]{0,16}? (?:sponsorship|support|assistance)/gu;
const offered: readonly Phrase[] = [
  [who, 50, helps, 54, permits],
  [offering, 45, permits],
  [
    permits,
    20,
    /(?<!\p{L})we (?:can |will |do |also )?(?:sponsor|arrange|cover|handle|take care of) (?:it|them|that)(?!\p{L})/gu,
  ],
  [visaSupport, 60, /(?<!\p{L})(?:is|are|will be|can be|may be) (?:available|offered|provided|possible|included)/gu],
  [visaSupport, 1, /:? ?(?:available|offered|provided|possible|included|yes\b|we do|✓|✔)/gu],
  [/(?<!\p{L})(?:offer|provid|includ)/gu, 60, visaSupport],
  [
    /^\s?[-•·*+] (?:full )?(?:visa|work permit)(?:[ /]work permit)? sponsorship(?: (?:and|&|\+) (?:relocation|immigration)[^:?]{0,60}| for (?:international|non-eu|the right)[^:?]{0,50})?$/gu,
  ],
  // As an item of a list; alone it may be a heading over a refusal.
  [/[,:] (?:and |& )?visa (?:sponsorship|support|assistance)(?= ?(?:[,&.]| and relocation|$))/gu],
  [
    /(?:visa (?:sponsorship|support|assistance)|certificates? of sponsorship|^\W{0,4}sponsorship)/gu,
    40,
    /(?<!not |n['’]t |un)(?:available|offered|provided|possible|included)(?!\p{L})/gu,
  ],
  [who, 30, /(?:issue|give|provide|offer|get|arrange)[^.]{0,20} certificates? of sponsorship/gu],
  [
    /(?:^\W{0,4}|(?<!\p{L})(?:we|we're|we’re|company|employer|ind|as)(?: are| is|'re|’re)?(?: an?)? )(?:ind[- ])?recogni[sz]ed (?:visa )?sponsor(?! (?:of|for))(?!\p{L})/gu,
  ],
  [/relocation /gu, 20, /(?:and|&|\+) visa (?:support|sponsorship|assistance)/gu],
  [
    /visa (?:and|&|\+) relocation (?:support|assistance|package|sponsorship)|(?:support|help|assistance) with (?:your )?(?:visa|relocation and visa|work permit)/gu,
  ],
  [
    /(?:visum|visa)[- ]?(?:sponsoring|sponsorship|unterst[üu]tzung) (?:ist )?(?:m[öo]glich|wird|vorhanden|inklusive)|unterst[üu]tzung (?:bei|beim|mit) (?:der |dem |deinem |ihrem )?(?:visum|visa|arbeitserlaubnis)/gu,
  ],
  [/(?:prise en charge|sponsoring|accompagnement) /gu, 24, /visa|titre de séjour/gu],
  [
    /(?:hulp|ondersteuning|begeleiding) bij (?:het |je |de )?(?:aanvragen van )?(?:een |je |het )?(?:visum|werkvergunning|verblijfsvergunning)/gu,
  ],
  [/(?:pomoc|wsparcie) w /gu, 30, /wizy|pozwoleni|zezwoleni/gu],
  [/ayuda con (?:el |tu )?visado|assistenza (?:per il |con il )?visto/gu],
];
/** What applicants must bring, are asked or must do; offers are not made with these words. */
const ofTheApplicant =
  /(?:you|applicants?|candidates?) (?:must|need|should|will need)|must (?:have|hold|possess|be)|right to work|valid (?:visa|work|\p{L}+ work)|do you|will you|are you|g[üu]ltige|en possession|titulaire|geldige|válid|ważn|customers|clients|applications/u;
const requires: Phrase = [/(?:require|requiring|need) /gu, 40, /sponsor|visa/gu];
/** What an offer says about its own condition: "if you need one", "If you need a visa, we will sponsor it". */
const ifNeeded =
  /(?<!\p{L})if you (?:need|require) (?:(?:it|one|them)(?!\p{L})|(?:an? |any )?(?:visa|work permit|sponsorship|visa sponsorship), (?=we (?:can |will |do |also )?(?:sponsor|arrange|cover|handle|take care of) (?:it|them|that)(?!\p{L})))/gu;
/** If a refusal is about this posting, an offer elsewhere is for others. */
const thisOne =
  /this (?:role|position|post|job|vacancy|opportunity|internship|time)|unfortunately|currently|leider|helaas|malheureusement/u;

/** Longer than any of the words. */
const longestWords = 80;

function says(text: string, [first, ...rest]: Phrase): boolean {
  for (const { 0: found, index } of matchesIn(text, first)) if (goesOn(text, index + found.length, rest)) return true;
  return false;
}

function goesOn(text: string, from: number, [gap, next, ...rest]: readonly (number | RegExp)[]): boolean {
  if (typeof gap !== "number" || !(next instanceof RegExp)) return true;
  // Limited to where it may be, as a text may be one long sentence.
  const near = text.slice(Math.max(0, from - 1), from + gap + longestWords);
  for (const { 0: found, index } of matchesIn(near, next)) {
    const at = index + Math.max(0, from - 1);
    if (at > from + gap) return false;
    if (at >= from && goesOn(text, at + found.length, rest)) return true;
  }
  return false;
}

const isRefusal = (sentence: string) =>
  sentence.split(turnsToUs).some((clause) => refused.some((phrase) => says(clause, phrase))) ||
  turnedAway.some((phrase) => says(sentence, phrase));

/** Whether a visa is sponsored. "Right to work" and relocation alone are not an offer, and silence is not a refusal. */
export function visaOf(text: string): Posting["visa"] {
  const lower = lowerOf(text);
  if (!aboutVisa.test(lower)) return "unknown";
  let [hasOffer, hasRefusal] = [false, false];
  for (const sentence of lower.replaceAll("sponsorships", "sponsorship").split(/[.!?](?=\s|$)|[\n;]/)) {
    if (!about.test(sentence) || otherSponsoring.test(sentence)) continue;
    if (isRefusal(sentence)) {
      if (thisOne.test(sentence)) return "refused";
      hasRefusal = true;
    } else if (offered.some((phrase) => says(sentence, phrase))) {
      const offer = sentence.replace(ifNeeded, " ");
      if (!ofTheApplicant.test(offer) && !says(offer, requires)) hasOffer = true;
    }
  }
  // "We do sponsor visas! We cannot for every role." is an offer.
  if (hasOffer) return "offered";
  return hasRefusal ? "refused" : "unknown";
}
