import type { Language } from "./language.ts";

export const it: Language = {
  locale: "it-IT",
  titles: {
    internship: ["Stage {area}", "Tirocinio in {area}", "Stagista {area} (6 mesi)"],
    "working-student": ["Studente lavoratore – {area} (part-time)", "Lavoro part-time per studenti: {area}"],
    apprenticeship: ["Apprendistato {area}", "Apprendista {area}"],
    graduate: ["Graduate Program {area}", "Neolaureato/a {area}"],
    entry: ["{role} Junior", "Junior {role} (M/F)", "{role} – prima esperienza"],
    mid: ["{role}", "{role} (M/F)"],
    senior: ["{role} Senior", "Senior {role} (M/F)"],
    lead: ["Responsabile {area}", "Direttore/Direttrice {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Strategia", "Sviluppo d'impresa", "Service Design"],
      role: ["Consulente di strategia", "Business Analyst", "Service Designer"],
    },
    "data-analytics": {
      area: ["Analisi dei dati", "Business Intelligence", "Data Science"],
      role: ["Data Analyst", "Analista BI", "Data Engineer", "Data Scientist"],
    },
    "sales-client-success": {
      area: ["Vendite", "Assistenza clienti", "Sviluppo commerciale"],
      role: ["Addetto/a vendite", "Account Manager", "Customer Success Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Marketing digitale", "Comunicazione"],
      role: ["Addetto/a marketing", "Specialista SEO", "Content Editor"],
    },
    "finance-investment": {
      area: ["Finanza", "Controllo di gestione", "Investimenti"],
      role: ["Analista finanziario", "Controller", "Contabile"],
    },
    "operations-supply-chain": {
      area: ["Logistica", "Acquisti", "Supply Chain"],
      role: ["Addetto/a logistica", "Buyer", "Pianificatore/trice della produzione"],
    },
    "product-innovation": {
      area: ["Prodotto", "Innovazione", "Ricerca UX"],
      role: ["Product Manager", "Product Owner", "UX Researcher"],
    },
    "tech-transformation": {
      area: ["Sviluppo software", "Trasformazione digitale", "Sicurezza informatica"],
      role: ["Sviluppatore/trice software", "Consulente IT", "Cloud Engineer", "Programmatore/trice frontend"],
    },
    "sustainability-esg": {
      area: ["Sostenibilità", "Reporting ESG", "Clima ed energia"],
      role: ["Analista ESG", "Specialista sostenibilità", "Consulente ambientale"],
    },
  },
  headings: { tasks: "Cosa farai", profile: "Cosa porti", offer: "Cosa offriamo" },
  about: [
    "{company} è nata nel {year}. Oggi siamo {people} persone in {offices} città, e questo gruppo lavora a {city}.",
    "In {company} lavoriamo in {people}, con progetti brevi e parole semplici, da {city}.",
  ],
  team: [
    "Entrerai nel gruppo {area}: sei persone che rileggono insieme il lavoro ed escono in orario.",
    "Il gruppo {area} è nuovo: aiuterai a decidere come funziona, con una mentore dal primo giorno.",
  ],
  tasks: [
    "Seguire una parte di un progetto in corso nell'area {area}",
    "Preparare i numeri e i testi con cui decidiamo",
    "Parlare con clienti e colleghi e annotare di che cosa hanno davvero bisogno",
    "Migliorare ogni mese una nostra abitudine e misurare se è servito",
  ],
  profile: {
    early: [
      "Studi, o hai appena finito, qualcosa che riguarda {area}",
      "Prima esperienza con {skills}, in corsi, progetti o tirocini",
      "Fai domande presto e scrivi in modo chiaro",
    ],
    experienced: [
      "Almeno {years} anni di esperienza nell'area {area}",
      "Conosci {skills} tanto da poterlo insegnare",
      "Hai guidato progetti dal primo incontro all'ultima fattura",
    ],
  },
  speech: ["Italiano fluente e buon inglese", "Italiano madrelingua o C1", "Inglese B2 e ottimo italiano scritto"],
  offer: [
    "{holidays} giorni di ferie",
    "Un budget per libri e corsi",
    "Buoni pasto",
    "Una griglia salariale che tutti possono leggere",
  ],
  modes: {
    onsite: ["La sede di lavoro è {city}, in presenza.", "Lavorerai con il gruppo nel nostro ufficio di {city}."],
    hybrid: [
      "Lavoro ibrido: due o tre giorni a settimana a {city}.",
      "Modalità ibrida, con giornata di gruppo il martedì a {city}.",
    ],
    remote: [
      "Lavoro da remoto al 100 %, ovunque nel paese.",
      "Completamente da remoto; paghiamo un coworking vicino a casa.",
    ],
  },
  pay: { year: "La retribuzione annua lorda è di {salary}.", month: "Il rimborso è di {salary} al mese." },
  closing: [
    "Mandaci il CV; la lettera non serve. Rispondiamo entro una settimana.",
    "Due colloqui e un piccolo esercizio di un'ora. Senza trucchi.",
  ],
};
