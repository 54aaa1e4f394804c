import type { Posting } from "./posting.ts";
import { lowerOf, matchesIn, TextPattern } from "./text-pattern.ts";

/** A permission to live and work somewhere, in the languages of `language-words.ts`. */
const permit =
  "visas?|h-?1b|(?:eu |european )?blue cards?|blauen? karte|work (?:permits?|authori[sz]ation)|residence permits?|tier 2|skilled worker|visum|visa-?|arbeitserlaubnis|arbeitsvisum|aufenthalts(?:titel|erlaubnis|genehmigung)|titre de s[ée]jour|permis de travail|autorisation de travail|visados?|permiso de (?:trabajo|residencia)|visto|permesso di (?:lavoro|soggiorno)|werkvergunning|tewerkstellingsvergunning|verblijfsvergunning|wiz(?:a|y|ę|ą|ie|owe|owego|owej)|pozwoleni[ea] na prac[ęe]|zezwoleni[ea] na prac[ęe]|legalizacj[iaęą] pobytu|vistos?|autorização de trabalho|arbetstillstånd|uppehållstillstånd|arbejdstilladelse|opholdstilladelse|arbeidstillatelse|oppholdstillatelse|työlup|oleskelulup";
const about = new RegExp(`(?<!\\p{L})(?:${permit}|sponsor|patrocin|parrain)`, "u");
const aboutVisa = new TextPattern(about);

const permits = new RegExp(`(?<!\\p{L})(?:${permit})(?:\\p{L}{0,3})(?!\\p{L})`, "gu");
/** Words that stand in this order, at most so many characters apart. */
type Phrase = readonly [RegExp, ...(number | RegExp)[]];

/** "Not only", "don't worry" and "no restrictions" refuse nothing. */
const no =
  /(?:\bno\b|\bnot\b|unable|cannot|can't|can’t|won't|won’t|without|isn't|aren't|aren’t|don't|don’t|doesn't|doesn’t|never|nor\b|\bkeine?\b|keinerlei|nicht|(?<!manquez |hésitez )\bpas\b|aucun|\bsans\b|\bnon\b(?!-)|geen|\bniet\b|\bnie\b|\bbez\b|\bnão\b|\bsem\b|\binte\b|ingen|\bikke\b|\bsin\b|\bei\b)(?! (?:only|just|to worry|need to worry|worr(?:y|ies)|restrictions?|limits?|problem|matter|nur|seulement|s[óo]lo|solamente|alleen|tylko|só|apenas|bara|bare|kun)(?!\p{L}))/gu;
const sponsoring =
  /sponsor|patrocin|parrain|(?:visa|work permit|immigration)(?: and relocation| & relocation)? (?:support|assistance)|support (?:a |your |any )?visa|visumsponsor|visa-sponsor|visums?(?:unterst[üu]tzung|sponsoring)|visa-?unterst[üu]tzung|prise en charge d\p{L}{0,2} visa/gu;
/** Of these, sponsoring is no matter of visas. */
const otherSponsoring =
  /visa (?:card|payment)|visa(?:,| and| &| or|\/) ?(?:mastercard|paypal|amex|maestro)|(?:mastercard|paypal|amex|maestro)(?:,| and| &| or|\/) ?visa|export|events?\b|executive sponsor|project sponsor|gmc|sponsored by|sports?\b|athlet|sponsorships\b|conferences?/u;
