import { randomUUID } from "node:crypto";
import type { Candidate, Profile } from "../lib/matching/rerank.ts";
import type { Locale } from "../lib/words/index.ts";

/** Invented wishes and postings as the re-ranking sees them: for its tests, and for what a digest costs. */
type Invented = readonly [title: string, company: string, facts: string, text: string];

const berlin = { geonameId: 2950159, name: "Berlin", country: "DE", lat: 52.52437, lon: 13.41053 };
const lisbon = { geonameId: 2267057, name: "Lisbon", country: "PT", lat: 38.71667, lon: -9.13333 };
const munich = { geonameId: 2867714, name: "Munich", country: "DE", lat: 48.13743, lon: 11.57549 };

export const profiles = {
  analyst: {
    cities: [berlin],
    countries: [],
    careerPaths: ["data-analytics"],
    levels: ["internship", "graduate"],
    workModes: ["hybrid", "onsite"],
    languages: ["en", "de"],
    visa: "unknown",
    keywords: ["SQL", "dashboards"],
  },
  marketer: {
    cities: [lisbon],
    countries: ["ES", "IE"],
    careerPaths: ["marketing-growth", "sales-client-success"],
    levels: ["entry", "graduate"],
    workModes: [],
    languages: ["en", "pt", "es"],
    visa: "not-needed",
    keywords: ["content", "social media", "brand"],
    salaryMin: { amount: 24_000, currency: "EUR", period: "year" },
  },
  developer: {
    cities: [munich, berlin],
    countries: ["AT", "CH", "NL"],
    careerPaths: ["tech-transformation", "product-innovation", "data-analytics"],
    levels: ["internship", "graduate", "entry"],
    workModes: ["remote", "hybrid", "onsite"],
    languages: ["en", "de", "fr"],
    visa: "needed",
    keywords: ["TypeScript", "backend", "cloud", "Kubernetes", "machine learning"],
    salaryMin: { amount: 48_000, currency: "EUR", period: "year" },
  },
} satisfies Record<string, Profile>;

