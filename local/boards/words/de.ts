import type { Language } from "./language.ts";

export const de: Language = {
  locale: "de-DE",
  titles: {
    internship: ["Praktikum {area} (m/w/d)", "Praktikant:in {area} (m/w/d)", "Pflichtpraktikum {area} – 6 Monate"],
    "working-student": ["Werkstudent:in {area} (m/w/d)", "Werkstudent (m/w/d) {area}", "Werkstudententätigkeit {area}"],
    apprenticeship: ["Duales Studium {area} (m/w/d)", "Ausbildung im Bereich {area} (m/w/d)"],
    graduate: ["Trainee {area} (m/w/d)", "Traineeprogramm {area}", "Trainee (m/w/d) {area} – 18 Monate"],
    entry: ["Junior {role} (m/w/d)", "{role} (m/w/d) – Berufseinstieg", "Junior-{role} (all genders)"],
    mid: ["{role} (m/w/d)", "{role} (all genders)"],
    senior: ["Senior {role} (m/w/d)", "Senior-{role} (all genders)"],
    lead: ["Teamleitung {area} (m/w/d)", "Leiter:in {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Strategie", "Unternehmensentwicklung", "Business Design"],
      role: ["Strategieberater:in", "Business Analyst", "Referent:in Unternehmensentwicklung"],
    },
    "data-analytics": {
      area: ["Datenanalyse", "Business Intelligence", "Data Science"],
      role: ["Datenanalyst:in", "BI-Analyst:in", "Data Engineer", "Data Scientist"],
    },
    "sales-client-success": {
      area: ["Vertrieb", "Kundenbetreuung", "Sales"],
      role: ["Vertriebsmitarbeiter:in", "Kundenbetreuer:in", "Account Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Online-Marketing", "Social Media"],
      role: ["Marketing Manager", "Online-Redakteur:in", "Performance Marketing Manager"],
    },
    "finance-investment": {
      area: ["Finanzen", "Controlling", "Buchhaltung"],
      role: ["Controller:in", "Finanzanalyst:in", "Buchhalter:in"],
    },
    "operations-supply-chain": {
      area: ["Logistik", "Supply Chain Management", "Einkauf"],
      role: ["Disponent:in", "Supply-Chain-Planer:in", "Einkäufer:in"],
    },
    "product-innovation": {
      area: ["Produktmanagement", "Innovation", "UX Research"],
      role: ["Produktmanager:in", "Product Owner", "UX Researcher"],
    },
    "tech-transformation": {
      area: ["Softwareentwicklung", "Digitale Transformation", "IT-Infrastruktur", "IT-Sicherheit"],
      role: ["Softwareentwickler:in", "IT-Consultant", "Cloud Engineer", "Digitalisierungsmanager:in"],
    },
    "sustainability-esg": {
      area: ["Nachhaltigkeit", "ESG-Reporting", "Klimaschutz"],
      role: ["Nachhaltigkeitsmanager:in", "ESG-Analyst:in", "Klimaschutzmanager:in"],
    },
  },
  headings: { tasks: "Deine Aufgaben", profile: "Dein Profil", offer: "Das bieten wir" },
  about: [
    "{company} gibt es seit {year}. In {city} und {offices} weiteren Städten arbeiten {people} Menschen daran, dass unsere Kundinnen und Kunden gern wiederkommen.",
    "Wir sind {company}: {people} Leute, kurze Wege, ein Büro mitten in {city}. Was wir bauen, benutzen wir auch selbst.",
    "Bei {company} in {city} wächst seit {year} ein Team von inzwischen {people} Menschen, das lieber erklärt als beeindruckt.",
  ],
  team: [
    "Du verstärkst das Team {area}: sechs Menschen, die sich gegenseitig über die Schulter schauen und pünktlich Feierabend machen.",
    "Der Bereich {area} entsteht gerade neu. Du entscheidest mit, wie wir arbeiten, und hast vom ersten Tag an eine Mentorin an deiner Seite.",
  ],
  tasks: [
    "Du übernimmst ein eigenes Stück eines laufenden Projekts im Bereich {area}",
    "Du bereitest Zahlen und Texte vor, mit denen das Team {area} entscheidet",
    "Du sprichst mit Kundinnen und Kollegen und hältst fest, was sie wirklich brauchen",
    "Du verbesserst jeden Monat einen unserer Abläufe und prüfst, ob es geholfen hat",
    "Du pflegst unsere Dokumentation so, dass der nächste Neuling dir dankt",
  ],
  profile: {
    early: [
      "Du studierst etwas mit Bezug zu {area} oder bist gerade fertig geworden; Quereinstieg ist willkommen",
      "Erste Erfahrungen mit {skills}, aus Kursen, Projekten oder einem Nebenjob",
      "Du fragst früh nach und schreibst verständlich",
      "Berufserfahrung ist schön, aber keine Voraussetzung",
    ],
    experienced: [
      "Mindestens {years} Jahre Berufserfahrung im Bereich {area}",
      "Du beherrschst {skills} so gut, dass du es anderen beibringen kannst",
      "Du hast Projekte vom ersten Gespräch bis zur letzten Rechnung geführt",
    ],
  },
  speech: [
    "Fließendes Deutsch (C1) und gutes Englisch",
    "Sehr gute Deutschkenntnisse in Wort und Schrift",
    "Deutsch auf B2-Niveau, Englisch im Alltag",
  ],
  offer: [
    "{holidays} Urlaubstage, die auch genommen werden",
    "Ein eigenes Budget für Bücher, Kurse und Konferenzen",
    "Deutschlandticket oder Dienstrad",
    "Ein Gehaltsband, das alle lesen können",
    "Eine Mentorin außerhalb des Teams",
  ],
  modes: {
    onsite: [
      "Du arbeitest mit dem Team vor Ort in {city}.",
      "Arbeitsort ist unser Büro in {city}, fünf Minuten vom Bahnhof.",
    ],
    hybrid: [
      "Wir arbeiten hybrid: zwei bis drei Tage pro Woche im Büro in {city}, sonst wo du magst.",
      "Hybrides Arbeiten: dienstags Teamtag in {city}, der Rest nach Absprache im Homeoffice.",
    ],
    remote: [
      "100 % remote innerhalb des Landes; wir zahlen dir auf Wunsch einen Platz im Coworking.",
      "Die Stelle ist vollständig remote, gern auch fern von {city}.",
    ],
  },
  pay: { year: "Das Jahresgehalt liegt bei {salary}.", month: "Die Vergütung beträgt {salary} im Monat." },
  closing: [
    "Schick uns deinen Lebenslauf; ein Anschreiben brauchst du nicht. Wir antworten innerhalb einer Woche.",
    "Wer auch immer du bist: Wenn das nach dir klingt, schreib uns, auch wenn nicht jeder Punkt passt.",
  ],
};
