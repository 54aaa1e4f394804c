import type { Language } from "./language.ts";

export const nl: Language = {
  locale: "nl-NL",
  titles: {
    internship: ["Stage {area}", "Stagiair(e) {area}", "Afstudeerstage {area}"],
    "working-student": ["Werkstudent {area}", "Bijbaan {area} voor studenten"],
    apprenticeship: ["Duale opleiding {area}", "Leerwerkplek {area}"],
    graduate: ["Traineeship {area}", "Trainee {area} (m/v/x)"],
    entry: ["Junior {role} (m/v/x)", "{role} – starter", "Junior {role}"],
    mid: ["{role} (m/v/x)", "{role}"],
    senior: ["Senior {role} (m/v/x)", "Senior {role}"],
    lead: ["Teamleider {area}", "Hoofd {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Strategie", "Bedrijfsontwikkeling", "Service Design"],
      role: ["Strategieconsultant", "Business Analist", "Service Designer"],
    },
    "data-analytics": {
      area: ["Data-analyse", "Business Intelligence", "Data Science"],
      role: ["Data-analist", "BI-specialist", "Data Engineer", "Data Scientist"],
    },
    "sales-client-success": {
      area: ["Verkoop", "Klantenservice", "Sales"],
      role: ["Accountmanager", "Verkoopmedewerker", "Customer Success Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Online marketing", "Communicatie"],
      role: ["Marketeer", "Online marketeer", "Contentmaker"],
    },
    "finance-investment": {
      area: ["Financiën", "Control", "Beleggingen"],
      role: ["Financieel analist", "Controller", "Boekhouder"],
    },
    "operations-supply-chain": {
      area: ["Logistiek", "Inkoop", "Supply Chain"],
      role: ["Logistiek planner", "Inkoper", "Supply-chainanalist"],
    },
    "product-innovation": {
      area: ["Productmanagement", "Innovatie", "UX-onderzoek"],
      role: ["Productmanager", "Product Owner", "UX-onderzoeker"],
    },
    "tech-transformation": {
      area: ["Softwareontwikkeling", "Digitale transformatie", "Cybersecurity"],
      role: ["Softwareontwikkelaar", "IT-consultant", "Cloud Engineer", "Frontendontwikkelaar"],
    },
    "sustainability-esg": {
      area: ["Duurzaamheid", "ESG-rapportage", "Klimaat en energie"],
      role: ["ESG-analist", "Duurzaamheidsadviseur", "Klimaatadviseur"],
    },
  },
  headings: { tasks: "Wat ga je doen", profile: "Wat breng je mee", offer: "Wat bieden wij" },
  about: [
    "{company} bestaat sinds {year}. We zijn met {people} mensen in {offices} steden, en dit team zit in {city}.",
    "Bij {company} in {city} werken {people} mensen aan korte projecten, in gewone taal.",
  ],
  team: [
    "Je komt in het team {area}: zes mensen die elkaars werk nakijken en op tijd naar huis gaan.",
    "Het team {area} is nieuw. Je denkt mee over hoe we werken, met vanaf dag één een mentor naast je.",
  ],
  tasks: [
    "Je neemt een eigen deel van een lopend project op het gebied van {area}",
    "Je bereidt de cijfers en teksten voor waarmee we beslissen",
    "Je praat met klanten en collega's en schrijft op wat ze echt nodig hebben",
    "Je verbetert elke maand een van onze gewoontes en meet of het hielp",
  ],
  profile: {
    early: [
      "Je studeert iets dat met {area} te maken heeft, of bent net klaar",
      "Eerste ervaring met {skills}, uit vakken, projecten of een bijbaan",
      "Je stelt vroeg vragen en schrijft helder",
    ],
    experienced: [
      "Minstens {years} jaar ervaring in {area}",
      "Je kent {skills} goed genoeg om het uit te leggen",
      "Je hebt projecten geleid van het eerste gesprek tot de laatste factuur",
    ],
  },
  speech: [
    "Vloeiend Nederlands en goed Engels",
    "Nederlands op C1-niveau",
    "Uitstekende beheersing van het Nederlands; Engels is een pre",
  ],
  offer: [
    "{holidays} vakantiedagen",
    "Een eigen budget voor boeken en cursussen",
    "Een NS-abonnement of een fiets",
    "Een salarishuis dat iedereen kan lezen",
  ],
  modes: {
    onsite: [
      "Je werkt met het team op kantoor in {city}.",
      "De standplaats is {city}, op vijf minuten van het station.",
    ],
    hybrid: [
      "Hybride: twee à drie dagen per week in {city}, de rest thuis.",
      "We werken hybride, met een teamdag op dinsdag in {city}.",
    ],
    remote: ["Volledig op afstand, overal in het land.", "100 % thuiswerken; een plek dichtbij betalen wij."],
  },
  pay: { year: "Het jaarsalaris is {salary} bruto.", month: "De vergoeding is {salary} per maand." },
  closing: [
    "Stuur je cv; een brief hoeft niet. We antwoorden binnen een week.",
    "Twee gesprekken en een opdracht van een uur. Geen trucjes.",
  ],
};