const invented: readonly Invented[] = [
  [
    "Data Analyst Intern (m/f/d)",
    "Havelblick Mobility",
    "In Berlin, 3 km from the centre; hybrid. Internship. English asked, German welcome. EUR 1,900 a month. Posted yesterday.",
    "Havelblick runs shared cargo bikes in eleven cities. You will help the operations team to understand where bikes are missing, build dashboards in Metabase and keep our SQL models clean and documented.",
  ],
  [
    "Praktikum Business Intelligence",
    "Nordufer Versicherung AG",
    "In Berlin, 6 km from the centre. Internship. German C1 asked. Pay not said. Posted 3 days ago.",
    "Als Praktikantin oder Praktikant im Bereich Business Intelligence unterstützt du unser Team bei der Aufbereitung von Schadendaten, erstellst Berichte in Power BI und begleitest die Einführung unseres neuen Datenmodells.",
  ],
  [
    "Graduate Programme Data & Analytics 2027",
    "Castellan Retail Group",
    "In Berlin and 4 other places; on site. Graduate role. English asked. EUR 46,000 a year. Posted 5 days ago.",
    "Our two-year rotation takes you through pricing, supply and customer analytics. You work with Python and SQL beside experienced analysts, and choose your home team after the third rotation.",
  ],
  [
    "Working Student Analytics Engineering",
    "Pellworm Labs",
    "In Berlin, 2 km from the centre; hybrid. Working student role. English asked. EUR 17 an hour. Posted today.",
    "Up to 20 hours a week in a team of five. You write dbt models, test them and talk to the people who read the numbers. We teach what you lack; curiosity matters more than a perfect record.",
  ],
  [
    "Junior Data Analyst Marketing",
    "Kolibri Commerce",
    "In Berlin, 8 km from the centre. Entry-level role. English and German B2 asked. EUR 42,000-47,000 a year. Posted 6 days ago.",
    "You own the weekly marketing report, find out which campaigns pay off and explain it to people who do not like tables. Two years of experience with attribution models are an advantage.",
  ],
  [
    "Stage analyste de données (H/F)",
    "Atelier Lumen",
    "In Berlin; remote within Germany or France. Internship. French and English asked. EUR 1,400 a month. Posted 8 days ago.",
    "Au sein d'une équipe franco-allemande, vous préparez les tableaux de bord des ventes, contrôlez la qualité des données et participez à l'automatisation de nos rapports mensuels.",
  ],
  [
    "Data Governance Trainee",
    "Spreebank",
    "In Berlin, 1 km from the centre; on site. Graduate role. German C1 asked. EUR 50,000 a year. Posted 10 days ago.",
    "Das Traineeprogramm dauert achtzehn Monate. Sie dokumentieren Datenflüsse, prüfen Zugriffsrechte und arbeiten mit der Aufsicht zusammen. Ein Auslandsaufenthalt in Wien ist möglich.",
  ],
  [
    "Product Analyst (Entry Level)",
    "Tinderbox Games",
    "In Berlin, 4 km from the centre; hybrid. Entry-level role. English asked. Pay not said. Posted 11 days ago.",
    "We make puzzle games played by nine million people. You design experiments, read their results and say clearly when they show nothing. SQL is a must, R or Python is welcome.",
  ],
  [
    "Content & Social Media Executive",
    "Azulejo Travel",
    "In Lisbon, 2 km from the centre; hybrid. Entry-level role. English and Portuguese asked. EUR 25,000 a year. Posted 2 days ago.",
    "You write for our blog and our channels, film short clips with guests and learn how to plan a season. A portfolio counts more than a degree; a camera is provided.",
  ],
  [
    "Especialista júnior en marketing digital",
    "Nieve y Sal",
    "In Madrid, 5 km from the centre. Entry-level role. Spanish asked. EUR 23,000-26,000 a year. Posted 4 days ago.",
    "Buscamos una persona creativa para gestionar campañas de correo electrónico, mantener el calendario de contenidos y medir resultados junto al equipo comercial en Madrid.",
  ],
  [
    "Graduate Brand Associate",
    "Claddagh Foods",
    "In Dublin, 7 km from the centre; on site. Graduate role. English asked. EUR 31,000 a year. Posted 9 days ago.",
    "A year with the brand team of a family company: packaging, tastings, trade fairs and a budget of your own for one product launch. Full driving licence needed.",
  ],
  [
    "Customer Success Associate",
    "Ledgerline",
    "Remote within Portugal, Spain and Ireland. Entry-level role. English and Spanish asked. EUR 27,000 a year. Posted today.",
    "You are the first person whom new customers meet: you set up their accounts, train their teams by video and tell our product people what hurts. No cold calls.",
  ],
  [
    "Backend Developer (Junior, TypeScript)",
    "Isarwerk Software",
    "In Munich, 3 km from the centre; hybrid. Entry-level role. English asked. Visa sponsorship offered. EUR 52,000-58,000 a year. Posted 3 days ago.",
    "Small teams, trunk-based development and a pair for your first months. Our services run on Kubernetes and Postgres. We do not expect that you know everything on this list.",
  ],
  [
    "Werkstudent Softwareentwicklung (w/m/d)",
    "Alpentau Messtechnik",
    "In Munich, 14 km from the centre; on site. Working student role. German B2 asked. EUR 18 an hour. Posted 7 days ago.",
    "Du entwickelst Werkzeuge für unsere Prüfstände in TypeScript und Python, automatisierst Messreihen und sitzt direkt neben den Leuten, die sie benutzen. Flexible Arbeitszeiten während der Prüfungen.",
  ],
  [
    "Machine Learning Intern",
    "Quantenfalter",
    "In Berlin, 5 km from the centre; hybrid. Internship. English asked. EUR 2,300 a month. Posted 12 days ago.",
    "Six months on models that read scanned delivery notes. You prepare data, train baselines and measure honestly. Supervision by two researchers; a thesis afterwards is possible.",
  ],
  [
    "Cloud Platform Trainee",
    "Oranjekade Systems",
    "In Amsterdam, 2 km from the centre; hybrid. Graduate role. English asked. Visa sponsorship offered. EUR 45,000 a year. Posted 13 days ago.",
    "Learn to run a platform used by four hundred developers: networking, Kubernetes, observability, on-call with a mentor after half a year. Certificates are paid for.",
  ],
  [
    "Junior Frontend Engineer",
    "Seeblick Health",
    "In Zurich, 1 km from the centre; hybrid. Entry-level role. English asked, German welcome. CHF 82,000 a year. Posted 14 days ago.",
    "We build the calendar of forty clinics. You work in TypeScript and React, sit in on consultations to see your work used, and ship every day behind flags.",
  ],
  [
    "IT-Traineeprogramm Digitalisierung",
    "Donaukraft",
    "In Vienna, 6 km from the centre; on site. Graduate role. German C1 asked. EUR 43,000 a year. Posted 15 days ago.",
    "In vier Stationen lernst du Netzleittechnik, Anwendungsentwicklung, Informationssicherheit und Einkauf kennen. Jede Station dauert ein halbes Jahr; eine Mentorin begleitet dich.",
  ],
  [
    "Associate Product Manager",
    "Fjordlicht",
    "Remote within Germany, Austria and the Netherlands. Graduate role. English asked. EUR 48,000 a year. Posted 16 days ago.",
    "You take over one small part of a scheduling product, talk to its users every week and decide with two engineers what comes next. Writing well is the most important skill.",
  ],
  [
    "QA Automation Engineer, early career",
    "Brückenkopf IT",
    "In Berlin, 9 km from the centre; hybrid. Entry-level role. English asked. EUR 44,000 a year. Posted 18 days ago.",
    "You turn manual checks into reliable tests in Playwright, keep them fast and argue for fixing what they find. Agencies need not apply; we answer every application within ten days.",
  ],
];

export const candidates: readonly Candidate[] = invented.map(([title, company, facts, text]) => ({
  ...{ postingId: randomUUID(), title, company, facts },
  // As long as what a digest hands over.
  text: `${text} ${text}`,
}));

/**
 * Twenty with every part as long as allowed, in one of the most expensive languages, whose words are many tokens each.
 */
export const dearest: readonly Candidate[] = candidates.map(({ postingId }) => ({
  postingId,
  title: "Analytiikka- ja raportointiharjoittelija, liiketoiminnan kehitys ja asiakasymmärrys (kesätyö 2027)",
  company: "Pohjoismainen Energiayhtiö ja Palvelut Oyj",
  facts:
    "In Helsinki, 4 km from the centre; hybrid. Internship. Finnish B2 asked, you listed English and Swedish. EUR 2,100-2,400 a month. Visa sponsorship is not said. Posted 3 days ago.",
  text: "Etsimme kesätyöntekijää tai harjoittelijaa analytiikkatiimiimme Helsinkiin. Työtehtäviisi kuuluu raporttien rakentaminen, tietomallien ylläpito ja asiakasryhmien käyttäytymisen tutkiminen yhdessä liiketoiminnan kanssa. ".repeat(
    2,
  ),
}));

/** As long as the prompt allows: for the longest possible answer. */
export const longSentence: Readonly<Record<Locale, string>> = {
  en: "A hybrid analytics internship near Kreuzberg's canal: dashboards in Metabase and documented SQL models weekly.",
  de: "Ein hybrides Analysepraktikum am Kreuzberger Kanal: Dashboards in Metabase und dokumentierte SQL-Modelle.",
};
