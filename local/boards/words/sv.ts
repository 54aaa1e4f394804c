import type { Language } from "./language.ts";

export const sv: Language = {
  locale: "sv-SE",
  titles: {
    internship: ["Praktikant inom {area}", "Praktik – {area}", "Praktikplats {area}, hösten"],
    "working-student": ["Studentmedarbetare {area}", "Extrajobb för studenter: {area}"],
    apprenticeship: ["Lärling {area}", "Lärlingsplats – {area}"],
    graduate: ["Trainee {area}", "Traineeprogram {area}", "Nyexaminerad inom {area}"],
    entry: ["Junior {role}", "{role} – nyexaminerad", "Juniora talanger: {role}"],
    mid: ["{role}", "{role} till {company}"],
    senior: ["Senior {role}", "Erfaren {role}"],
    lead: ["Teamchef {area}", "Chef för {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["strategi", "affärsutveckling", "tjänstedesign"],
      role: ["strategikonsult", "affärsanalytiker", "tjänstedesigner"],
    },
    "data-analytics": {
      area: ["dataanalys", "Business Intelligence", "Data Science"],
      role: ["dataanalytiker", "BI-utvecklare", "data engineer"],
    },
    "sales-client-success": { area: ["försäljning", "kundservice", "kundframgång"], role: ["säljare", "kundansvarig"] },
    "marketing-growth": {
      area: ["marknadsföring", "digital marknadsföring", "kommunikation"],
      role: ["marknadsförare", "innehållsproducent"],
    },
    "finance-investment": {
      area: ["ekonomi", "investeringar", "redovisning"],
      role: ["finansanalytiker", "controller", "redovisningsekonom"],
    },
    "operations-supply-chain": {
      area: ["logistik", "inköp", "leveranskedja"],
      role: ["logistiker", "inköpare", "planerare"],
    },
    "product-innovation": {
      area: ["produktledning", "innovation", "UX-research"],
      role: ["produktägare", "produktchef", "UX-researcher"],
    },
    "tech-transformation": {
      area: ["systemutveckling", "digital transformation", "IT-säkerhet"],
      role: ["systemutvecklare", "IT-konsult", "molningenjör", "testare"],
    },
    "sustainability-esg": {
      area: ["hållbarhet", "ESG-rapportering", "klimat och energi"],
      role: ["hållbarhetskonsult", "ESG-analytiker"],
    },
  },
  headings: { tasks: "Det här kommer du att göra", profile: "Vi söker dig som", offer: "Vi erbjuder" },
  about: [
    "{company} har funnits sedan {year}. Vi är {people} personer i {offices} städer, och det här teamet sitter i {city}.",
    "På {company} i {city} arbetar {people} personer med korta projekt och enkla ord.",
  ],
  team: [
    "Du blir en del av teamet inom {area}: sex personer som granskar varandras arbete och går hem i tid.",
    "Teamet inom {area} är nytt. Du hjälper till att bestämma hur vi arbetar, med en mentor från första dagen.",
  ],
  tasks: [
    "Ta en egen del av ett pågående projekt inom {area}",
    "Ta fram siffror och texter som vi fattar beslut på",
    "Prata med kunder och kollegor och skriva ner vad de faktiskt behöver",
    "Förbättra en av våra rutiner varje månad och mäta om det hjälpte",
  ],
  profile: {
    early: [
      "Studerar, eller just har läst klart, något som rör {area}",
      "Har en första erfarenhet av {skills}, från kurser, projekt eller extrajobb",
      "Frågar tidigt och skriver tydligt",
    ],
    experienced: [
      "Har minst {years} års erfarenhet av {area}",
      "Kan {skills} så bra att du kan lära ut det",
      "Har lett projekt från första mötet till sista fakturan",
    ],
  },
  speech: [
    "Talar och skriver flytande svenska och god engelska",
    "Har mycket goda kunskaper i svenska",
    "Talar svenska (C1); engelska är meriterande",
  ],
  offer: [
    "{holidays} dagars semester",
    "Egen budget för böcker och kurser",
    "Friskvårdsbidrag",
    "Lönespann som alla kan läsa",
  ],
  modes: {
    onsite: ["Du arbetar med teamet på plats i {city}.", "Tjänsten är på kontoret i {city}."],
    hybrid: [
      "Hybrid: två till tre dagar i veckan på kontoret i {city}.",
      "Vi arbetar hybrid, med teamdag på tisdagar i {city}.",
    ],
    remote: ["Helt på distans, var som helst i landet.", "100 % distans; vi betalar en plats nära dig."],
  },
  pay: { year: "Årslönen är {salary}.", month: "Lönen är {salary} i månaden." },
  closing: [
    "Skicka ditt CV; brev behövs inte. Vi svarar inom en vecka.",
    "Två samtal och en uppgift på en timme. Inga knep.",
  ],
};