const refused: readonly Phrase[] = [
  [no, 60, sponsoring],
  [
    /sponsor(?:s|ed|ing|ship)?(?: of \p{L}+)? (?:(?:is|are|will|can|be|wird|ist|wordt|currently|unfortunately) ){0,3}(?:not|unavailable|nicht|niet)(?! limited)/gu,
  ],
  [no, 50, /offer|provide|support|assist|arrange|obtain|help/gu, 38, permits],
  [
    /(?<!\p{L})(?:kein|keine|geen|aucun|pas de|inget?|intet|brak) /gu,
    30,
    /visum|visa(?! (?:requis|nécess|exig))|werkvergunning|wsparcia/gu,
  ],
  [
    /(?:visa|work permit) (?:sponsorship|support|assistance)|(?<!\p{L})sponsorship|certificates? of sponsorship/gu,
    0,
    /\*{0,2}(?::| [-–—])\*{0,2} ?\*{0,2}(?:no\b|none|not\b|n\/a|unavailable|✗|❌)(?! ?(?:\/|or\b))/gu,
  ],
  [
    /visa|visum|sponsor/gu,
    80,
    /(?:nicht|niet|inte|ikke|not) /gu,
    30,
    /anbieten|aanbieden|bieten|leisten|erbjuda|tilbyde|offered|provided/gu,
  ],
];
/** Verbs that say "we" themselves. */
const weHelp =
  "ofrecemos|ayudamos|gestionamos|tramitamos|apoyamos|offriamo|aiutiamo|supportiamo|oferujemy|zapewniamy|pomagamy|pomożemy|wspieramy|oferecemos|ajudamos|apoiamos|tarjoamme|autamme";
const helps = new RegExp(
  "offer|provid|sponsor|support|help|assist|arrange|cover|handle|take care of|unterst[üu]tz|bieten|übernehm|hilf|helf|helpen|regel|verzorg|begeleid|bieden|ondersteun|prenons en charge|proposons|accompagn|aid|erbjuder|hjälper|ordnar|tilbyder|hjælper|tilbyr|hjelper|" +
    weHelp,
  "gu",
);
const who =
  /(?<!\p{L})(?:we|we'll|we’ll|we'd|our company|the company|employer|our (?:people |hr |mobility |relocation )?team|wir|nous|wij|we|ci|vi|my|nós|firma|yhtiö) /gu;
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
  // As one of a list's items; by itself it may be a heading over a refusal.
  [/[,:] (?:and |& )?visa (?:sponsorship|support|assistance)(?= ?(?:[,&.]| and relocation|$))/gu],
  [
    /(?:visa (?:sponsorship|support|assistance)|certificates? of sponsorship|^\W{0,4}sponsorship)/gu,
    40,
    /(?<!not |un)(?:available|offered|provided|possible|included)(?!\p{L})/gu,
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
/** What the applicant must bring, be asked or do; an offer is not made with these words. */
const ofTheApplicant =
  /(?:you|applicants?|candidates?) (?:must|need|should|will need)|must (?:have|hold|possess|be)|right to work|valid (?:visa|work|\p{L}+ work)|do you|will you|are you|g[üu]ltige|en possession|titulaire|geldige|válid|ważn|customers|clients|applications/u;
const requires: Phrase = [/(?:require|requiring|need) /gu, 40, /sponsor|visa/gu];
/** What an offer says of its own object: "if you need one", "If you need a visa, we will sponsor it". */
const ifNeeded =
  /(?<!\p{L})if you (?:need|require) (?:(?:it|one|them)(?!\p{L})|(?:an? |any )?(?:visa|work permit|sponsorship|visa sponsorship), (?=we (?:can |will |do |also )?(?:sponsor|arrange|cover|handle|take care of) (?:it|them|that)(?!\p{L})))/gu;
/** Where a refusal speaks of the posting itself, an offer elsewhere is for others. */
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
  // No farther than it may stand: a text may be one long sentence.
  const near = text.slice(Math.max(0, from - 1), from + gap + longestWords);
  for (const { 0: found, index } of matchesIn(near, next)) {
    const at = index + Math.max(0, from - 1);
    if (at > from + gap) return false;
    if (at >= from && goesOn(text, at + found.length, rest)) return true;
  }
  return false;
}

/** Whether a visa is sponsored. "Right to work" and relocation alone are no offer, and silence is no refusal. */
export function visaOf(text: string): Posting["visa"] {
  const lower = lowerOf(text);
  if (!aboutVisa.test(lower)) return "unknown";
  let [hasOffer, hasRefusal] = [false, false];
  for (const sentence of lower.split(/[.!?](?=\s|$)|[\n;]/)) {
    if (!about.test(sentence) || otherSponsoring.test(sentence)) continue;
    if (refused.some((phrase) => says(sentence, phrase))) {
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
